"""What the stack deploys, row by row of its specification."""

import dataclasses
import json
import re
from functools import cache
from typing import Any

import aws_cdk as cdk
import pytest
from gopro_sync import GoProSync
from gopro_sync.config import STAGES
from gopro_sync.monitoring import QUERIES
from media_sync.copying import Outcome

from cloud_constructs import Guardrails
from cloud_constructs.guardrails import findings

ENV = cdk.Environment(account="123456789012", region="eu-west-1")


@cache
def template(stage: str = "prod") -> dict[str, Any]:
    app = cdk.App(context={"stage": stage})
    GoProSync(app, "GoProSync", env=ENV)
    return app.synth().get_stack_by_name("GoProSync").template


def of_type(kind: str, stage: str = "prod") -> dict[str, dict[str, Any]]:
    resources = template(stage)["Resources"].items()
    return {id: body["Properties"] for id, body in resources if body["Type"] == kind}


def beginning(prefix: str, kind: str) -> dict[str, Any]:
    """Return the properties of the one resource of a type whose logical id begins so."""
    (found,) = (body for id, body in of_type(kind).items() if id.startswith(prefix))
    return found


def statements(prefix: str, kind: str = "AWS::IAM::ManagedPolicy") -> list[dict[str, Any]]:
    return beginning(prefix, kind)["PolicyDocument"]["Statement"]


@pytest.mark.parametrize(
    "context", [*({"stage": stage} for stage in STAGES), {"mode": "distributed"}], ids=str
)
def test_no_finding_is_open_under_six_packs(context: dict[str, str]) -> None:  # GS-8 GS-14
    app = cdk.App(context=context)
    GoProSync(app, "GoProSync", env=ENV)
    guardrails = Guardrails.of(app)
    guardrails.enforce()

    assembly = guardrails.synth()

    assert findings(assembly.directory) == []
    assert all(finding.reason for finding in findings(assembly.directory, acknowledged=True))


def test_the_tracker_is_found_by_status_too() -> None:  # GS-2 GS-20
    table = beginning("Tracker", "AWS::DynamoDB::GlobalTable")

    assert table["TableName"] == "gopro-sync-tracker"
    assert table["KeySchema"] == [
        {"AttributeName": "provider", "KeyType": "HASH"},
        {"AttributeName": "media_id", "KeyType": "RANGE"},
    ]
    (index,) = table["GlobalSecondaryIndexes"]
    assert index["IndexName"] == "status-sync_timestamp-index"
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    (replica,) = table["Replicas"]
    assert replica["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True


def test_media_grow_cold_in_two_steps() -> None:  # GS-2
    (bucket,) = (
        body
        for id, body in of_type("AWS::S3::Bucket").items()
        if id.startswith("Media") and "Access" not in id
    )
    rules = {rule["Id"]: rule for rule in bucket["LifecycleConfiguration"]["Rules"]}

    assert rules["Archive.gopro"]["Transitions"] == [
        {"StorageClass": "GLACIER_IR", "TransitionInDays": 7},
        {"StorageClass": "DEEP_ARCHIVE", "TransitionInDays": 14},
    ]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}


def test_nobody_but_the_downloader_writes_media() -> None:  # GS-2
    denied = {
        statement["Resource"]["Fn::Join"][1][1]: str(statement["Condition"]["ArnNotEquals"])
        for statement in statements("MediaPolicy", "AWS::S3::BucketPolicy")
        if "ArnNotEquals" in statement.get("Condition", {})
    }

    assert "DownloaderRole" in denied["/gopro/*"]
    assert "ListerRole" not in denied["/gopro/*"]
    assert "AuthenticatorRole" not in denied["/*"]
    # The lister's own policy lets it write manifests, and no media.
    writes = [s for s in statements("ListerRoleGranted") if "s3:PutObject" in s["Action"]]
    assert [s["Resource"]["Fn::Join"][1][1] for s in writes] == ["/manifests/*"]


@pytest.mark.parametrize("role", ["Authenticator", "Lister", "Downloader", "Rotator", "Sync"])
def test_no_action_is_a_wildcard(role: str) -> None:  # GS-3
    policies = {
        id: body for id, body in of_type("AWS::IAM::ManagedPolicy").items() if id.startswith(f"{role}Role")
    }

    assert policies
    for id, policy in policies.items():
        for statement in policy["PolicyDocument"]["Statement"]:
            actions = statement["Action"]
            assert not any("*" in action for action in ([actions] if isinstance(actions, str) else actions))
            if statement["Resource"] == "*":
                assert "NoResourceLevel" in id


