from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_route53 as route53
from harness import ENV, default_template, failover, failover_with_everything, only, resources, template_of
from observability.evaluator import state

from cloud_constructs import (
    AlertTopic,
    FailoverRecord,
    FailoverSite,
    GuardrailError,
    Guardrails,
    HealthProbe,
    RegionalFailover,
    StackError,
)
from cloud_constructs.guardrails import findings

CHECK, RECORD, ALARM = "AWS::Route53::HealthCheck", "AWS::Route53::RecordSet", "AWS::CloudWatch::Alarm"
EVERYTHING = "RegionalFailover with everything"
WEST, CENTRAL = "eu-west-1.api.example.com", "eu-central-1.api.example.com"


def global_stack() -> cdk.Stack:
    """Return a stack where the metrics of health checks are."""
    return cdk.Stack(cdk.App(), "Test", env=cdk.Environment(account=ENV.account, region="us-east-1"))


def by_role(template: dict[str, Any]) -> dict[str, Any]:
    return {
        body["Properties"]["Failover"]: body["Properties"] for body in resources(template, RECORD).values()
    }


def test_by_default_the_primary_is_asked_over_https_from_everywhere() -> None:  # CV-16
    template = default_template("RegionalFailover")

    assert only(template, CHECK) == {
        "HealthCheckConfig": {
            "EnableSNI": True,
            "FailureThreshold": 3,
            "FullyQualifiedDomainName": WEST,
            "Port": 443,
            "RequestInterval": 30,
            "ResourcePath": "/",
            "Type": "HTTPS",
        },
        "HealthCheckTags": [{"Key": "Name", "Value": WEST}],
    }
    assert resources(template, RECORD) == {}


def test_the_probe_says_what_a_good_answer_is() -> None:  # CV-16
    checks = resources(default_template(EVERYTHING), CHECK).values()

    for body in checks:
        asked = body["Properties"]["HealthCheckConfig"]
        assert (asked["Type"], asked["SearchString"]) == ("HTTPS_STR_MATCH", "ok")
        assert asked["ResourcePath"] == "/api/health"
        assert (asked["RequestInterval"], asked["FailureThreshold"]) == (10, 2)
        assert asked["Regions"] == ["eu-west-1", "us-east-1", "us-west-2"]
    names = {body["Properties"]["HealthCheckConfig"]["FullyQualifiedDomainName"] for body in checks}
    assert names == {WEST, CENTRAL}


def test_the_name_leads_to_the_primary_as_long_as_it_answers() -> None:  # CV-16
    template = default_template(EVERYTHING)
    checks = {
        body["Properties"]["HealthCheckConfig"]["FullyQualifiedDomainName"]: id
        for id, body in resources(template, CHECK).items()
    }
    records = by_role(template)

    assert set(records) == {"PRIMARY", "SECONDARY"}
    for role, name in (("PRIMARY", WEST), ("SECONDARY", CENTRAL)):
        record = records[role]
        assert (record["Name"], record["Type"]) == ("example.com", "A")
        assert record["HealthCheckId"] == {"Ref": checks[name]}
        assert record["AliasTarget"]["EvaluateTargetHealth"] is True
        assert name.partition(".")[0] in record["AliasTarget"]["DNSName"]


def test_without_aliases_the_records_are_short_lived_cnames() -> None:
    stack = global_stack()
    zone = route53.PublicHostedZone.from_hosted_zone_attributes(
        stack, "Zone", hosted_zone_id="Z0123456789EXAMPLE", zone_name="example.com"
    )
    made = failover(
        stack,
        standby=FailoverSite(domain_name=CENTRAL),
        record=FailoverRecord(name="api.example.com", zone=zone),
    )

    assert len(made.records) == 2
    primary = by_role(template_of(stack))["PRIMARY"]
    assert (primary["Type"], primary["TTL"], primary["ResourceRecords"]) == ("CNAME", "60", [WEST])
    # Three bad answers, 30 seconds apart, and clients that remember the old answer for a minute.
    assert made.switches_within == 150


def alarms_of(template: dict[str, Any]) -> dict[str, Any]:
    return {
        "standby" if "Standby" in id else "primary": body["Properties"]
        for id, body in resources(template, ALARM).items()
    }


def test_in_us_east_1_the_alarms_stand_beside_the_checks() -> None:  # CV-16
    stack = global_stack()
    failover_with_everything(stack)
    template = template_of(stack)
    (topic,) = resources(template, "AWS::SNS::Topic")
    alarms = alarms_of(template)

    for alarm in alarms.values():
        assert alarm["AlarmActions"] == [{"Ref": topic}]
        assert alarm["MetricName"] == "HealthCheckStatus"
        assert state(alarm, {"HealthCheckStatus": [[1], [1], [1]]}) == "OK"
        assert state(alarm, {"HealthCheckStatus": [[1], [0.5], [1]]}) == "OK"
        assert state(alarm, {"HealthCheckStatus": [[0], [0], [0]]}) == "ALARM"
        # No news from a health check is bad news.
        assert state(alarm, {"HealthCheckStatus": [[], [], []]}) == "ALARM"
    assert "nothing would take over" in alarms["standby"]["AlarmDescription"]
    checks = {body["Dimensions"][0]["Value"]["Fn::GetAtt"][0] for body in alarms.values()}
    assert checks == set(resources(template, CHECK))


def test_elsewhere_the_alarms_stand_in_the_stack_of_their_metrics() -> None:  # CV-16
    app = cdk.App()
    failover_with_everything(cdk.Stack(app, "Test", env=ENV))

    assembly = app.synth()
    assert resources(assembly.get_stack_by_name("Test").template, ALARM) == {}
    beside = assembly.get_stack_by_name("Test-us-east-1")
    assert beside.environment.region == "us-east-1"
    (topic,) = resources(beside.template, "AWS::SNS::Topic")
    for alarm in alarms_of(beside.template).values():
        assert alarm["AlarmActions"] == [{"Ref": topic}]
        assert alarm["Dimensions"][0]["Value"]["Fn::GetStackOutput"]["StackName"] == "Test"


def test_a_stack_that_may_be_anywhere_is_refused() -> None:
    stack = cdk.Stack(cdk.App(), "Anywhere")

    with pytest.raises(StackError, match=r"the stack names no region, and these metrics are in us-east-1"):
        failover(stack)


def test_a_silenced_alarm_is_found() -> None:
    stack = global_stack()
    made = failover(stack)
    (alarm,) = made.alarms.alarms.values()
    alarm.alarm_actions = []
    app = stack.node.root
    assert isinstance(app, cdk.App)
    guardrails = Guardrails.of(app)
    guardrails.enforce()

    with pytest.raises(GuardrailError):
        guardrails.synth()
    assert {finding.rule.partition("[")[0] for finding in findings(app.outdir)} >= {"CC-AlarmActions"}


def test_names_may_be_tokens() -> None:
    stack = global_stack()
    name = cdk.CfnParameter(stack, "Name").value_as_string
    zone = route53.PublicHostedZone(stack, "Zone", zone_name=name)
    made = RegionalFailover(
        stack,
        "Failover",
        alerts=AlertTopic(stack, "Alerts"),
        primary=FailoverSite(domain_name=f"west.{name}"),
        standby=FailoverSite(domain_name=f"central.{name}"),
        record=FailoverRecord(name=f"api.{name}", zone=zone),
        probe=HealthProbe(path="/api/health"),
    )

    assert made.standby is not None
    assert set(by_role(template_of(stack))) == {"PRIMARY", "SECONDARY"}
