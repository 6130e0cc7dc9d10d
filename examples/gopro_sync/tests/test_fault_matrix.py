"""The fault matrix: how it judges, and a part of it on the deployed app."""

import json
import socket
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest
import scenario
from stand_in import FAULTS, Fault, Library, MediaFile
from trials.faults import CASES, PART_SIZE, try_out
from trials.faults._case import Case, Ending
from trials.faults._laboratory import Run
from trials.faults._process import process_behind
from trials.faults._verdict import Trial
from trials.observation import Check

from cloud_constructs.local.trials import TrialError

FILE = MediaFile("m", "a.mp4", 3, "2026-01-01T00:00:00Z", "Video", "good")
COPIED = {"status": "COMPLETED", "sha256": "good"}
FAILED = {"status": "FAILED", "error": "IntegrityError"}
DELETED = {"status": "COMPLETED", "note": "source_deleted"}


def night(row: dict, in_bucket: str | None, status: str = "COMPLETED", **more) -> Run:
    """A run after which this is what became of the file."""
    seen = {"orphans": 0, "queued": set(), "told": [], "versions": Counter(), **more}
    return Run(status=status, checks=[Check(FILE, row, in_bucket)], **seen)


GOOD = night(COPIED, "good", versions=Counter({"k": 1}))
LOST = night(FAILED, None, queued={"m"}, told=["Sync finished, but ..."])


def trial(ending: Ending, first: Run, second: Run = GOOD, **more) -> Trial:
    fault = Fault("f", None, each=True)
    fault.bite("m")
    seen = {"fault": fault, "asked_again": set(), "leaked_tokens": 0, **more}
    case = Case(name="f", where="provider", what="...", ending=ending)
    return Trial(case=case, night=first, next_night=second, **seen)


@pytest.mark.parametrize(
    ("ending", "first"),
    [
        (Ending.SURVIVED, GOOD),
        (Ending.LOST, LOST),
        (Ending.DELETED, night(DELETED, None, told=["Sync finished, but ..."])),
        (Ending.RUN_FAILED, night({}, None, "FAILED", told=["Sync failed"])),
        (Ending.STOPPED, night({}, None, "ABORTED")),
    ],
)
def test_a_night_that_ends_as_it_must_is_right(ending, first):  # GS-17
    second = first if ending is Ending.DELETED else GOOD
    assert trial(ending, first, second).problems() == []


@pytest.mark.parametrize(
    ("ending", "first", "problem"),
    [
        (Ending.SURVIVED, replace(GOOD, orphans=1), "1 multipart uploads were left behind"),
        (Ending.SURVIVED, replace(GOOD, versions=Counter({"k": 2})), "k was written 2 times"),
        (Ending.SURVIVED, night(COPIED, "bad"), "COMPLETED, and is not what the source has"),
        (Ending.SURVIVED, night(COPIED, None), "COMPLETED, and is not what the source has"),
        (Ending.SURVIVED, night(DELETED, None), "a.mp4 is COMPLETED (source_deleted)"),
        (Ending.SURVIVED, night({}, None), "a.mp4 is no row"),
        (Ending.SURVIVED, night({"status": "IN_PROGRESS"}, None), "still IN_PROGRESS"),
        (Ending.SURVIVED, LOST, "a.mp4 is FAILED"),
        (Ending.SURVIVED, night({}, None, "FAILED"), "ended as FAILED, not COMPLETED"),
        (Ending.SURVIVED, replace(GOOD, told=["Sync failed"]), "told of a loss that is none"),
        (Ending.LOST, replace(LOST, told=["ALARM: errors"]), "the operator was not told"),
        (Ending.LOST, replace(LOST, queued=set()), "1 files are FAILED, and 0 are in the queue"),
        (
            Ending.LOST,
            night({"status": "FAILED"}, None, queued={"m"}, told=["Sync finished, but ..."]),
            "nothing says why",
        ),
        (
            Ending.LOST,
            night(FAILED, "bad", queued={"m"}, told=["Sync finished, but ..."]),
            "other bytes than the source",
        ),
        (Ending.LOST, replace(GOOD, told=["Sync finished, but ..."]), "a.mp4 is COMPLETED"),
        (Ending.RUN_FAILED, night({}, None, "FAILED"), "the operator was not told"),
        (Ending.RUN_FAILED, replace(GOOD, told=["Sync finished, but ..."]), "ended as COMPLETED, not FAILED"),
        (Ending.STOPPED, GOOD, "ended as COMPLETED, not ABORTED"),
    ],
)
def test_a_night_that_ends_otherwise_is_wrong(ending, first, problem):  # GS-17
    assert [problem in text for text in trial(ending, first).problems()].count(True) == 1


