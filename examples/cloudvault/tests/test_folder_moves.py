"""Moves of folders that meet: whatever their order, the folders stay a tree."""

from collections.abc import Callable

import pytest
from vault.caller import Caller
from vault.folders.deletion import delete_folder
from vault.folders.tree import change_folder, create_folder, get_folder
from vault.models.folders import FolderChange, NewFolder
from vault.moments import new_id
from vault.problems import Problem
from vault.settings import table
from vault_client.embedded import DeployedApp

pytestmark = pytest.mark.embedded
WRITES = "before-call.dynamodb.TransactWriteItems"


@pytest.fixture
def caller(in_functions: DeployedApp) -> Caller:
    return Caller(user_id=new_id(), email="ada@example.com", groups=frozenset())


def make(caller: Caller, name: str, parent_id: str = "root") -> str:
    return create_folder(caller, NewFolder(name=name, parent_id=parent_id)).folder_id


def move(caller: Caller, folder_id: str, parent_id: str) -> None:
    change_folder(caller, folder_id, FolderChange(parent_id=parent_id))


def just_before_it_is_written(do: Callable[[], object]) -> None:
    """Does something once, between what the next operation reads and what it writes."""
    events = table("NODES_TABLE").meta.client.meta.events

    def once(**_: object) -> None:
        events.unregister(WRITES, once)
        do()

    events.register(WRITES, once)


def test_two_moves_that_would_make_a_circle_together_do_not(caller: Caller) -> None:  # CV-2.4
    one, other = make(caller, "one"), make(caller, "other")
    below = make(caller, "below", other)
    just_before_it_is_written(lambda: move(caller, other, one))

    with pytest.raises(Problem, match="A folder cannot be moved into itself"):
        move(caller, one, below)

    path = [step.name for step in get_folder(caller, below).path]
    assert path == ["one", "other"]


def test_two_moves_that_meet_and_go_together_are_both_done(caller: Caller) -> None:  # CV-2.4
    one, other, target = make(caller, "one"), make(caller, "other"), make(caller, "target")
    just_before_it_is_written(lambda: move(caller, other, target))

    move(caller, one, target)

    assert {get_folder(caller, moved).folder.parent_id for moved in (one, other)} == {target}


def test_a_move_into_a_folder_that_was_just_deleted_is_refused(caller: Caller) -> None:  # CV-2.4
    one, target = make(caller, "one"), make(caller, "target")
    just_before_it_is_written(lambda: delete_folder(caller, target))

    with pytest.raises(Problem, match="There is no such folder"):
        move(caller, one, target)

    assert get_folder(caller, one).folder.parent_id == "root"


def test_folders_are_nested_so_deep_and_no_deeper(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:  # CV-2.4
    monkeypatch.setattr("vault.folders.tree.MAX_DEPTH", 2)
    loose = make(caller, "loose")
    deep = make(caller, "deep", make(caller, "outer"))

    with pytest.raises(Problem, match="Folders may be nested 2 deep"):
        make(caller, "deeper", deep)
    with pytest.raises(Problem, match="Folders may be nested 2 deep"):
        move(caller, loose, deep)
