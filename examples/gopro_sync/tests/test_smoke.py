"""The smoke tests: each environment passes as itself and as no other, and what is missing is told."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import smoke
from gopro_sync.config import STAGES
from smoke_tests import dry_run
from smoke_tests.checks import ENVIRONMENTS, TIME_ZONE
from smoke_tests.deployment import Deployment
from smoke_tests.report import Verdict

PEOPLE = {"alerts topic", "credentials", "dry run"}


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dry_run, "POLL_SECONDS", 0.05)
    monkeypatch.delenv("CLOUD_CONSTRUCTS_ENDPOINTS", raising=False)


@pytest.fixture(scope="module", params=["dev", "staging", "prod"])
def stage(request: pytest.FixtureRequest, deploy: Any) -> Iterator[tuple[str, Any]]:
    with pytest.MonkeyPatch.context() as patch, deploy({"stage": request.param}) as app:
        for name, value in app.aws.clients.environment().items():
            patch.setenv(name, value)
        yield request.param, app


@pytest.fixture(scope="module")
def dev(deploy: Any) -> Iterator[Any]:
    with (
        pytest.MonkeyPatch.context() as patch,
        deploy({"stage": "dev", "providers": "gopro,google-drive"}) as app,
    ):
        for name, value in app.aws.clients.environment().items():
            patch.setenv(name, value)
        yield app


def endpoints(app: Any) -> Path:
    return Path(app.environment["CLOUD_CONSTRUCTS_ENDPOINTS"])


def verdicts(app: Any, environment: str) -> dict[str, tuple[Verdict, str]]:
    results = smoke.run(Deployment.of_endpoints(endpoints(app)), ENVIRONMENTS[environment])
    return {result.check: (result.verdict, result.detail) for result in results}


def test_an_environment_passes_as_itself_and_as_no_other(
    stage: tuple[str, Any], serve: Any, capsys: pytest.CaptureFixture[str]
) -> None:  # GS-15
    name, app = stage
    stand_in = serve({"a.mp4": 1000, "b.mp4": 10})
    app.connect(stand_in)

    assert smoke.main(["--endpoints", str(endpoints(app)), "--environment", name]) == 0
    said = capsys.readouterr().out
    assert "12 checks, none failed" in said
    assert "2 media listed, 2 would be copied, nothing written" in said
    for secret in ("client_secret", "access_token", "refresh_token"):
        assert stand_in.credentials()[secret] not in said

    for other in ENVIRONMENTS.keys() - {name}:
        assert smoke.main(["--endpoints", str(endpoints(app)), "--environment", other, "--json"]) == 1
        found = {check["check"]: check for check in json.loads(capsys.readouterr().out)["checks"]}
        assert found["environment"]["verdict"] == "failed"
        assert name in found["environment"]["detail"]
        protected = ENVIRONMENTS[name].keeps_data is ENVIRONMENTS[other].keeps_data
        assert (found["tracker"]["verdict"] == "passed") is protected


def test_it_expects_what_the_configuration_says() -> None:  # GS-14 GS-15
    assert {name: (config.profile.keeps_data, config.vpc) for name, config in STAGES.items()} == {
        name: (environment.keeps_data, environment.has_network) for name, environment in ENVIRONMENTS.items()
    }
    assert {config.time_zone.timezone_name for config in STAGES.values()} == {TIME_ZONE}


def test_a_first_deployment_is_judged_without_what_waits_for_people(
    dev: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # GS-15
    # As the CDK writes it, beside another stack; without an endpoint it is taken for AWS.
    outputs = tmp_path / "outputs.json"
    outputs.write_text(json.dumps({"Delivery": {"Url": "x"}, "GoProSync": dict(dev.outputs)}))
    given = ["--stack-outputs", str(outputs), "--environment", "dev", "--json"]

    assert smoke.main([*given, "--first-deployment"]) == 0
    checks = json.loads(capsys.readouterr().out)["checks"]
    assert {check["check"] for check in checks if check["verdict"] == "skipped"} == PEOPLE
    assert smoke.main(given) == 1


def test_the_sync_of_each_provider_can_be_tried(
    dev: Any, capsys: pytest.CaptureFixture[str]
) -> None:  # GS-20
    given = ["--endpoints", str(endpoints(dev)), "--environment", "dev", "--first-deployment", "--json"]

    assert smoke.main([*given, "--provider", "google-drive"]) == 0
    found = {check["check"]: check for check in json.loads(capsys.readouterr().out)["checks"]}
    assert found["schedule"]["detail"] == "cron(30 2 * * ? *) Europe/Paris"
    assert smoke.main([*given, "--provider", "nobody"]) == 1
    assert "has no output Nobody" in capsys.readouterr().out


def test_an_app_that_nobody_has_authorised_is_told_how(dev: Any) -> None:
    dev.client("secretsmanager").put_secret_value(
        SecretId=dev.outputs["CredentialsSecretArn"], SecretString='{"access_token": "hunter2"}'
    )
    verdict, detail = verdicts(dev, "dev")["credentials"]

    assert verdict is Verdict.FAILED
    assert "lacks client_id" in detail
    assert "authorize.py" in detail
    assert "hunter2" not in detail


@pytest.mark.parametrize(("environment", "expected"), [("dev", Verdict.PASSED), ("prod", Verdict.FAILED)])
def test_a_network_is_there_where_it_has_to_be(
    dev: Any, environment: str, expected: Verdict
) -> None:  # GS-3.3
    on_aws = Deployment("GoProSync", dev.outputs)
    (found,) = (r for r in smoke.run(on_aws, ENVIRONMENTS[environment], first=True) if r.check == "network")

    assert found.verdict is expected


def move_schedule(app: Any) -> None:
    scheduler = app.client("scheduler")
    names = {"Name": app.outputs["ScheduleName"], "GroupName": app.outputs["ScheduleGroupName"]}
    found = scheduler.get_schedule(**names)
    kept = ("ScheduleExpression", "FlexibleTimeWindow", "Target")
    scheduler.update_schedule(
        **names, **{name: found[name] for name in kept}, State="ENABLED", ScheduleExpressionTimezone="UTC"
    )


def silence_an_alarm(app: Any) -> None:
    cloudwatch = app.client("cloudwatch")
    first = cloudwatch.describe_alarms()["MetricAlarms"][0]["AlarmName"]
    cloudwatch.disable_alarm_actions(AlarmNames=[first])


def suspend_versions(app: Any) -> None:
    app.client("s3").put_bucket_versioning(
        Bucket=app.outputs["MediaBucketName"], VersioningConfiguration={"Status": "Suspended"}
    )


def decrypt_bucket(app: Any) -> None:
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    app.client("s3").put_bucket_encryption(
        Bucket=app.outputs["MediaBucketName"], ServerSideEncryptionConfiguration={"Rules": [rule]}
    )


def forget_recovery(app: Any) -> None:
    app.client("dynamodb").update_continuous_backups(
        TableName=app.outputs["TrackerTableName"],
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False},
    )


def unsubscribe_everybody(app: Any) -> None:
    sns = app.client("sns")
    for subscription in sns.list_subscriptions_by_topic(TopicArn=app.outputs["AlertsTopicArn"])[
        "Subscriptions"
    ]:
        sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])


def point_elsewhere(app: Any) -> None:
    functions, name = app.client("lambda"), app.outputs["DownloaderFunctionName"]
    variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    functions.update_function_configuration(
        FunctionName=name, Environment={"Variables": variables | {"MEDIA_BUCKET": "another"}}
    )


def drop_machine(app: Any) -> None:
    app.client("stepfunctions").delete_state_machine(stateMachineArn=app.outputs["StateMachineArn"])


@pytest.mark.parametrize(
    ("damage", "check", "said"),
    [
        (move_schedule, "schedule", "its time zone is UTC"),
        (silence_an_alarm, "alarms", "1 tell nobody: GoProSync-"),
        (suspend_versions, "media bucket", "it keeps no old versions"),
        (decrypt_bucket, "media bucket", "it is encrypted with AES256"),
        (forget_recovery, "tracker", "it cannot be restored"),
        (unsubscribe_everybody, "alerts topic", "nobody has subscribed"),
        (point_elsewhere, "downloader", "its MEDIA_BUCKET is another"),
        (drop_machine, "state machine", "StateMachineDoesNotExist"),
    ],
)
def test_what_is_not_as_it_has_to_be_is_found(
    dev: Any, damage: Callable[[Any], None], check: str, said: str
) -> None:  # GS-15
    damage(dev)
    verdict, detail = verdicts(dev, "dev")[check]

    assert verdict is Verdict.FAILED
    assert said in detail


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        ("[]", "has no stacks"),
        ('{"Other": {"A": "b"}}', "has no stack with the output"),
    ],
)
def test_a_file_that_names_no_deployment_is_a_clear_error(
    tmp_path: Path, content: str | None, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "outputs.json"
    if content is not None:
        file.write_text(content)

    assert smoke.main(["--stack-outputs", str(file), "--environment", "dev"]) == 2
    assert said in capsys.readouterr().out


def test_without_a_file_it_asks_for_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert smoke.main(["--environment", "dev"]) == 2
    assert "--stack-outputs or --endpoints" in capsys.readouterr().out


def test_an_unknown_environment_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        smoke.main(["--environment", "qa"])
    assert "'dev', 'staging', 'prod'" in capsys.readouterr().err.replace("dev,", "'dev',")
