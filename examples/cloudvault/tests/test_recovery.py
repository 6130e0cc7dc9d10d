"""The way back after a loss: on the deployed app, with data of the tests' own."""

import secrets
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from vault_client.embedded import DeployedApp
from vault_recovery import Places, RecoveryError, put_back_objects, put_back_rows, take_backups
from vault_recovery.tables import rows_of

EXAMPLE = Path(__file__).parent.parent
pytestmark = pytest.mark.embedded


@pytest.fixture
def places(app: DeployedApp) -> Places:
    return Places.of(app.client("cloudformation"))


@pytest.fixture
def users(app: DeployedApp, places: Places) -> Iterator[Any]:
    """The resource of the table of users, without what a test has written."""
    table = places.tables["users"]
    yield app.client("dynamodb")
    for row in list(rows_of(app.client("dynamodb"), table)):
        if row["user_id"]["S"].startswith("recovery-"):
            app.client("dynamodb").delete_item(TableName=table, Key={"user_id": row["user_id"]})


def row(name: str, files: int) -> dict[str, Any]:
    return {"user_id": {"S": f"recovery-{name}"}, "file_count": {"N": str(files)}, "raw": {"B": b"\0\xff"}}


def found(dynamodb: Any, table: str) -> dict[str, int]:
    return {
        each["user_id"]["S"].removeprefix("recovery-"): int(each["file_count"]["N"])
        for each in rows_of(dynamodb, table)
        if each["user_id"]["S"].startswith("recovery-")
    }


def put(dynamodb: Any, table: str, *rows: dict[str, Any]) -> None:
    for each in rows:
        dynamodb.put_item(TableName=table, Item=each)


def test_what_was_lost_comes_back_and_what_is_newer_stays(users: Any, places: Places) -> None:  # CV-2.2 CV-16
    table = places.tables["users"]
    put(users, table, row("lost", 1), row("changed", 2))
    before = next(each for each in rows_of(users, table) if each["user_id"]["S"] == "recovery-lost")
    name = secrets.token_hex(4)
    take_backups(users, {"users": table}, name)
    users.delete_item(TableName=table, Key={"user_id": {"S": "recovery-lost"}})
    put(users, table, row("changed", 5), row("new", 7))

    done = put_back_rows(users, table, name)

    assert found(users, table) == {"lost": 1, "changed": 5, "new": 7}
    assert (done.lost, done.kept >= 1) == (1, True)
    assert before in list(rows_of(users, table))
    again = put_back_rows(users, table, name)
    assert again.lost == 0


def test_what_was_spoilt_becomes_as_it_was_if_asked(users: Any, places: Places) -> None:  # CV-16
    table = places.tables["users"]
    put(users, table, row("spoilt", 2))
    name = secrets.token_hex(4)
    take_backups(users, {"users": table}, name)
    put(users, table, row("spoilt", -1), row("new", 7))

    put_back_rows(users, table, name, overwrite=True)

    assert found(users, table) == {"spoilt": 2, "new": 7}


def test_nothing_is_left_behind(app: DeployedApp, users: Any, places: Places) -> None:
    table = places.tables["users"]
    name = secrets.token_hex(4)
    take_backups(users, {"users": table}, name)
    before = users.list_tables()["TableNames"]

    put_back_rows(users, table, name)
    # The embedded AWS restores the present as any moment: that the call is right is all that is seen here.
    put_back_rows(users, table, datetime.now(UTC))

    assert app.client("dynamodb").list_tables()["TableNames"] == before


def test_of_two_backups_the_newer_counts(users: Any, places: Places) -> None:
    table, name = places.tables["users"], secrets.token_hex(4)
    take_backups(users, {"users": table}, name)
    put(users, table, row("late", 3))
    take_backups(users, {"users": table}, name)
    users.delete_item(TableName=table, Key={"user_id": {"S": "recovery-late"}})

    put_back_rows(users, table, name)

    assert found(users, table) == {"late": 3}


def test_a_backup_that_there_is_not_is_said(users: Any, places: Places) -> None:
    with pytest.raises(RecoveryError, match=r"has no finished backup named 'never'; .*recover.py list"):
        put_back_rows(users, places.tables["users"], "never")


def test_deletions_since_the_loss_are_undone_and_earlier_ones_are_not(
    app: DeployedApp, places: Places
) -> None:  # CV-16
    s3, prefix = app.client("s3"), f"reports/{secrets.token_hex(4)}/"
    for name in ("lost", "kept"):
        s3.put_object(Bucket=places.bucket, Key=f"{prefix}{name}", Body=name.encode())
    s3.delete_object(Bucket=places.bucket, Key=f"{prefix}lost")

    later = datetime.now(UTC) + timedelta(minutes=1)
    assert put_back_objects(s3, places.bucket, prefix=prefix, since=later) == 0
    since = datetime.now(UTC) - timedelta(minutes=1)
    assert put_back_objects(s3, places.bucket, prefix=prefix, since=since) == 1

    for name in ("lost", "kept"):
        body = s3.get_object(Bucket=places.bucket, Key=f"{prefix}{name}")["Body"].read()
        assert body == name.encode()


def run(app: DeployedApp, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=EXAMPLE,
        env=dict(app.environment),
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_trial_loses_everything_of_a_user_and_gets_it_back(app: DeployedApp) -> None:  # CV-16 CV-17
    done = run(app, "scenario.py", "recover", "--files", "3")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost on purpose; left are: 0 rows, 0 objects" in done.stdout
    assert "5 of 5 files" in done.stdout
    assert "WRONG" not in done.stdout


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["rows", "--name", "never"], "has no finished backup named 'never'"),
        (["rows", "--name", "never", "--table", "people"], "there is no table people; name users, nodes"),
        (["files", "--since", "2026-11-21T10:00:00"], "give a time zone"),
        (["rows"], "one of the arguments --name --at is required"),
    ],
)
def test_the_command_says_what_is_wrong(app: DeployedApp, command: list[str], said: str) -> None:
    done = run(app, "recover.py", *command)

    assert done.returncode != 0
    assert said in " ".join((done.stdout + done.stderr).split())