@pytest.mark.parametrize(
    ("name", "memory", "seconds"),
    [("Authenticator", 256, 30), ("Lister", 512, 300), ("Downloader", 1024, 900)],
)
def test_each_function_has_its_size(name: str, memory: int, seconds: int) -> None:  # GS-5 GS-6 GS-7
    function = beginning(name, "AWS::Lambda::Function")

    assert (function["MemorySize"], function["Timeout"]) == (memory, seconds)
    assert function["TracingConfig"] == {"Mode": "Active"}
    assert set(function["Environment"]["Variables"]) >= {
        "TRACKER_TABLE",
        "MEDIA_BUCKET",
        "CREDENTIALS_SECRET",
    }


def test_the_state_machine_has_the_states_of_the_specification() -> None:  # GS-8
    text = beginning("Sync", "AWS::StepFunctions::StateMachine")["DefinitionString"]
    parts = text["Fn::Join"][1]
    body = json.loads("".join(part if isinstance(part, str) else "token" for part in parts))

    assert body["TimeoutSeconds"] == 43_200
    assert body["States"]["DownloadVideos"]["MaxConcurrency"] == 5
    assert {"AuthenticateProvider", "ListMedia", "CheckNewVideos", "GenerateSummary"} <= body["States"].keys()


def test_a_distributed_run_reads_the_manifest_that_the_lister_writes() -> None:  # GS-8
    app = cdk.App(context={"mode": "distributed", "concurrency": "100"})
    GoProSync(app, "GoProSync", env=ENV)
    resources = app.synth().get_stack_by_name("GoProSync").template["Resources"]

    (machine,) = (one for one in resources.values() if one["Type"] == "AWS::StepFunctions::StateMachine")
    text = json.dumps(machine).replace("\\", "")
    assert '"ReaderConfig":{"InputType":"JSONL"}' in text
    assert '"MaxConcurrency":100' in text
    (lister,) = (one for id, one in resources.items() if id.startswith("Lister") and "Handler" in str(one))
    assert lister["Properties"]["Environment"]["Variables"]["SYNC_MODE"] == "distributed"
    # Whoever changes the mode keeps what has been copied.
    stateful = (
        "AWS::DynamoDB::GlobalTable",
        "AWS::S3::Bucket",
        "AWS::KMS::Key",
        "AWS::SecretsManager::Secret",
    )
    kept = [
        {id for id, one in of.items() if one["Type"] in stateful}
        for of in (resources, template()["Resources"])
    ]
    assert kept[0] == kept[1]


def test_it_runs_at_two_in_paris() -> None:  # GS-9
    schedule = beginning("Sync", "AWS::Scheduler::Schedule")

    assert schedule["ScheduleExpression"] == "cron(0 2 * * ? *)"
    assert schedule["ScheduleExpressionTimezone"] == "Europe/Paris"
    assert json.loads(schedule["Target"]["Input"]) == {"provider": "gopro"}
    assert "DeadLetterConfig" in schedule["Target"]


def test_operators_are_told_by_e_mail() -> None:  # GS-11
    topic = beginning("Alerts", "AWS::SNS::Topic")

    assert topic["TopicName"] == "gopro-sync-alerts"
    assert "KmsMasterKeyId" in topic
    (subscription,) = of_type("AWS::SNS::Subscription").values()
    assert subscription["Protocol"] == "email"


@pytest.mark.parametrize("name", ["Authenticator", "Lister", "Downloader", "Rotator"])
def test_each_function_has_its_own_dead_letters_and_an_alarm_on_them(name: str) -> None:  # GS-12
    function = beginning(name, "AWS::Lambda::Function")
    failures = function["DeadLetterConfig"]["TargetArn"]["Fn::GetAtt"][0]
    queue = of_type("AWS::SQS::Queue")[failures]

    assert failures.startswith(name)
    assert queue["MessageRetentionPeriod"] == 14 * 86_400
    assert queue["RedrivePolicy"]["maxReceiveCount"] == 3
    watched = [
        alarm["Dimensions"][0]["Value"]["Fn::GetAtt"][0]
        for alarm in of_type("AWS::CloudWatch::Alarm").values()
        if alarm.get("MetricName") == "ApproximateNumberOfMessagesVisible"
    ]
    assert failures in watched
    assert queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0] in watched


