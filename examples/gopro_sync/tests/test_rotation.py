"""The rotation function, step by step, against the stand-in and the embedded Secrets Manager."""

import json
import uuid
from datetime import timedelta
from typing import Any

import authenticator
import boto3
import pytest
import rotator
from media_sync import rotation
from media_sync.aws import secrets_manager
from media_sync.credentials import Credentials
from media_sync.errors import AuthenticationFailed, CredentialsLost, RotationRefused, StorageUnavailable
from media_sync.secret_versions import SecretVersions
from stand_in import StandIn

CREATE, SET, TEST, FINISH = STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
NOBODY = "arn:aws:lambda:eu-west-1:123456789012:function:not-there"


class Rotated:
    """A secret whose rotation has begun, as Secrets Manager begins it; the steps are called by the test."""

    def __init__(self, cloud: Any, stand_in: StandIn, context: Any) -> None:
        self.name, self.stand_in, self.context = cloud.secret, stand_in, context
        cloud.connect(stand_in)
        make: Any = boto3.client
        self.secrets, self.sqs = make("secretsmanager"), make("sqs")
        sns = make("sns")
        self.topic = sns.create_topic(Name=cloud.secret)["TopicArn"]
        self.queue = self.sqs.create_queue(QueueName=cloud.secret)["QueueUrl"]
        arn = self.sqs.get_queue_attributes(QueueUrl=self.queue, AttributeNames=["QueueArn"])
        sns.subscribe(TopicArn=self.topic, Protocol="sqs", Endpoint=arn["Attributes"]["QueueArn"])
        self.first = self.version("AWSCURRENT")
        # There is no function, so that the engine's own attempt does nothing.
        began = self.secrets.rotate_secret(SecretId=self.name, RotationLambdaARN=NOBODY)
        self.token: str = began["VersionId"]

    def step(self, *steps: str, token: str | None = None) -> None:
        for step in steps:
            event = {"Step": step, "SecretId": self.name, "ClientRequestToken": token or self.token}
            rotator.handler(event, self.context)

    def version(self, label: str) -> str | None:
        stages = self.secrets.describe_secret(SecretId=self.name)["VersionIdsToStages"]
        return next((version for version, labels in stages.items() if label in labels), None)

    def content(self, **version: str) -> dict[str, str]:
        return json.loads(self.secrets.get_secret_value(SecretId=self.name, **version)["SecretString"])

    def told(self) -> list[tuple[str, str]]:
        messages = self.sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages", [])
        told = [json.loads(message["Body"]) for message in messages]
        return [(one["Subject"], one["Message"]) for one in told]


@pytest.fixture
def rotated(cloud, serve, context, monkeypatch) -> Rotated:
    rotated = Rotated(cloud, serve({"a.mp4": 10}), context)
    monkeypatch.setenv("PROVIDER", "gopro")
    monkeypatch.setenv("ALERTS_TOPIC", rotated.topic)
    return rotated


@pytest.fixture
def hurried(context, monkeypatch) -> None:
    """No time to wait for another worker's token."""
    monkeypatch.setattr(context, "_milliseconds", 15_000)


def metrics(out: str) -> dict[str, int]:
    lines = [json.loads(line) for line in out.splitlines()]
    names = ("RotationSucceeded", "RotationFailed")
    return {name: line[name] for line in lines if "_aws" in line for name in names if name in line}


def test_four_steps_make_tested_credentials_the_current_ones(rotated, capsys):  # GS-13
    before = rotated.content()
    rotated.step(CREATE, SET, TEST)
    assert rotated.version("AWSCURRENT") == rotated.first
    rotated.step(FINISH)
    after = rotated.content()
    assert (rotated.version("AWSCURRENT"), rotated.version("AWSPREVIOUS")) == (rotated.token, rotated.first)
    assert rotated.version("AWSPENDING") is None
    assert after["refresh_token"] != before["refresh_token"]
    assert rotated.stand_in.tokens.accepts(after["access_token"])
    assert {name: after[name] for name in ("client_id", "user_id", "api_url")} == {
        name: before[name] for name in ("client_id", "user_id", "api_url")
    }
    assert metrics(capsys.readouterr().out) == {"RotationSucceeded": 1}
    ((subject, message),) = rotated.told()
    assert subject == "gopro: credentials rotated"
    assert rotated.token in message


