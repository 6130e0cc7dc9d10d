"""Change capture: what changes in tables becomes an audit, totals and events, once and in order."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from vault.changes import publishing
from vault.changes.audit import entry_of
from vault.changes.change import EXPIRY, NODES, SHARES, Change, change_of
from vault.changes.domain_events import event_of
from vault.settings import client
from vault_client.embedded import DeployedApp

MOMENT = datetime(2026, 1, 31, 12, tzinfo=UTC)
OWNER = "ada"
SECRETS = {
    "token_digest": "c0ffee" * 10,
    "password_hash": b"scrypt",
    "password_salt": b"salt",
    "upload_id": "of-s3",
}


def file(state: str, **values: Any) -> dict[str, Any]:
    place = {"owner": OWNER, "node_id": "f1", "kind": "file", "parent_id": "root", "name": "a.txt"}
    return {**place, "size": 7, "content_type": "text/plain", "file_state": state, **values}


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


def test_what_nobody_asks_for_is_not_written_down() -> None:  # CV-8
    assert entry_of(change(share(), share(attempts=1), of=SHARES)) is None


@pytest.mark.usefixtures("in_functions")
def test_a_record_of_the_stream_is_understood() -> None:  # CV-8
    from vault.settings import setting

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
                "OldImage": {"share_id": {"S": "s1"}, "downloads": {"N": "0"}},
            },
        }
    )

    assert found == change({"share_id": "s1", "downloads": 0}, None, of=SHARES, expired=True)


class Bus:
    """What would have been told on the bus, which refuses what it is told to refuse."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.refuses: set[str] = set()

    def listen(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(publishing, "PAUSES", (0,))
        # At the edge of the SDK: the answers are EventBridge's own shape, from a service that is busy.
        client("events").meta.events.register_last("before-call.events.PutEvents", self._answer)

    def _answer(self, params: dict[str, Any], **_: Any) -> tuple[Any, dict[str, Any]]:
        import types

        results: list[dict[str, str]] = []
        for entry in json.loads(params["body"])["Entries"]:
            id = json.loads(entry["Detail"])["event_id"]
            if id in self.refuses:
                results.append({"ErrorCode": "ThrottlingException", "ErrorMessage": "busy"})
            else:
                self.told.append(id)
                results.append({"EventId": id})
        return types.SimpleNamespace(status_code=200), {
            "Entries": results,
            "FailedEntryCount": len(self.refuses),
        }

    def stop(self) -> None:
        client("events").meta.events.unregister("before-call.events.PutEvents", self._answer)


@pytest.fixture
def bus(in_functions: DeployedApp, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    """The bus, with nothing on it."""
    made = Bus()
    made.listen(monkeypatch)
    yield made
    made.stop()


def uploads(count: int, first: int = 1) -> list[Change]:
    return [
        change(file("uploading", node_id=f"f{n}"), file("ready", node_id=f"f{n}"), id=f"e{n}")
        for n in range(first, first + count)
    ]
