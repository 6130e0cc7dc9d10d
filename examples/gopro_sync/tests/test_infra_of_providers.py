"""What the stack deploys for two providers: side by side, and out of each other's reach."""

import json
from functools import cache
from typing import Any

import aws_cdk as cdk
import pytest
from gopro_sync import GoProSync

from cloud_constructs import Guardrails
from cloud_constructs.guardrails import findings

ENV = cdk.Environment(account="123456789012", region="eu-west-1")
OTHER = {"gopro": "google-drive", "google-drive": "gopro"}
PREFIX = {"gopro": "", "google-drive": "GoogleDrive"}


@cache
def template(providers: str = "gopro,google-drive", mode: str = "map") -> dict[str, Any]:
    app = cdk.App(context={"providers": providers, "mode": mode})
    GoProSync(app, "GoProSync", env=ENV)
    return app.synth().get_stack_by_name("GoProSync").template


def of_type(kind: str, **context: str) -> dict[str, dict[str, Any]]:
    return {
        id: body["Properties"]
        for id, body in template(**context)["Resources"].items()
        if body["Type"] == kind
    }


def policies(provider: str, role: str) -> list[dict[str, Any]]:
    """Return the statements that a role of a provider's sync has been granted."""
    begin = f"{PREFIX[provider]}{role}Role"
    return [
        statement
        for id, body in of_type("AWS::IAM::ManagedPolicy").items()
        if id.startswith(begin)
        for statement in body["PolicyDocument"]["Statement"]
    ]


def test_no_finding_is_open_with_both() -> None:
    app = cdk.App(context={"providers": "gopro,google-drive"})
    GoProSync(app, "GoProSync", env=ENV)
    guardrails = Guardrails.of(app)
    guardrails.enforce()

    assert findings(guardrails.synth().directory) == []


def test_a_second_provider_changes_no_name_of_the_first() -> None:  # GS-20
    kept = ("AWS::S3::Bucket", "AWS::DynamoDB::GlobalTable", "AWS::SecretsManager::Secret", "AWS::KMS::Key")
    for kind in (*kept, "AWS::Lambda::Function", "AWS::StepFunctions::StateMachine", "AWS::SQS::Queue"):
        assert of_type(kind, providers="gopro").keys() <= of_type(kind).keys()
    for kind in kept[:2]:
        assert of_type(kind, providers="gopro").keys() == of_type(kind).keys()


@pytest.mark.parametrize(
    ("provider", "expression"), [("gopro", "cron(0 2 * * ? *)"), ("google-drive", "cron(30 2 * * ? *)")]
)
def test_each_has_its_own_secret_schedule_and_input(provider: str, expression: str) -> None:  # GS-9 GS-20
    secrets = {body["Name"] for body in of_type("AWS::SecretsManager::Secret").values()}
    schedules = {
        json.loads(body["Target"]["Input"])["provider"]: body
        for body in of_type("AWS::Scheduler::Schedule").values()
    }

    assert f"{provider}/credentials" in secrets
    assert schedules[provider]["ScheduleExpression"] == expression
    assert schedules[provider]["ScheduleExpressionTimezone"] == "Europe/Paris"


@pytest.mark.parametrize("provider", PREFIX)
@pytest.mark.parametrize("role", ["Authenticator", "Lister", "Downloader", "Rotator", "Sync"])
def test_no_role_reaches_what_is_the_other_providers(provider: str, role: str) -> None:  # GS-3 GS-20
    found = policies(provider, role)
    assert found
    for statement in found:
        assert f"/{OTHER[provider]}/" not in str(statement["Resource"])
        if "dynamodb:" in str(statement["Action"]):
            ((_, condition),) = statement["Condition"].items()
            assert condition == {"dynamodb:LeadingKeys": [provider]}
        if "secretsmanager:" in str(statement["Action"]):
            assert str(statement["Resource"]).startswith(f"{{'Ref': '{PREFIX[provider]}Credentials")


@pytest.mark.parametrize("provider", PREFIX)
def test_only_its_own_downloader_writes_below_its_prefix(provider: str) -> None:  # GS-2 GS-20
    (policy,) = (
        body for id, body in of_type("AWS::S3::BucketPolicy").items() if id.startswith("MediaPolicy")
    )
    denied = {
        statement["Resource"]["Fn::Join"][1][1]: statement["Condition"]["ArnNotEquals"]["aws:PrincipalArn"]
        for statement in policy["PolicyDocument"]["Statement"]
        if "ArnNotEquals" in statement.get("Condition", {})
    }
    allowed = denied[f"/{provider}/*"]
    allowed = allowed if isinstance(allowed, list) else [allowed]

    assert [role["Fn::GetAtt"][0].split("Role")[0] for role in allowed] == [f"{PREFIX[provider]}Downloader"]
    objects = [
        statement["Resource"]["Fn::Join"][1][1]
        for statement in policies(provider, "Downloader")
        if "s3:PutObject" in statement["Action"]
    ]
    assert objects == [f"/{provider}/*"]


def test_each_prefix_grows_cold() -> None:  # GS-2 GS-20
    rules = [
        rule
        for body in of_type("AWS::S3::Bucket").values()
        for rule in body["LifecycleConfiguration"]["Rules"]
        if "Transitions" in rule
    ]

    assert {rule.get("Prefix") or rule["Filter"]["Prefix"] for rule in rules} >= {"gopro/", "google-drive/"}


def test_a_distributed_run_may_keep_its_results() -> None:  # GS-8
    (policy,) = (
        body
        for id, body in of_type("AWS::S3::BucketPolicy", mode="distributed").items()
        if id.startswith("MediaPolicy")
    )
    (everywhere,) = (
        str(statement["Condition"]["ArnNotEquals"])
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Resource"] != "*"
        and "Fn::Join" in str(statement["Resource"])
        and str(statement["Resource"]).endswith("'/*']]}")
        and "ArnNotEquals" in statement.get("Condition", {})
    )

    assert "'SyncRole" in everywhere
    assert "'GoogleDriveSyncRole" in everywhere


def test_graphs_and_questions_tell_the_providers_apart() -> None:  # GS-10 GS-20
    (board,) = of_type("AWS::CloudWatch::Dashboard").values()
    text = "".join(part if isinstance(part, str) else "" for part in board["DashboardBody"]["Fn::Join"][1])

    for provider in PREFIX:
        for title in ("Success rate", "Volume", "Throughput", "Errors"):
            assert f'"{title}, {provider}"' in text
    for query in of_type("AWS::Logs::QueryDefinition").values():
        logs = str(query["LogGroupNames"])
        assert "DownloaderLogs" in logs
        assert "GoogleDriveDownloaderLogs" in logs


def test_what_an_operator_has_to_know_is_named_by_provider() -> None:
    outputs = template()["Outputs"]

    assert {"StateMachineArn", "GoogleDriveStateMachineArn", "GoogleDriveDownloaderFailuresUrl"} <= set(
        outputs
    )
