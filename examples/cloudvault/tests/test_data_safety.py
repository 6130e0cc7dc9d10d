"""Whatever happens to functions, no file is lost, no folder is orphaned, and the counters are right."""

import io
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from vault.problems import Problem
from vault_client.embedded import DeployedApp
from vault_safety import Killed, World, killed_before, throttled, wrong

pytestmark = [pytest.mark.embedded, pytest.mark.usefixtures("told_by_the_test_alone")]
Step = Callable[[World], object]


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (4, 4), tuple(secrets.token_bytes(3))).save(file, "PNG")
    return file.getvalue()


@pytest.fixture(autouse=True)
def in_parts(in_functions: DeployedApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files of more than 100 bytes are uploaded in parts, and nobody waits before another attempt."""
    monkeypatch.setattr("vault.files.uploads.SINGLE_PUT_BYTES", 100)
    monkeypatch.setattr("vault.tables.FIRST_PAUSE", 0)
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)


def furnished() -> World:
    """A user with something of everything: ids by what they are for."""
    world = World()
    work = world.make("Work")
    inner = world.make("Inner", work)
    for name, content, folder in (
        ("ready", b"ready", work),
        ("trashed", picture(), inner),
        ("arrived", picture(), inner),
        ("parts", secrets.token_bytes(200), work),
        ("begun", b"begun", work),
        ("wrong", b"wrong", work),
    ):
        file_id = world.begin(f"{name}.bin", folder, content)
        if name != "begun":
            world.send(file_id, b"other" * 2 if name == "wrong" else None)
        if name in ("ready", "trashed"):
            world.hear(file_id)
    world.trash(world.files[1])
    return world


READY, TRASHED, ARRIVED, PARTS, BEGUN, WRONG = range(6)
ROOT, WORK, INNER = range(3)
STEPS: dict[str, Step] = {
    "begin": lambda world: world.begin("new.bin", world.folders[WORK], b"new"),
    "begin in parts": lambda world: world.begin("new.bin", world.folders[WORK], b"n" * 200),
    "abort": lambda world: world.abort(world.files[BEGUN]),
    "abort what has arrived": lambda world: world.abort(world.files[PARTS]),
    "process a picture": lambda world: world.hear(world.files[ARRIVED]),
    "process parts": lambda world: world.hear(world.files[PARTS]),
    "reject": lambda world: world.hear(world.files[WRONG]),
    "move": lambda world: world.change(world.files[READY], "moved.bin", world.folders[INNER]),
    "trash": lambda world: world.trash(world.files[READY]),
    "restore": lambda world: world.restore(world.files[TRASHED]),
    "make": lambda world: world.make("New", world.folders[WORK]),
    "move a folder": lambda world: world.move(world.folders[INNER], "Moved", world.folders[ROOT]),
    "delete a folder": lambda world: world.delete(world.folders[WORK]),
    "empty a folder": lambda world: (world.delete(world.folders[WORK]), world.empty(world.folders[WORK])),
    "purge": lambda world: world.purge(world.files[TRASHED]),
}


def tried(step: Step, world: World) -> None:
    with suppress(Problem):
        step(world)


@pytest.mark.parametrize("step", STEPS)
def test_a_function_may_die_before_any_call(step: str) -> None:
    worlds: list[World] = []
    died = True
    while died:
        world = furnished()
        try:
            with killed_before(len(worlds) + 1):
                tried(STEPS[step], world)
            died = False
        except Killed:
            # Whoever asked asks again.
            tried(STEPS[step], world)
        worlds.append(world)
    assert len(worlds) > 1
    for world in worlds:
        world.recover()
    assert [wrong(world) for world in worlds] == [[]] * len(worlds)


@pytest.mark.parametrize("step", STEPS)
def test_tables_may_have_too_much_to_do_for_a_time(step: str) -> None:
    world = furnished()

    with throttled(3):
        tried(STEPS[step], world)

    world.recover()
    assert wrong(world) == []


NAMES, CONTENTS = ("a", "b"), (b"", b"text", picture(), secrets.token_bytes(200))
ANY = st.integers(0, 5)
"""Which of the files, folders or names there are: as many as there are, again from the first."""


def a(things: list[str], at: int) -> str:
    return things[at % len(things)] if things else "0" * 32


OPERATIONS: dict[str, Callable[[World, int, int], object]] = {
    "begin": lambda world, i, j: world.begin(NAMES[i % 2], a(world.folders, j), CONTENTS[i % 4]),
    "send": lambda world, i, _: world.send(a(list(world.contents), i)),
    "send another": lambda world, i, _: world.send(a(list(world.contents), i), b"another"),
    "hear": lambda world, i, _: world.hear(a(world.files, i)),
    "upload": lambda world, i, j: world.upload(NAMES[i % 2], a(world.folders, j), CONTENTS[i % 4]),
    "abort": lambda world, i, _: world.abort(a(world.files, i)),
    "change": lambda world, i, j: world.change(a(world.files, i), NAMES[j % 2], a(world.folders, j)),
    "trash": lambda world, i, _: world.trash(a(world.files, i)),
    "restore": lambda world, i, _: world.restore(a(world.files, i)),
    "make": lambda world, i, j: world.make(NAMES[i % 2], a(world.folders, j)),
    "move": lambda world, i, j: world.move(a(world.folders, i), NAMES[j % 2], a(world.folders, j)),
    "delete": lambda world, i, _: world.delete(a(world.folders, i)),
    "empty": lambda world, i, _: world.empty(a(world.folders, i)),
    "empty the trash": lambda world, *_: world.empty_trash(),
}
FAULTS: dict[str, Callable[[int], AbstractContextManager[None]]] = {
    "killed": killed_before,
    "throttled": throttled,
    "untouched": lambda _: nullcontext(),
}
HAPPENINGS = st.lists(
    st.tuples(
        st.sampled_from(sorted(OPERATIONS)), ANY, ANY, st.sampled_from(sorted(FAULTS)), st.integers(1, 6)
    ),
    max_size=20,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happenings=HAPPENINGS)
def test_nothing_is_lost_whatever_happens(happenings: list[tuple[str, int, int, str, int]]) -> None:
    world = World()
    for operation, i, j, fault, when in happenings:
        with suppress(Killed, Problem), FAULTS[fault](when):
            OPERATIONS[operation](world, i, j)
    world.recover()
    assert wrong(world) == []
    world.empty_trash()
    world.recover()
    assert wrong(world) == []
