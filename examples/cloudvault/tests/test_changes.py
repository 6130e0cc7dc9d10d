"""Change capture: what changes in tables becomes an audit, totals and events, once and in order."""

import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from vault.changes import publishing, totals
from vault.changes.audit import entry_of
from vault.changes.capture import capture
from vault.changes.change import EXPIRY, NODES, SHARES, Change, change_of
from vault.changes.domain_events import event_of
from vault.settings import client, setting, table
from vault_client import upload
from vault_client.embedded import DeployedApp
from vault_trials.journey import settled

from cloud_constructs.local.trials import until

MOMENT = datetime(2026, 1, 31, 12, tzinfo=UTC)
OWNER = "ada"
SECRETS = {
    "token_digest": "c0ffee" * 10,
    "password_hash": b"scrypt",
    "password_salt": b"salt",
    "upload_id": "of-s3",
}

KEPT = {"L": [{"B": "AP8="}, {"BS": ["YQ==", "Yg=="]}]}


def file(state: str, **values: Any) -> dict[str, Any]:
    place = {"owner": OWNER, "node_id": "f1", "kind": "file", "parent_id": "root", "name": "a.txt"}
    return {**place, "size": 7, "content_type": "text/plain", "file_state": state, **values}


REMAINS = {name: value for name, value in file("", kind="remains").items() if name != "file_state"}


def folder(**values: Any) -> dict[str, Any]:
    return {"owner": OWNER, "node_id": "d1", "kind": "folder", "parent_id": "root", "name": "d", **values}


def share(**values: Any) -> dict[str, Any]:
    return {"share_id": "s1", "owner": OWNER, "file_id": "f1", "downloads": 0, **values}


def change(before: Any, after: Any, *, id: str = "e1", of: str = NODES, **values: Any) -> Change:
    return Change(id=id, sequence=id[1:], table=of, moment=MOMENT, before=before, after=after, **values)


@pytest.mark.parametrize(
    ("change_", "event"),
    [
        (change(None, file("uploading")), None),
        (change(file("uploading"), file("ready")), "FileUploaded"),
        (change(file("uploading"), file("rejected")), "FileRejected"),
        (change(file("ready"), file("trashed")), "FileTrashed"),
        (change(file("trashed"), file("ready")), "FileRestored"),
        (change(file("trashed"), None), "FileDeleted"),
        (change(file("trashed"), REMAINS), "FileDeleted"),
        (change(file("uploading"), REMAINS), None),
        (change(REMAINS, None), None),
        (change(file("uploading"), None), None),
        (change(file("ready"), file("ready", name="b.txt")), None),
        (change(None, {"owner": OWNER, "node_id": "name#root#a.txt", "claimed_by": "f1"}), None),
        (change(None, folder()), "FolderCreated"),
        (change(folder(), folder(deleting_since="now")), "FolderDeletionRequested"),
        (change(folder(deleting_since="now"), folder(deleting_since="now", name="e")), None),
        (change(folder(deleting_since="now"), None), "FolderDeleted"),
        (change(None, share(), of=SHARES), "ShareCreated"),
        (change(share(), share(downloads=1), of=SHARES), "ShareOpened"),
        (change(share(), share(attempts=1), of=SHARES), None),
        (change(share(), None, of=SHARES), "ShareRevoked"),
        (change(share(), None, of=SHARES, expired=True), "ShareExpired"),
    ],
    ids=str,
)
def test_what_a_change_means_to_others(change_: Change, event: str | None) -> None:  # CV-8
    found = event_of(change_)

    assert (found and found.type.value) == event


@pytest.mark.parametrize("of", [NODES, SHARES])
def test_no_secret_is_written_down(of: str) -> None:  # CV-8
    after = {**(file("ready") if of == NODES else share()), **SECRETS}

    entry = entry_of(change(None, after, of=of))

    assert entry is not None
    assert entry["before"] == {}
    assert not any(str(secret) in str(entry) for secret in SECRETS.values())


