from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from harness import (
    PACK,
    config_compliance,
    default_template,
    function,
    new_stack,
    only,
    resources,
    statements,
    synth,
)

from cloud_constructs import ArgumentError, ConfigRule, Remediation
from cloud_constructs.compliance import DEFAULT_RULES

RULE, RECORDER = "AWS::Config::ConfigRule", "AWS::Config::ConfigurationRecorder"
CHANNEL, REMEDIATION = "AWS::Config::DeliveryChannel", "AWS::Config::RemediationConfiguration"
PACKS = "AWS::Config::ConformancePack"
EVERYTHING = "ConfigCompliance with everything"


def test_everything_is_recorded_and_delivered_encrypted() -> None:  # CV-15
    template = default_template("ConfigCompliance")
    channel = only(template, CHANNEL)
    (bucket,) = (id for id in resources(template, "AWS::S3::Bucket") if "AccessLogs" not in id)

    assert only(template, RECORDER)["RecordingGroup"] == {
        "AllSupported": True,
        "IncludeGlobalResourceTypes": True,
    }
    assert channel["S3BucketName"] == {"Ref": bucket}
    assert channel["S3KmsKeyArn"] == {"Fn::GetAtt": [next(iter(resources(template, "AWS::KMS::Key"))), "Arn"]}
    assert channel["ConfigSnapshotDeliveryProperties"] == {"DeliveryFrequency": "TwentyFour_Hours"}


def test_the_recorder_writes_its_history_and_nothing_else() -> None:
    policy = statements(default_template("ConfigCompliance"), "RulesRecorderRolePolicy")
    (put,) = (each for each in policy if each["Action"] == "s3:PutObject")

    assert "/AWSLogs/123456789012/Config/*" in str(put["Resource"])


def test_rules_wait_for_the_recorder() -> None:  # CV-15
    template = default_template("ConfigCompliance")
    (recorder,) = resources(template, RECORDER)
    rules = resources(template, RULE).values()

    assert {rule["Properties"]["Source"]["SourceIdentifier"] for rule in rules} == {
        rule.identifier for rule in DEFAULT_RULES
    }
    assert all(recorder in rule["DependsOn"] for rule in rules)


def test_parameters_and_tags_are_passed_on() -> None:
    rules = {
        body["Properties"]["Source"]["SourceIdentifier"]: body["Properties"].get("InputParameters")
        for body in resources(default_template(EVERYTHING), RULE).values()
    }

    assert rules["ACCESS_KEYS_ROTATED"] == {"maxAccessKeyAge": "90"}
    assert rules["REQUIRED_TAGS"] == {"tag1Key": "Project", "tag2Key": "Owner"}
    assert rules["SNS_ENCRYPTED_KMS"] is None


def test_an_existing_recorder_is_left_alone() -> None:
    template = synth(lambda stack: config_compliance(stack, existing_recorder=True))

    assert {kind: len(resources(template, kind)) for kind in (RECORDER, CHANNEL)} == {RECORDER: 0, CHANNEL: 0}
    assert len(resources(template, RULE)) == len(DEFAULT_RULES)


@pytest.mark.parametrize("remediation", Remediation)
def test_each_remediation_is_for_its_rule_with_a_role_for_that_alone(
    remediation: Remediation,
) -> None:  # CV-15
    template = default_template(EVERYTHING)
    (configured,) = (
        body["Properties"]
        for body in resources(template, REMEDIATION).values()
        if body["Properties"]["TargetId"] == remediation.document
    )
    rule = template["Resources"][configured["ConfigRuleName"]["Ref"]]["Properties"]["Source"]
    allowed = statements(template, f"Rules{remediation.value}RolePolicy")

    assert rule["SourceIdentifier"] == remediation.rule
    assert configured["Automatic"] is True
    named, *ssm = allowed
    (service,) = {action.partition(":")[0] for action in named["Action"]}
    assert service in {"s3", "kms", "dynamodb", "ec2"}
    assert [statement["Action"] for statement in ssm] == [
        "ssm:StartAutomationExecution",
        "ssm:GetAutomationExecution",
    ]
    assert remediation.document in str(ssm[0]["Resource"])
    assert [value for value in configured["Parameters"].values() if "ResourceValue" in value] == [
        {"ResourceValue": {"Value": "RESOURCE_ID"}}
    ]


def test_every_default_rule_that_can_be_mended_is_known() -> None:
    assert {each.rule for each in Remediation} <= {rule.identifier for rule in DEFAULT_RULES}


def patterns(template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    rules = (body["Properties"]["EventPattern"] for body in resources(template, "AWS::Events::Rule").values())
    return {pattern["source"][0]: pattern["detail"] for pattern in rules}


def test_somebody_is_told_of_breaches_and_of_remediations_that_failed() -> None:  # CV-15
    told = patterns(default_template(EVERYTHING))

    assert told["aws.config"]["newEvaluationResult"] == {"complianceType": ["NON_COMPLIANT"]}
    assert told["aws.ssm"]["Definition"] == [each.document for each in Remediation]
    assert list(patterns(default_template("ConfigCompliance"))) == ["aws.config"]


def test_who_reports_may_ask_about_these_rules_alone() -> None:  # CV-15
    def build(stack: cdk.Stack) -> None:
        config_compliance(stack, rules=[ConfigRule("SNS_ENCRYPTED_KMS")]).grant_report(function(stack))

    template = synth(build)
    (rule,) = resources(template, RULE)
    (granted,) = (
        statement
        for body in resources(template, "AWS::IAM::ManagedPolicy").values()
        for statement in body["Properties"]["PolicyDocument"]["Statement"]
        if "config:" in str(statement["Action"])
    )
    assert granted["Resource"] == {"Fn::GetAtt": [rule, "Arn"]}


def test_a_conformance_pack_is_the_file() -> None:
    pack = only(default_template(EVERYTHING), PACKS)

    assert pack["TemplateBody"] == PACK.read_text()
    assert pack["ConformancePackName"].endswith("-Baseline")


def test_a_conformance_pack_that_is_too_large_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_text("#" * 51_201)

    with pytest.raises(ArgumentError, match="51201 bytes"):
        config_compliance(new_stack(), conformance_packs={"Large": large})
