"""What nobody else has ended is ended by the clean-up, and nothing before its time."""

from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError
from vault import nodes
from vault.cleanup import CleanUpError, clean_up
from vault.files.items import object_key
from vault.models.files import FileState
from vault.moments import now
from vault.settings import client
from vault.users import usage
from vault_client.embedded import DeployedApp
from vault_safety import World, wrong

pytestmark = [pytest.mark.embedded, pytest.mark.usefixtures("in_functions", "told_by_the_test_alone")]
HOUR = timedelta(hours=1)


def state(world: World, file_id: str) -> FileState | None:
    item = nodes.find(world.owner, file_id, nodes.FILE)
    return FileState(item["file_state"]) if item else None


def passes(time: timedelta) -> None:
    clean_up(now() + time, lambda: True)


def test_an_upload_that_never_ends_is_given_up_after_a_day() -> None:  # CV-4
    world = World()
    file_id = world.begin("never.txt", "root", b"never")

    passes(23 * HOUR)
    assert state(world, file_id) is FileState.UPLOADING
    passes(25 * HOUR)

    assert state(world, file_id) is None
    assert usage(world.owner) == (0, 0)
    assert world.begin("never.txt", "root", b"again")


def test_a_file_that_arrived_is_kept_although_its_event_was_lost() -> None:  # CV-4
    world = World()
    file_id = world.begin("arrived.txt", "root", b"arrived")
    world.send(file_id)

    passes(25 * HOUR)

    assert state(world, file_id) is FileState.READY


def test_trash_is_removed_after_thirty_days() -> None:  # CV-4
    world = World()
    world.upload("old.txt", "root", b"old")
    world.upload("kept.txt", "root", b"kept")
    old, _ = world.files
    world.trash(old)

    passes(29 * 24 * HOUR)
    assert state(world, old) is FileState.TRASHED
    passes(31 * 24 * HOUR)

    assert state(world, old) is None
    assert usage(world.owner) == (len(b"kept"), 1)
    world.kept.remove(old)
    assert wrong(world) == []


def test_a_rejected_file_is_shown_for_a_week() -> None:  # CV-4
    world = World()
    file_id = world.begin("lying.txt", "root", b"lying")
    world.send(file_id, b"something else")
    world.hear(file_id)

    passes(6 * 24 * HOUR)
    assert state(world, file_id) is FileState.REJECTED
    passes(8 * 24 * HOUR)

    assert state(world, file_id) is None


def test_a_deletion_that_was_stopped_is_ended() -> None:  # CV-2.4, CV-4
    world = World()
    outer = world.make("outer")
    world.upload("in.txt", world.make("inner", outer), b"in")
    world.delete(outer)

    world.recover()

    assert wrong(world) == []
    assert state(world, world.files[0]) is FileState.TRASHED


def test_what_cannot_be_ended_is_told_and_holds_nothing_up(app: DeployedApp) -> None:  # CV-4
    world = World()
    for name in ("one.txt", "two.txt"):
        world.begin(name, "root", name.encode())
    stuck, other = world.files

    def refuse(params: dict[str, Any], **_: object) -> None:
        if object_key(world.owner, stuck) in params["url_path"]:
            raise ClientError({"Error": {"Code": "AccessDenied"}}, "DeleteObject")

    events = client("s3").meta.events
    events.register("before-call.s3.DeleteObject", refuse)
    try:
        with pytest.raises(CleanUpError, match="1 could not be ended"):
            passes(25 * HOUR)
    finally:
        events.unregister("before-call.s3.DeleteObject", refuse)
    assert nodes.find_any(world.owner, other) is None
    assert nodes.find(world.owner, stuck, nodes.REMAINS)

    passes(25 * HOUR)

    assert nodes.find_any(world.owner, stuck) is None


def test_what_there_is_no_time_for_is_left_for_the_next_time() -> None:  # CV-4
    world = World()
    file_id = world.begin("never.txt", "root", b"never")

    assert clean_up(now() + 25 * HOUR, lambda: False).total() == 0

    assert state(world, file_id) is FileState.UPLOADING