def test_a_refresh_token_that_its_provider_never_replaces_may_stay(
    cloud, serve, context, monkeypatch
):  # GS-13 GS-20
    rotated = Rotated(cloud, serve({"a.mp4": 10}, provider="google-drive"), context)
    monkeypatch.setenv("PROVIDER", "google-drive")
    monkeypatch.setenv("ALERTS_TOPIC", rotated.topic)
    before = rotated.content()
    rotated.step(CREATE, CREATE, SET, TEST, FINISH)
    after = rotated.content()
    assert rotated.version("AWSCURRENT") == rotated.token
    assert after["refresh_token"] == before["refresh_token"]
    assert after["access_token"] != before["access_token"]
    assert rotated.stand_in.tokens.accepts(after["access_token"])
    assert [subject for subject, _ in rotated.told()] == ["google-drive: credentials rotated"]


def test_a_step_may_come_again(rotated):  # GS-13
    rotated.step(CREATE, CREATE, SET, SET, TEST, TEST, FINISH, *STEPS)
    assert rotated.stand_in.tokens.refreshes == 1
    assert rotated.version("AWSCURRENT") == rotated.token


def test_a_test_that_fails_leaves_the_current_credentials_as_they_are(rotated, capsys):  # GS-13
    rotated.step(CREATE, SET)
    accepts = rotated.stand_in.tokens.accepts
    pending = rotated.content(VersionStage="AWSPENDING")["access_token"]
    rotated.stand_in.tokens.accepts = lambda access: access != pending and accepts(access)
    with pytest.raises(AuthenticationFailed):
        rotated.step(TEST)
    assert rotated.version("AWSCURRENT") == rotated.first
    assert accepts(rotated.content()["access_token"])
    assert metrics(capsys.readouterr().out) == {"RotationFailed": 1}
    ((subject, message),) = rotated.told()
    assert subject == "gopro: rotation of the credentials failed"
    assert "testSecret ended with AuthenticationFailed" in message
    # Tried again, with the very same tokens.
    rotated.stand_in.tokens.accepts = accepts
    rotated.step(*STEPS)
    assert rotated.content()["access_token"] == pending


def test_no_token_is_logged_or_told(rotated, capsys):  # GS-13
    known = rotated.content()
    rotated.step(*STEPS)
    known |= {f"new {name}": value for name, value in rotated.content().items()}
    said = capsys.readouterr().out + json.dumps(rotated.told())
    secret = [value for name, value in known.items() if name.endswith(("_token", "client_secret"))]
    assert len(secret) == 6
    assert not [value for value in secret if value in said]


def test_what_secrets_manager_would_not_ask_for_is_refused(rotated, cloud):  # GS-13
    with pytest.raises(RotationRefused, match="is not pending"):
        rotated.step(CREATE, token=str(uuid.uuid4()))
    with pytest.raises(RotationRefused, match="there is no step 'deleteSecret'"):
        rotated.step("deleteSecret")
    with pytest.raises(RotationRefused, match="was not made by createSecret"):
        rotated.step(FINISH)
    assert rotated.stand_in.tokens.refreshes == 0
    other = f"{cloud.secret}-other"
    rotated.secrets.create_secret(Name=other, SecretString="{}")
    with pytest.raises(RotationRefused, match="rotation is not enabled"):
        SecretVersions(secrets_manager(), other).stages()


def test_a_version_that_secrets_manager_made_for_a_trial_is_not_tested(rotated):  # GS-13
    rotated.step(TEST)
    assert rotated.told() == []


def test_what_a_run_has_written_meanwhile_stays(rotated):  # GS-13
    rotated.step(CREATE, SET, TEST)
    # The owner authorises again while the rotation goes on.
    fresh = json.dumps(rotated.stand_in.credentials(expires_in=timedelta(hours=48)))
    newer = rotated.secrets.put_secret_value(SecretId=rotated.name, SecretString=fresh)["VersionId"]
    rotated.step(TEST, FINISH)
    assert rotated.version("AWSCURRENT") == newer
    assert rotated.version("AWSPENDING") is None
    ((_, message),) = rotated.told()
    assert "A nightly run has renewed them meanwhile" in message