def test_the_audit_says_who_changed_what_from_what_to_what() -> None:  # CV-8
    entry = entry_of(change(file("ready"), file("trashed")))

    assert entry is not None
    assert (entry["subject"], entry["moment"]) == ("audit#ada", "2026-01-31T12:00:00.000Z#e1")
    assert (entry["by"], entry["thing"]) == (OWNER, "f1")
    assert (entry["before"], entry["after"]) == ({"file_state": "ready"}, {"file_state": "trashed"})
    assert entry["expires_at"] == int(datetime(2027, 1, 31, 12, tzinfo=UTC).timestamp())


def test_a_file_is_gone_once_nobody_has_it() -> None:  # CV-8
    gone = entry_of(change(file("trashed"), REMAINS))

    assert gone is not None
    assert (gone["before"]["name"], gone["after"]) == ("a.txt", {})
    assert entry_of(change(REMAINS, None)) is None


def test_what_nobody_asks_for_is_not_written_down() -> None:  # CV-8
    assert entry_of(change(share(), share(attempts=1), of=SHARES)) is None


@pytest.mark.embedded
@pytest.mark.usefixtures("in_functions")
def test_a_record_of_the_stream_is_understood() -> None:  # CV-8
    arn = f"arn:aws:dynamodb:eu-west-1:123456789012:table/{setting(SHARES)}/stream/2026"
    found = change_of(
        {
            "eventID": "e1",
            "eventName": "REMOVE",
            "eventSourceARN": arn,
            "userIdentity": {"type": "Service", "principalId": EXPIRY},
            "dynamodb": {
                "ApproximateCreationDateTime": MOMENT.timestamp(),
                "SequenceNumber": "1",
                # In JSON, bytes are in Base64.
                "OldImage": {"share_id": {"S": "s1"}, "downloads": {"N": "0"}, "kept": KEPT},
            },
        }
    )

    share_ = {"share_id": "s1", "downloads": 0, "kept": [b"\x00\xff", {b"a", b"b"}]}
    assert found == change(share_, None, of=SHARES, expired=True)


