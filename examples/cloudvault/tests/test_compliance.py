"""What watches over the account: templates of production, and what stays at home of it on a laptop."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from cloudvault import CloudVault, Config
from vault.compliance.report import Report, Verdict
from vault.compliance.rules import AT_A_TIME, resource
from vault_client.embedded import DeployedApp
from vault_pages.app import assembly

from cloud_constructs import AuditEvent, Remediation

Template = dict[str, Any]
CONFIG, TRAIL, DETECTOR = "AWS::Config::ConfigRule", "AWS::CloudTrail::Trail", "AWS::GuardDuty::Detector"


@cache
def template(stack: str, **context: str) -> Template:
    """A stack in production; with what the context changes."""
    if not context:
        return json.loads((assembly() / f"{stack}.template.json").read_text())
    app = cdk.App(context={"stage": "prod", **context})
    CloudVault(app, config=Config.of(app), account="123456789012", region="eu-west-1")
    return app.synth().get_stack_by_name(stack).template


def of(template: Template, kind: str) -> list[dict[str, Any]]:
    return [body["Properties"] for body in template["Resources"].values() if body["Type"] == kind]


def test_who_reads_users_data_is_written_down() -> None:  # CV-15
    (trail,) = of(template("CloudVaultCompliance"), TRAIL)
    selectors = {selector["Name"]: selector["FieldSelectors"] for selector in trail["AdvancedEventSelectors"]}

    assert trail["IsMultiRegionTrail"] is True
    assert set(selectors) == {"Management", "AWS::S3::Object", "AWS::DynamoDB::Table"}
    assert len(selectors["AWS::DynamoDB::Table"][-1]["Equals"]) == 3
    assert len(of(template("CloudVaultCompliance"), "AWS::Logs::MetricFilter")) == len(AuditEvent)


def test_resources_are_held_to_rules_told_of_and_put_right() -> None:  # CV-15
    made = template("CloudVaultCompliance")
    rules = {rule["Source"]["SourceIdentifier"]: rule for rule in of(made, CONFIG)}
    mended = {each["TargetId"] for each in of(made, "AWS::Config::RemediationConfiguration")}

    assert mended == {remediation.document for remediation in Remediation}
    assert set(rules["REQUIRED_TAGS"]["InputParameters"].values()) == {
        *("Environment", "Project", "Owner", "CostCenter")
    }
    told = [rule["EventPattern"]["source"] for rule in of(made, "AWS::Events::Rule")]
    assert sorted(told) == [["aws.config"], ["aws.ssm"]]


def test_attacks_are_noticed_and_uploads_scanned() -> None:  # CV-6
    security, storage = template("CloudVaultSecurity"), template("CloudVaultStorage")

    assert [len(of(security, kind)) for kind in (DETECTOR, "AWS::SecurityHub::Hub")] == [1, 1]
    told = [rule["EventPattern"]["source"] for rule in of(security, "AWS::Events::Rule")]
    assert sorted(told) == [["aws.access-analyzer"], ["aws.guardduty"], ["aws.securityhub"]]
    (plan,) = of(storage, "AWS::GuardDuty::MalwareProtectionPlan")
    assert plan["ProtectedResource"]["S3Bucket"]["ObjectPrefixes"] == ["files/"]


def test_an_account_that_is_watched_already_gets_no_second_detector_or_recorder() -> None:  # CV-6
    security = template("CloudVaultSecurity", watched="on")
    compliance = template("CloudVaultCompliance", watched="on")

    for kind in (DETECTOR, "AWS::SecurityHub::Hub", "AWS::AccessAnalyzer::Analyzer"):
        assert of(security, kind) == []
    assert of(compliance, "AWS::Config::ConfigurationRecorder") == []
    # Its findings and its rules are told of all the same.
    assert len(of(security, "AWS::Events::Rule")) == 3
    assert of(compliance, CONFIG) != []


def test_budgets_watch_the_month_the_day_and_what_nobody_planned() -> None:  # CV-14
    cost = template("CloudVaultCost")
    budgets = {each["Budget"]["TimeUnit"]: each["Budget"] for each in of(cost, "AWS::Budgets::Budget")}

    assert set(budgets) == {"MONTHLY", "DAILY"}
    assert budgets["MONTHLY"]["BudgetLimit"]["Amount"] == 400
    assert budgets["MONTHLY"]["CostFilters"] == {"TagKeyValue": ["user:Project$cloudvault"]}
    (monitor,) = of(cost, "AWS::CE::AnomalyMonitor")
    assert json.loads(monitor["MonitorSpecification"])["Tags"]["Values"] == ["cloudvault"]


def test_the_organisation_can_be_held_to_the_tags() -> None:  # CV-14
    (policy,) = of(
        template("CloudVaultTagPolicy", tag_policy_target="ou-abcd-12345678"), "AWS::Organizations::Policy"
    )

    assert (policy["Type"], policy["TargetIds"]) == ("TAG_POLICY", ["ou-abcd-12345678"])
    tags = policy["Content"]["tags"]
    assert set(tags) == {"Environment", "Project", "Owner", "CostCenter"}
    assert tags["Environment"]["tag_value"] == {"@@assign": ["dev", "staging", "prod"]}
    # Only the management account can deploy it.
    assert not (assembly() / "CloudVaultTagPolicy.template.json").exists()


def test_operators_are_told_each_monday_which_rules_are_broken() -> None:  # CV-15
    (schedule,) = of(template("CloudVaultCompliance"), "AWS::Scheduler::Schedule")

    assert schedule["ScheduleExpression"] == "cron(0 6 ? * MON *)"


def test_the_report_names_what_breaks_a_rule_first() -> None:  # CV-15
    verdicts = [
        Verdict("topics-encrypted", "COMPLIANT"),
        Verdict("no-keys", "INSUFFICIENT_DATA"),
        Verdict("private-buckets", "NON_COMPLIANT", ("AWS::S3::Bucket pictures",)),
    ]
    report = Report(verdicts, datetime(2026, 11, 23, 6, tzinfo=UTC))
    rows = [line for line in report.as_markdown().splitlines() if line.startswith("| ")][1:]

    assert report.key == "compliance/2026-11-23.md"
    assert report.headline == "Compliance: 1 of 3 rules are broken, 1 had nothing to judge"
    assert rows == [
        "| private-buckets | broken | AWS::S3::Bucket pictures |",
        "| no-keys | nothing to judge |  |",
        "| topics-encrypted | kept |  |",
    ]


def test_the_headline_is_a_subject_that_sns_takes() -> None:
    report = Report([Verdict("x", "NON_COMPLIANT")] * 1000, datetime.now(UTC))

    assert len(report.headline) <= 100
    assert report.headline.isascii()


def test_a_resource_is_named_as_aws_config_names_it() -> None:
    about = {"ResourceType": "AWS::S3::Bucket", "ResourceId": "pictures"}
    evaluation = {"EvaluationResultIdentifier": {"EvaluationResultQualifier": about}}

    assert resource(evaluation) == "AWS::S3::Bucket pictures"


def test_a_report_of_more_rules_than_aws_tells_of_at_once_is_kept_and_told(app: DeployedApp) -> None:  # CV-15
    """The engine evaluates no rule, so that all of them have nothing to judge."""
    names = [f"rule-{number}" for number in range(AT_A_TIME + 1)]
    for name in names:
        source = {"Owner": "AWS", "SourceIdentifier": "SNS_ENCRYPTED_KMS"}
        app.client("config").put_config_rule(ConfigRule={"ConfigRuleName": name, "Source": source})
    functions = app.client("lambda")
    (function,) = (
        each["FunctionName"]
        for each in functions.list_functions()["Functions"]
        if each["FunctionName"].startswith("CloudVaultCompliance-Report")
    )
    variables = functions.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
    queue = app.client("sqs").create_queue(QueueName="compliance-report")["QueueUrl"]
    arn = "arn:aws:sqs:eu-west-1:123456789012:compliance-report"
    app.client("sns").subscribe(TopicArn=variables["ALERTS_TOPIC"], Protocol="sqs", Endpoint=arn)
    variables["CONFIG_RULES"] = ",".join(names)
    functions.update_function_configuration(FunctionName=function, Environment={"Variables": variables})

    answer = json.loads(functions.invoke(FunctionName=function, Payload=b"{}")["Payload"].read())

    assert answer["headline"] == "Compliance: 0 of 26 rules are broken, 26 had nothing to judge"
    kept = app.client("s3").get_object(Bucket=variables["REPORTS_BUCKET"], Key=answer["key"])
    assert "| rule-25 | nothing to judge |" in kept["Body"].read().decode()
    (told,) = app.client("sqs").receive_message(QueueUrl=queue, WaitTimeSeconds=5)["Messages"]
    assert json.loads(told["Body"])["Subject"] == answer["headline"]


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("CloudVaultCompliance/Trail", TRAIL),
        ("CloudVaultCompliance/Rules", CONFIG),
        ("CloudVaultSecurity/Threats", DETECTOR),
        ("CloudVaultStorage/Scan", "AWS::GuardDuty::MalwareProtectionPlan"),
        ("CloudVaultCost/Costs", "AWS::Budgets::Budget"),
    ],
)
def test_a_laptop_says_what_it_does_not_watch(app: DeployedApp, place: str, kind: str) -> None:  # CV-15
    report = json.loads(Path(app.environment["CLOUD_CONSTRUCTS_ENDPOINTS"]).read_text())["report"]
    levels = {
        level for level, entries in report.items() for each in entries if place in each and kind in each
    }

    assert levels == {"not_emulated"}