def test_of_two_that_become_current_at_once_the_rotation_loses(rotated, monkeypatch):  # GS-13
    rotated.step(CREATE, SET, TEST)
    promote = SecretVersions.promote

    def promote_late(self: SecretVersions, version: str, instead_of: str) -> None:
        fresh = json.dumps(rotated.stand_in.credentials())
        rotated.secrets.put_secret_value(SecretId=rotated.name, SecretString=fresh)
        promote(self, version, instead_of)

    monkeypatch.setattr(SecretVersions, "promote", promote_late)
    with pytest.raises(RotationRefused, match="no longer the current version"):
        rotated.step(FINISH)
    assert rotated.version("AWSCURRENT") not in (rotated.first, rotated.token)


@pytest.mark.usefixtures("hurried")
def test_a_night_after_a_rotation_that_stopped_half_way_goes_on_with_its_tokens(rotated):  # GS-13
    rotated.step(CREATE)
    answer = authenticator.handler({"provider": "gopro", "correlation_id": "run-1"}, rotated.context)
    assert answer["refreshed"] is True
    assert rotated.stand_in.tokens.accepts(rotated.content()["access_token"])
    # The rotation that goes on finds what the night has written.
    rotated.step(SET, TEST, FINISH)
    assert rotated.version("AWSPENDING") is None
    authenticator.handler({"provider": "gopro", "correlation_id": "run-2"}, rotated.context)
    assert rotated.stand_in.tokens.refreshes == 2


@pytest.mark.usefixtures("hurried")
def test_a_dead_token_is_shown_to_the_provider_once(rotated, monkeypatch):  # GS-13
    shown = []
    rotate = rotated.stand_in.tokens.rotate
    rotate(rotated.content()["refresh_token"])
    monkeypatch.setattr(rotated.stand_in.tokens, "rotate", lambda token: shown.append(token) or rotate(token))
    with pytest.raises(AuthenticationFailed):
        rotated.step(CREATE)
    assert len(shown) == 1


def test_tokens_that_cannot_be_kept_are_said_to_be_lost(rotated, monkeypatch, capsys):  # GS-13
    def refuse(*_: object) -> None:
        raise StorageUnavailable("Secrets Manager is away")

    monkeypatch.setattr(SecretVersions, "add_pending", refuse)
    monkeypatch.setattr(SecretVersions, "write", refuse)
    with pytest.raises(CredentialsLost):
        rotated.step(CREATE)
    ((_, message),) = rotated.told()
    assert "Authorise again: python authorize.py --provider gopro" in message
    assert metrics(capsys.readouterr().out) == {"RotationFailed": 1}


def test_of_two_invocations_for_a_version_neither_loses_its_tokens(rotated, monkeypatch):  # GS-13
    add_pending = SecretVersions.add_pending

    def second(self: SecretVersions, version: str, renewed: rotation.Renewed) -> None:
        fields = {**renewed.credentials.fields, "access_token": "another's"}
        add_pending(self, version, rotation.Renewed(Credentials.parse(json.dumps(fields)), "v0"))
        add_pending(self, version, renewed)

    monkeypatch.setattr(SecretVersions, "add_pending", second)
    rotated.step(CREATE)
    assert rotated.content(VersionStage="AWSPENDING")["access_token"] == "another's"
    assert rotated.stand_in.tokens.accepts(rotated.content()["access_token"])
    rotated.step(SET, TEST, FINISH)
    assert rotated.version("AWSPENDING") is None
    assert rotated.stand_in.tokens.rotate(rotated.content()["refresh_token"]) is not None


def test_a_rotation_does_not_fail_because_nobody_can_be_told(rotated, monkeypatch, capsys):  # GS-13
    monkeypatch.setenv("ALERTS_TOPIC", f"{rotated.topic}-gone")
    rotated.step(*STEPS)
    assert rotated.version("AWSCURRENT") == rotated.token
    assert "the operator could not be told" in capsys.readouterr().out
