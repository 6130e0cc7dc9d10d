"""The deployed app, from its schedule's input to what its operator is told; the provider is real HTTP."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from stand_in import Fault, Library, StandIn
from trials.faults import PART_SIZE, Laboratory
from trials.faults._laboratory import Run

SIZES = [0, 1, 123_456, PART_SIZE, PART_SIZE + 1]
DAMAGED = Library.made_up([*SIZES, 1000], damaged_every=6)
"""Five good files, and one whose digest is announced wrongly, however often it is asked for."""


@dataclass(frozen=True)
class Night:
    """A run of the deployed app, and everything that can be seen of it."""

    laboratory: Laboratory
    stand_in: StandIn
    execution: str
    run: Run

    @property
    def correlation_id(self) -> str:
        return self.execution.rpartition(":")[2]

    @property
    def summary(self) -> dict[str, Any]:
        """What the execution returns."""
        machine = self.laboratory.aws.client("stepfunctions")
        return json.loads(machine.describe_execution(executionArn=self.execution)["output"])

    def states(self) -> list[str]:
        """The states that the execution went through, each as often as it was entered."""
        pages = self.laboratory.aws.client("stepfunctions").get_paginator("get_execution_history")
        events = [event for page in pages.paginate(executionArn=self.execution) for event in page["events"]]
        return [
            event["stateEnteredEventDetails"]["name"]
            for event in events
            if "stateEnteredEventDetails" in event
        ]

    def lines(self) -> list[dict[str, Any]]:
        """What the functions logged in this run."""
        functions, logs = self.laboratory.aws.client("lambda"), self.laboratory.aws.client("logs")
        lines: list[dict[str, Any]] = []
        for function in functions.list_functions()["Functions"]:
            pages = logs.get_paginator("filter_log_events").paginate(
                logGroupName=function["LoggingConfig"]["LogGroup"]
            )
            messages = [event["message"] for page in pages for event in page["events"]]
            lines += [json.loads(message) for message in messages if message.startswith("{")]
        # Of an exception the runtime tells in its own words, with its own request's id.
        assert all("correlation_id" in line for line in lines if "errorType" not in line)
        return [line for line in lines if line.get("correlation_id") == self.correlation_id]

    def metric(self, name: str) -> list[float]:
        """The values of a metric that the functions emitted, as CloudWatch reads them from the log."""
        found = [line for line in self.lines() if name in line and "_aws" in line]
        for line in found:
            (directive,) = line["_aws"]["CloudWatchMetrics"]
            assert name in {metric["Name"] for metric in directive["Metrics"]}
            assert (directive["Namespace"], directive["Dimensions"]) == ("MediaSync", [["Provider"]])
        return sorted(line[name] for line in found)


@pytest.fixture
def night(laboratory) -> Iterator[Any]:
    """Lets a first night pass: a library that nothing was copied of, and these faults of the provider."""
    with ExitStack() as cleanup:

        def pass_by(library: Library, *faults: Fault, losing: bool = False) -> Night:
            stand_in = cleanup.enter_context(StandIn(library, faults))
            laboratory.reset(stand_in)
            return next_night(laboratory, stand_in, losing=losing)

        yield pass_by


def next_night(laboratory: Laboratory, stand_in: StandIn, *, losing: bool = False) -> Night:
    with laboratory.listening() as inbox:
        execution = laboratory.start()
        run = laboratory.look(stand_in, inbox, laboratory.end_of(execution), losing=losing)
    return Night(laboratory, stand_in, execution, run)


def test_new_videos_are_copied_once(laboratory, night):  # GS-1, GS-6, GS-7, GS-8, GS-16
    first = night(Library.made_up(SIZES))
    assert all(check.equal for check in first.run.checks)
    rows = [check.row for check in first.run.checks]
    assert {row["owner"] for row in rows} == {first.correlation_id}
    assert [int(row["size"]) for row in rows] == SIZES
    assert {int(row["attempts"]) for row in rows} == {1}
    counted = {name: first.summary[name] for name in ("found", "completed", "skipped", "failed", "bytes")}
    assert counted == {"found": 5, "completed": 5, "skipped": 0, "failed": 0, "bytes": sum(SIZES)}
    assert (first.run.told, first.run.queued, first.run.orphans) == ([], set(), 0)

    second = next_night(laboratory, first.stand_in)
    assert (second.summary["found"], second.summary["completed"]) == (5, 0)
    assert second.run.versions == first.run.versions
    assert set(second.run.versions.values()) == {1}
    assert set(first.stand_in.lookups.values()) == {1}
    assert "DownloadVideos" not in second.states()


def test_one_id_and_the_measures_stand_in_the_log(night):  # GS-1, GS-7, GS-10, GS-16
    first = night(Library.made_up(SIZES))
    assert {line.get("function") for line in first.lines()} == {"authenticator", "lister", "downloader"}
    assert first.metric("VideosSynced") == [1] * len(SIZES)
    assert first.metric("BytesTransferred") == sorted(SIZES)
    assert len(first.metric("TransferDuration")) == len(first.metric("TimeToFirstByte")) == len(SIZES)
    assert len(first.metric("TransferThroughput")) == sum(size >= 1_000_000 for size in SIZES)


def test_what_fails_for_good_is_reported_and_the_rest_is_copied(laboratory, night):  # GS-8, GS-12, GS-16
    first = night(DAMAGED, losing=True)
    *good, bad = first.run.checks
    assert all(check.equal for check in good)
    assert (bad.row["status"], bad.row["error"], bad.in_bucket) == ("FAILED", "IntegrityError", None)
    assert first.run.queued == {bad.file.media_id}
    (told,) = [text for text in first.run.told if "not everything was copied" in text]
    assert bad.file.media_id in told
    assert (first.summary["completed"], first.summary["failed"]) == (5, 1)
    assert "NotifyPartialFailure" in first.states()

    mended = Library([*DAMAGED.files[:-1], Library.made_up([*SIZES, 1000]).files[-1]])
    first.stand_in.library = mended
    second = next_night(laboratory, first.stand_in)
    assert all(check.equal for check in second.run.checks)
    assert (second.summary["completed"], second.run.told) == (1, [])
    assert set(second.run.versions.values()) == {1}


def test_a_run_that_cannot_begin_says_so_and_lets_the_next_one_begin(laboratory, night):  # GS-8, GS-16
    first = night(Library.made_up(SIZES), Fault("refused-refresh", None), losing=True)
    assert first.run.status == "FAILED"
    (told,) = [text for text in first.run.told if text.startswith("Sync failed")]
    assert "AuthenticationFailed" in told
    assert first.metric("AuthenticationFailures") == [1] * 4
    assert {"NotifyCriticalFailure", "ReleaseLockAfterFailure"} < set(first.states())
    assert {check.status for check in first.run.checks} == {"no row"}

    first.stand_in.faults.calm()
    assert all(check.equal for check in next_night(laboratory, first.stand_in).run.checks)


def test_what_fails_once_is_tried_again_in_the_same_run(night):  # GS-8, GS-16
    first = night(Library.made_up(SIZES), Fault("wrong-bytes", 1, each=True))
    assert all(check.equal for check in first.run.checks)
    attempts = {check.file.size: int(check.row["attempts"]) for check in first.run.checks}
    assert attempts == {size: 2 if size else 1 for size in SIZES}
    assert (first.summary["failed"], first.run.queued, first.run.told) == (0, set(), [])
