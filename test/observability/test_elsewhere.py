"""What has its metrics in us-east-1 alone is watched there, from a stack beside the app's own."""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_wafv2 as wafv2
from harness import ENV, function, resources

from cloud_constructs import AlarmSet, AlertTopic, ArgumentError, Guardrails, OpsItem, StackError, acknowledge
from cloud_constructs.guardrails import findings

HOME, AWAY = "Shop", "Shop-us-east-1"
ALARM = "AWS::CloudWatch::Alarm"


def distribution(stack: cdk.Stack, id: str = "Site") -> cloudfront.Distribution:
    origin = origins.HttpOrigin("origin.example.com")
    return cloudfront.Distribution(stack, id, default_behavior=cloudfront.BehaviorOptions(origin=origin))


def templates(app: cdk.App) -> dict[str, Any]:
    return {stack.stack_name: stack.template for stack in app.synth().stacks}


def test_the_alarms_of_a_distribution_stand_in_the_stack_beside() -> None:
    app = cdk.App()
    stack = cdk.Stack(app, HOME, env=ENV)
    alarms = AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Alerts", emails=["ops@example.com"]))
    alarms.watch(distribution(stack))
    assert set(alarms.alarms) == {"Site5xxErrorRate", "SiteOriginLatency"}
    assert alarms.monthly_cost == 0.2

    made = templates(app)
    assert resources(made[HOME], ALARM) == {}
    for body in resources(made[AWAY], ALARM).values():
        id, place = body["Properties"]["Dimensions"]
        assert id["Value"]["Fn::GetStackOutput"]["StackName"] == HOME
        assert place == {"Name": "Region", "Value": "Global"}
        (action,) = body["Properties"]["AlarmActions"]
        assert action["Ref"] in resources(made[AWAY], "AWS::SNS::Topic")
    (subscription,) = resources(made[AWAY], "AWS::SNS::Subscription").values()
    assert subscription["Properties"]["Endpoint"] == "ops@example.com"
    assert app.synth().get_stack_by_name(AWAY).environment.region == "us-east-1"


def test_the_metrics_of_origins_are_switched_on_once() -> None:
    app = cdk.App()
    stack = cdk.Stack(app, HOME, env=ENV)
    site = distribution(stack)
    alarms = AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Alerts"))
    alarms.watch(site)
    alarms.watch(site, name="Again")

    assert len(resources(templates(app)[HOME], "AWS::CloudFront::MonitoringSubscription")) == 1


def test_two_sets_share_the_stack_and_the_topic_beside() -> None:
    app = cdk.App()
    stack = cdk.Stack(app, HOME, env=ENV)
    told = AlertTopic(stack, "Alerts")
    for name in ("One", "Two"):
        AlarmSet(stack, name, notify=told).watch(distribution(stack, f"Site{name}"))

    made = templates(app)
    assert set(made) == {HOME, AWAY}
    assert len(resources(made[AWAY], "AWS::SNS::Topic")) == 1
    assert len(resources(made[AWAY], ALARM)) == 4


def test_the_stack_beside_is_as_clean() -> None:
    app = cdk.App()
    stack = cdk.Stack(app, HOME, env=ENV)
    acl = wafv2.CfnWebACL(
        cdk.Stack(app, "Edge", env=cdk.Environment(account=ENV.account, region="us-east-1")),
        "Acl",
        default_action={"allow": {}},
        scope="CLOUDFRONT",
        visibility_config={
            "cloudWatchMetricsEnabled": True,
            "metricName": "shop",
            "sampledRequestsEnabled": True,
        },
    )
    acknowledge(acl, "WAFv2LoggingEnabled", "The web ACL is only there to be watched by this test")
    AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Alerts", emails=["ops@example.com"])).watch(acl)
    guardrails = Guardrails.of(app)
    guardrails.enforce()

    assembly = guardrails.synth()
    assert resources(assembly.get_stack_by_name(AWAY).template, ALARM)
    assert findings(assembly.directory) == []


def test_in_us_east_1_there_is_nothing_beside() -> None:
    app = cdk.App()
    stack = cdk.Stack(app, HOME, env=cdk.Environment(account=ENV.account, region="us-east-1"))
    AlarmSet(stack, "Alarms", notify=OpsItem()).watch(distribution(stack))

    assert len(resources(templates(app)[HOME], ALARM)) == 2


def test_an_ops_item_is_opened_in_the_other_region() -> None:
    app = cdk.App()
    stack = cdk.Stack(app, HOME, env=ENV)
    AlarmSet(stack, "Alarms", notify=OpsItem()).watch(distribution(stack))

    for body in resources(templates(app)[AWAY], ALARM).values():
        assert ":ssm:us-east-1:" in str(body["Properties"]["AlarmActions"])


def test_a_receiver_that_cannot_be_there_is_refused() -> None:
    stack = cdk.Stack(cdk.App(), HOME, env=ENV)
    alarms = AlarmSet(stack, "Alarms", notify=function(stack))

    with pytest.raises(ArgumentError, match=r"another region, such as this EnhancedLambda.*AlertTopic"):
        alarms.watch(distribution(stack))


def test_a_stack_that_may_be_anywhere_has_nothing_beside() -> None:
    stack = cdk.Stack(cdk.App(), HOME)
    alarms = AlarmSet(stack, "Alarms", notify=OpsItem())

    with pytest.raises(StackError, match=r"the stack names no region.*env=cdk.Environment"):
        alarms.watch(distribution(stack))