class Bus:
    """What is heard on the bus, which may say that it did not take what it took."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.refuses: set[str] = set()
        self._queue = client("sqs").create_queue(QueueName=owner)["QueueUrl"]
        found = client("sqs").get_queue_attributes(QueueUrl=self._queue, AttributeNames=["QueueArn"])
        pattern = {"source": ["cloudvault"], "detail": {"owner": [owner]}}
        client("events").put_rule(Name=owner, EventPattern=json.dumps(pattern))
        target = {"Id": "Queue", "Arn": found["Attributes"]["QueueArn"]}
        client("events").put_targets(Rule=owner, Targets=[target])

    def heard(self) -> list[str]:
        """Return the ids of the events, in their order."""
        told: list[str] = []
        while (
            messages := client("sqs")
            .receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10, WaitTimeSeconds=1)
            .get("Messages")
        ):
            told += [json.loads(message["Body"])["detail"]["event_id"] for message in messages]
        return told

    def uploads(self, *numbers: int) -> list[Change]:
        """Return the changes by which files became ready."""
        return [
            change(
                file("uploading", owner=self.owner, node_id=f"f{n}"),
                file("ready", owner=self.owner, node_id=f"f{n}"),
                id=f"{self.owner}-{n}",
            )
            for n in numbers
        ]

    def id(self, number: int) -> str:
        """Return the id of an event."""
        return f"{self.owner}-{number}"

    def spoil(self, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        """Remember what was told."""
        context["told"] = [json.loads(entry["Detail"])["event_id"] for entry in params["Entries"]]

    def answer(self, parsed: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        """Say of some entries that they were not taken."""
        for id, result in zip(context["told"], parsed["Entries"], strict=True):
            if id in self.refuses:
                result |= {"ErrorCode": "ThrottlingException"}


@pytest.fixture
def bus(in_functions: DeployedApp, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    """The bus, with nothing on it."""
    monkeypatch.setattr(publishing, "PAUSES", (0,))
    made = Bus(f"owner-{secrets.token_hex(4)}")
    heard = client("events").meta.events
    hooks = {
        "before-parameter-build.events.PutEvents": made.spoil,
        "after-call.events.PutEvents": made.answer,
    }
    for name, hook in hooks.items():
        heard.register(name, hook)
    yield made
    for name, hook in hooks.items():
        heard.unregister(name, hook)


def audited(owner: str) -> list[str]:
    found = table("ACTIVITY_TABLE").query(
        KeyConditionExpression="subject = :subject",
        ExpressionAttributeValues={":subject": f"audit#{owner}"},
    )
    return [item["moment"].split("#")[1] for item in found["Items"]]


@pytest.mark.embedded
def test_changes_are_told_in_their_order(bus: Bus) -> None:  # CV-8
    assert capture(bus.uploads(*range(25))) is None

    assert bus.heard() == [bus.id(n) for n in range(25)]
    assert sorted(audited(bus.owner)) == sorted(bus.id(n) for n in range(25))


@pytest.mark.embedded
def test_what_stands_behind_a_failure_is_left_alone(bus: Bus) -> None:  # CV-8
    changes = bus.uploads(*range(25))
    bus.refuses = {bus.id(13)}

    failed = capture(changes)

    assert failed == changes[13]
    assert set(bus.heard()) == {bus.id(n) for n in range(20)}
    assert len(audited(bus.owner)) == 20


@pytest.mark.embedded
def test_a_refused_event_is_told_again(bus: Bus) -> None:  # CV-8
    bus.refuses = {bus.id(1)}

    assert capture(bus.uploads(0, 1)) is not None

    assert bus.heard() == [bus.id(0), bus.id(1), bus.id(1)]


@pytest.mark.embedded
def test_a_table_that_is_busy_holds_changes_up(bus: Bus, monkeypatch: pytest.MonkeyPatch) -> None:  # CV-8
    changes = bus.uploads(0)
    with monkeypatch.context() as busy:
        busy.setenv("ACTIVITY_TABLE", "gone")
        assert capture(changes) == changes[0]
    assert bus.heard() == []

    assert capture(changes) is None
    assert bus.heard() == [bus.id(0)]


@pytest.mark.embedded
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(st.integers(0, 5), min_size=1, max_size=12), size=st.integers(1, 10**12))
def test_totals_count_each_change_once_however_often_it_is_told(  # CV-8
    in_functions: DeployedApp, told: list[int], size: int
) -> None:
    owner = f"owner-{secrets.token_hex(4)}"
    before = totals.totals()
    made = [
        change(None, file("uploading", owner=owner, size=size), id=f"{owner}-{n}")
        if n % 2
        else change(None, share(owner=owner), id=f"{owner}-{n}", of=SHARES)
        for n in range(6)
    ]

    for n in told:
        assert capture([made[n]]) is None

    seen = set(told)
    counted = (size * sum(n % 2 for n in seen), sum(not n % 2 for n in seen))
    assert totals.totals() == (before[0] + counted[0], before[1] + counted[1])


@pytest.mark.embedded
def test_the_streams_of_the_deployed_app_are_captured(in_functions: DeployedApp, tmp_path: Path) -> None:
    """CV-8: the streams lead to the function; CV-5: what the business looks at is measured."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"1234567")
    api = in_functions.api()
    file_id = settled(api, upload(api, path)["file_id"])["file_id"]
    api.delete(f"/api/files/{file_id}")
    owner = table("NODES_TABLE").scan(
        FilterExpression="node_id = :id", ExpressionAttributeValues={":id": file_id}
    )["Items"][0]["owner"]

    until("the audit", lambda: len(audited(owner)) == 3)
    found = table("ACTIVITY_TABLE").query(
        KeyConditionExpression="subject = :subject",
        ExpressionAttributeValues={":subject": f"audit#{owner}"},
    )["Items"]
    states = [entry["after"]["file_state"] for entry in found]
    assert sorted(states) == ["ready", "trashed", "uploading"]
    assert {entry["by"] for entry in found} == {owner}