@pytest.mark.parametrize(
    ("second", "more", "problem"),
    [
        (LOST, {}, "next night: a.mp4 is FAILED"),
        (replace(GOOD, status="SKIPPED"), {}, "next night: the run ended as SKIPPED"),
        (replace(GOOD, versions=Counter({"k": 2})), {}, "next night: k was written 2 times"),
        (GOOD, {"asked_again": {"m"}}, "1 finished files were asked for again"),
        (GOOD, {"leaked_tokens": 1}, "a token was sent to the file host"),
        (GOOD, {"fault": Fault("f", 1)}, "the fault never bit"),
    ],
)
def test_a_night_that_is_not_mended_by_the_next_is_wrong(second, more, problem):  # GS-17
    found = trial(Ending.SURVIVED, GOOD, second, **more).problems()
    assert [problem in text for text in found].count(True) == 1


def test_there_are_enough_faults_and_each_of_the_providers_is_tried():  # GS-17
    assert len(CASES) >= 25
    assert {name for case in CASES.values() for name in case.provider} == {
        name for name, kind in FAULTS.items() if kind.only is None
    }


def test_the_matrix_can_be_listed(capsys):
    assert scenario.main(["faults", "--list"]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in CASES)


def test_an_unknown_fault_is_refused_before_anything_runs(capsys):
    with pytest.raises(SystemExit, match="2"):
        scenario.main(["faults", "--only", "gremlins"])
    assert "invalid choice: 'gremlins'" in capsys.readouterr().err


def test_the_process_behind_a_connection_is_found():  # GS-17
    connecting = "import socket, sys; s = socket.create_connection(('127.0.0.1', int(sys.argv[1]))); input()"
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with subprocess.Popen(
            [sys.executable, "-c", connecting, str(port)], stdin=subprocess.PIPE
        ) as process:
            connection, (_, theirs) = server.accept()
            with connection:
                assert process_behind((theirs, port)) == process.pid
            process.communicate(b"\n")


def test_a_process_that_is_not_there_is_an_error():
    with pytest.raises(TrialError, match="Nobody is at the far end"):
        process_behind((1, 1))


@pytest.mark.parametrize(
    "name",
    [
        "dropped-connection",
        "wrong-bytes-for-ever",
        "part-damaged",
        "complete-answer-lost",
        "killed-after-storing",
        "delivered-twice",
        "run-stopped",
    ],
)
def test_a_night_is_spoilt_as_it_may_be_and_mended_by_the_next(laboratory, name):  # GS-16, GS-17
    library = Library.made_up([0, 1000, PART_SIZE + 1])
    assert try_out(CASES[name], laboratory, library).problems() == []


def test_a_defect_makes_the_command_fail(app, monkeypatch, tmp_path, capsys):  # GS-17
    for name, value in app.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setitem(CASES, "key-disabled", replace(CASES["key-disabled"], ending=Ending.SURVIVED))
    assert scenario.main(["faults", "--only", "key-disabled", "--json", str(tmp_path / "out.json")]) == 1
    (row,) = json.loads((tmp_path / "out.json").read_text())
    assert {(file["bitten"], file["became"]) for file in row["files"]} == {(True, "FAILED")}
    assert row["next_night"] == ["equal"] * 6
    told, *failed = row["problems"]
    assert told == "the operator was told of a loss that is none"
    assert len(failed) == 6
    assert all("is FAILED" in problem for problem in failed)
    printed = capsys.readouterr().out
    assert "FAILED*" in printed
    assert "FAILED: 0 of 1 faults ended as they must" in printed
