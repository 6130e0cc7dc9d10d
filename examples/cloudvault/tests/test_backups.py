"""Backups, as operators of the deployed app have them, and step by step in this process."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vault.backups import runs, steps, work
from vault.backups.fingerprint import Fingerprint, compare
from vault.backups.work import BackupError, go_on, take_daily
from vault.models.backups import Backup, BackupState
from vault.moments import new_id, now
from vault.settings import client, setting, table
from vault.tables import Item
from vault_client import ApiError
from vault_client.embedded import DeployedApp

from cloud_constructs.local.trials import until

ALWAYS = lambda: True  # noqa: E731
ITEMS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.integers(0, 50).map(lambda number: {"N": str(number)}),
            "text": st.text(max_size=3).map(lambda text: {"S": text}),
        }
    ),
    unique_by=lambda item: item["id"]["N"],
)


def _fingerprint(items: list[Item]) -> Fingerprint:
    made = Fingerprint()
    for item in items:
        made.add(item, ["id"])
    return made


@given(items=ITEMS, order=st.randoms(use_true_random=False))
def test_the_same_items_are_the_same_in_any_order(items: list[Item], order: Any) -> None:  # CV-2.2
    shuffled = [dict(reversed(item.items())) for item in items]
    order.shuffle(shuffled)
    before, restored = _fingerprint(items), Fingerprint.of(_fingerprint(shuffled).as_item())

    assert (compare(before, before, restored).is_same, compare(before, before, restored).compared) == (
        True,
        1,
    )


@given(items=ITEMS.filter(bool), data=st.data())
def test_an_item_that_is_lost_or_changed_is_noticed(items: list[Item], data: st.DataObject) -> None:  # CV-2.2
    at = data.draw(st.integers(0, len(items) - 1))
    changed = {**items[at], "text": {"S": items[at]["text"]["S"] + "!"}}
    other = items[:at] + data.draw(st.sampled_from([[], [changed]])) + items[at + 1 :]
    before = _fingerprint(items)

    assert not compare(before, before, _fingerprint(other)).is_same


@given(items=ITEMS, changes=st.lists(st.integers(0, 50), max_size=20), at=st.integers(0, 50))
def test_what_changes_while_a_backup_is_taken_is_no_difference(  # CV-2.2
    items: list[Item], changes: list[int], at: int
) -> None:
    """Changes are written one after the other, and the backup is taken between two of them."""
    before, versions = {item["id"]["N"]: item for item in items}, list[Fingerprint]()
    for change in changes:
        versions.append(_fingerprint([*before.values()]))
        before[str(change)] = {"id": {"N": str(change)}, "changed": {"N": str(len(versions))}}
    versions.append(_fingerprint([*before.values()]))

    assert compare(versions[0], versions[-1], versions[at % len(versions)]).is_same


@pytest.fixture
def quiet(in_functions: DeployedApp) -> DeployedApp:
    """The app with nothing left to do, and something to back up."""
    go_on(ALWAYS)
    table("NODES_TABLE").put_item(Item={"owner": new_id(), "node_id": new_id(), "size": 3})
    return in_functions


def _verified(tampering: Callable[[], object] = lambda: None) -> Backup:
    run = runs.begin("tests", wants_verification=False)
    go_on(ALWAYS)
    tampering()
    runs.want_verification(run.backup_id)
    (backup,) = go_on(ALWAYS)
    return backup


@pytest.mark.embedded
def test_a_backup_restores_what_was_backed_up(quiet: DeployedApp) -> None:  # CV-2.2
    backup = _verified(lambda: table("NODES_TABLE").put_item(Item={"owner": new_id(), "node_id": new_id()}))

    assert backup.state == BackupState.VERIFIED
    assert {one.table for one in backup.tables} == {"users", "nodes", "shares", "activity"}
    for one in backup.tables:
        assert (one.is_same, one.restored_items) == (True, one.items)
        assert one.compared is not None
        assert one.compared > 0.9
    key = f"reports/backups/{backup.backup_id}.json"
    kept = client("s3").get_object(Bucket=setting("FILES_BUCKET"), Key=key)["Body"].read()
    assert Backup.model_validate_json(kept) == backup
    tables = client("dynamodb").list_tables()["TableNames"]
    assert [name for name in tables if name.startswith(setting("RESTORED_TABLES"))] == []


@pytest.mark.embedded
def test_a_backup_that_lost_an_item_is_noticed(  # CV-2.2
    quiet: DeployedApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = steps.STEPS[4]

    def lose_one(run: runs.Run, one: runs.TableRun, has_time: steps.HasTime) -> bool:
        if one.name == "NODES_TABLE":
            restored = steps.restored_name(run, one)
            lost = client("dynamodb").scan(TableName=restored)["Items"][0]
            key = {name: lost[name] for name in ("owner", "node_id")}
            client("dynamodb").delete_item(TableName=restored, Key=key)
        return count(run, one, has_time)

    monkeypatch.setattr(work, "STEPS", (*steps.STEPS[:4], lose_one, steps.STEPS[5]))
    backup = _verified()

    assert backup.state == BackupState.DIFFERENT
    assert {one.table: one.is_same for one in backup.tables} == {
        "users": True,
        "nodes": False,
        "shares": True,
        "activity": True,
    }


@pytest.mark.embedded
def test_a_backup_goes_on_where_time_ran_out_or_the_function_was_killed(  # CV-2.2
    quiet: DeployedApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = runs.begin("tests", wants_verification=True)
    calls = list[int]()

    def dies(step: steps.Step) -> steps.Step:
        def one_more(run: runs.Run, one: runs.TableRun, has_time: steps.HasTime) -> bool:
            is_done = step(run, one, has_time)
            calls.append(1)
            if len(calls) % 2:
                raise InterruptedError("the function was killed")
            return is_done

        return one_more

    with monkeypatch.context() as killed:
        killed.setattr(work, "STEPS", tuple(dies(step) for step in steps.STEPS))
        for _ in range(100):
            try:
                finished = go_on(ALWAYS)
            except InterruptedError:
                continue
            break

    assert len(calls) > len(steps.STEPS) * len(runs.KEYS)
    assert [(one.backup_id, one.state) for one in finished] == [(run.backup_id, BackupState.VERIFIED)]
    assert go_on(lambda: False) == []
    runs.begin("tests", wants_verification=False)
    assert go_on(lambda: False) == []
    assert [one.state for one in go_on(ALWAYS)] == [BackupState.TAKEN]


@pytest.mark.embedded
def test_a_backup_that_somebody_deleted_holds_no_other_up(quiet: DeployedApp) -> None:  # CV-2.2
    lost, other = (runs.begin("tests", wants_verification=False) for _ in range(2))
    go_on(ALWAYS)
    for run in (lost, other):
        runs.want_verification(run.backup_id)
    taken = runs.find(lost.backup_id)
    assert taken is not None
    client("dynamodb").delete_backup(BackupArn=taken.tables[0].backup_arn)

    with pytest.raises(BackupError, match="1 cannot go on"):
        go_on(ALWAYS)

    states = [found.as_backup().state for run in (lost, other) if (found := runs.find(run.backup_id))]
    runs.remove(lost)
    assert states == [BackupState.VERIFYING, BackupState.VERIFIED]


@pytest.mark.embedded
def test_the_daily_backup_is_taken_once_a_day_and_deleted_when_it_is_old(  # CV-2.2, CV-4
    quiet: DeployedApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_daily()
    take_daily()
    (backup,) = go_on(ALWAYS)
    assert (backup.state, backup.requested_by) == (BackupState.VERIFIED, "schedule")
    run = runs.find(backup.backup_id)
    assert run is not None
    arn = run.tables[0].backup_arn
    assert client("dynamodb").describe_backup(BackupArn=arn)["BackupDescription"]

    later = now() + timedelta(days=int(setting("BACKUP_DAYS")) + 2)
    monkeypatch.setattr(work, "now", lambda: later)
    go_on(ALWAYS)

    assert runs.find(backup.backup_id) is None
    with pytest.raises(client("dynamodb").exceptions.BackupNotFoundException):
        client("dynamodb").describe_backup(BackupArn=arn)


@pytest.mark.embedded
def test_operators_take_and_verify_backups_and_nobody_else(app: DeployedApp) -> None:  # CV-2.2, CV-6
    operator = app.api(app.new_user(operator=True))
    backup_id = operator.post("/api/backup")["backup_id"]

    def in_state(state: str) -> dict[str, Any] | None:
        backup = operator.get(f"/api/backup/{backup_id}")
        return backup if backup["state"] == state else None

    # Events call the worker. Nobody else may meanwhile: the embedded AWS would let both run.
    until("the backup to be taken", lambda: in_state("taken"))
    assert operator.post(f"/api/backup/{backup_id}/verify")["state"] in ("verifying", "verified")
    backup = until("the backup to be verified", lambda: in_state("verified"))
    assert operator.get("/api/backup", limit=1)["backups"] == [backup]
    user = app.api()
    for method, path in (
        ("POST", "/api/backup"),
        ("GET", "/api/backup"),
        ("GET", f"/api/backup/{backup_id}"),
        ("POST", f"/api/backup/{backup_id}/verify"),
    ):
        with pytest.raises(ApiError, match="403: Only operators may do that"):
            user.request(method, path)
    with pytest.raises(ApiError, match="404: There is no such backup"):
        operator.post(f"/api/backup/{new_id()}/verify")