def test_the_operator_sees_rate_volume_throughput_and_errors() -> None:  # GS-10
    (board,) = of_type("AWS::CloudWatch::Dashboard").values()
    text = "".join(
        part if isinstance(part, str) else "token" for part in board["DashboardBody"]["Fn::Join"][1]
    )
    widgets = json.loads(text)["widgets"]

    titles = [widget["properties"]["title"] for widget in widgets if "title" in widget["properties"]]
    assert titles[:4] == ["Success rate", "Volume", "Throughput", "Errors"]
    alarms = of_type("AWS::CloudWatch::Alarm")
    assert sum(len(widget["properties"]["alarms"]) for widget in widgets if widget["type"] == "alarm") == len(
        alarms
    )


@pytest.mark.parametrize("stage", STAGES)
def test_the_whole_is_unwell_when_something_pages(stage: str) -> None:  # GS-10
    (health,) = of_type("AWS::CloudWatch::CompositeAlarm", stage).values()
    rule = str(health["AlarmRule"])

    assert "AlarmsgoproAuthenticationFailures" in rule
    assert "AlarmsgoproTransferThroughput" not in rule


@pytest.mark.parametrize("stage", STAGES)
def test_logs_are_kept_for_a_month_in_every_stage(stage: str) -> None:  # GS-10
    groups = of_type("AWS::Logs::LogGroup", stage).values()

    assert [group["RetentionInDays"] for group in groups] == [30] * len(groups)


def test_questions_to_the_log_are_saved() -> None:  # GS-10
    saved = of_type("AWS::Logs::QueryDefinition").values()

    assert {query["Name"] for query in saved} == {
        "GoProSync/Failed Downloads",
        "GoProSync/Average Throughput",
        "GoProSync/Slow Transfers",
    }
    for query in saved:
        assert "DownloaderLogs" in str(query["LogGroupNames"])


def test_questions_ask_for_what_the_downloader_logs() -> None:  # GS-10
    logged = {field.name for field in dataclasses.fields(Outcome)} | {"message", "level"}
    logged |= {"error", "error_type", "correlation_id"}

    for query in QUERIES.values():
        words = set(re.findall(r"\b[a-z]+_[a-z_]+\b", query))
        assert words <= logged


def test_the_credentials_are_rotated_and_are_still_the_same_secret() -> None:  # GS-13
    schedule = of_type("AWS::SecretsManager::RotationSchedule")
    (rotation,) = schedule.values()
    secret = template()["Resources"]["CredentialsF8F243AA"]

    # Not AutomaticallyAfterDays: those are counted from the last write, and runs write every other night.
    assert rotation["RotationRules"] == {"ScheduleExpression": "cron(0 4 1 * ? *)"}
    assert rotation["RotationLambdaARN"]["Fn::GetAtt"][0].startswith("Rotator")
    assert rotation["SecretId"] == {"Ref": "CredentialsF8F243AA"}
    assert (secret["Type"], secret["DeletionPolicy"]) == ("AWS::SecretsManager::Secret", "Retain")
    # Another generator would make up another value, in place of the tokens.
    assert secret["Properties"]["GenerateSecretString"] == {}
    assert secret["Properties"]["Name"] == "gopro/credentials"


def test_the_rotation_function_reaches_its_secret_its_topic_and_nothing_else() -> None:  # GS-3 GS-13
    granted = [
        (action, statement["Resource"])
        for statement in statements("RotatorRoleGranted")
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
        if not action.startswith("kms:")
    ]

    assert {action.partition(":")[0] for action, _ in granted} == {"secretsmanager", "sns"}
    of_the_secret = [resource for action, resource in granted if action.startswith("secretsmanager:")]
    assert of_the_secret == [{"Ref": "CredentialsF8F243AA"}] * 4


@pytest.mark.parametrize(
    ("name", "writes"), [("Authenticator", True), ("Lister", False), ("Downloader", True)]
)
def test_who_may_not_renew_the_credentials_only_reads_them(name: str, writes: bool) -> None:
    actions = str([statement["Action"] for statement in statements(f"{name}RoleGranted")])

    assert "secretsmanager:GetSecretValue" in actions
    assert ("secretsmanager:PutSecretValue" in actions) is writes
