"""Large libraries in small: the deployed app's pages, its manifest, and both under failure."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest import mock

import pytest
import scenario
from stand_in import Library, StandIn
from trials.executions import follow_run
from trials.load import second_run
from trials.load._machine import usage
from trials.load._runs import one_run
from trials.load._sizes import MOST_BYTES, mixed_sizes, sizes_of, tiny_sizes
from trials.load._verdict import problems_of
from trials.observation import Deployment
from trials.sync import fire_schedule

from cloud_constructs.local.trials import TrialError

PAGE = 10


@pytest.fixture(scope="module")
def paged(app) -> Iterator[Any]:
    """The app, for a while with pages of ten media instead of five hundred."""
    functions = app.client("lambda")
    names = [one["FunctionName"] for one in functions.list_functions()["Functions"]]
    (lister,) = (name for name in names if "Lister" in name)
    variables = functions.get_function_configuration(FunctionName=lister)["Environment"]["Variables"]

    def configure(**more: str) -> None:
        functions.update_function_configuration(
            FunctionName=lister, Environment={"Variables": variables | more}
        )

    configure(MAX_ITEMS=str(PAGE))
    yield app
    configure()


@pytest.fixture(scope="module")
def distributed(deploy) -> Iterator[Any]:
    with deploy({"mode": "distributed"}) as app:
        yield app


def some_files(first: int, count: int, **options: Any) -> Library:
    """A library of files that no other test has; the first twenty are the command's."""
    return Library(Library.made_up(tiny_sizes(first + count), **options).files[first:])


@contextmanager
def serving(app: Any, library: Library) -> Iterator[tuple[Deployment, StandIn]]:
    """The stand-in with a library, and the app connected to it."""
    with mock.patch.dict(os.environ, app.environment), StandIn(library) as stand_in:
        app.connect(stand_in)
        yield Deployment(), stand_in


def damaged_of(library: Library) -> frozenset[str]:
    return frozenset(file.media_id for file in library.files if file.damaged)


def test_a_library_of_several_pages_is_copied_in_as_many_executions(paged):  # GS-8 GS-17.1
    with serving(paged, some_files(20, 3 * PAGE)) as (aws, stand_in):
        run = one_run(aws, stand_in, expecting_news=False)

        assert problems_of(run, stand_in, aws, new=3 * PAGE) == []
        assert [one.output["status"] for one in run.executions] == ["CONTINUES", "CONTINUES", "COMPLETED"]
        assert run.summary["completed"] == 3 * PAGE
        assert run.summary["bytes"] == sum(file.size for file in stand_in.library.files)
        assert set(stand_in.lookups.values()) == {1}


def test_a_run_that_was_stopped_between_two_pages_is_gone_on_with_by_the_next(paged):  # GS-8
    with serving(paged, some_files(100, 3 * PAGE)) as (aws, stand_in):
        machine, arn = aws.client("stepfunctions"), aws["StateMachineArn"]

        def stop_the_second() -> None:
            running = machine.list_executions(stateMachineArn=arn, statusFilter="RUNNING")["executions"]
            for execution in running:
                if execution["name"].endswith("-2"):
                    machine.stop_execution(executionArn=execution["executionArn"])

        stopped = follow_run(aws, fire_schedule(aws), stop_the_second)
        assert [one.status for one in stopped] == ["SUCCEEDED", "ABORTED"]
        # As the operator would: the run that was stopped could not give its lock back.
        lock = {"provider": {"S": "gopro"}, "media_id": {"S": "lock#gopro"}}
        aws.client("dynamodb").delete_item(TableName=aws["TrackerTableName"], Key=lock)

        run = one_run(aws, stand_in, expecting_news=False)

        assert (run.executions[-1].status, run.summary["failed"]) == ("SUCCEEDED", 0)
        assert all(check.equal for check in run.checks)
        assert {aws.versions()[file.media_id] for file in stand_in.library.files} == {1}
        assert set(stand_in.lookups.values()) == set(stand_in.requests.values()) == {1}


def test_a_manifest_is_copied_with_an_execution_for_each_item(distributed):  # GS-8 GS-17.1
    library = some_files(20, 30, damaged_every=15)
    with serving(distributed, library) as (aws, stand_in):
        damaged = damaged_of(library)
        run = one_run(aws, stand_in, expecting_news=True)

        assert problems_of(run, stand_in, aws, new=30, damaged=damaged) == []
        assert (len(run.executions), run.children) == (1, Counter(SUCCEEDED=28, FAILED=2))
        assert any("not everything was copied" in told for told in run.notifications)
        rows = aws.tracker_rows()
        assert {rows[name]["error"] for name in damaged} == {"IntegrityError"}
        # The next run, when the source is mended, copies those and asks for no others.
        assert second_run(aws, stand_in, some_files(20, 30), damaged) == []


def test_when_too_much_fails_the_run_fails_and_the_next_goes_on(distributed):  # GS-8
    library = some_files(100, 10, damaged_every=2)
    with serving(distributed, library) as (aws, stand_in):
        run = one_run(aws, stand_in, expecting_news=True)

        assert run.executions[-1].status == "FAILED"
        assert any("Sync failed" in told for told in run.notifications)
        assert [check.completed for check in run.checks] == [not check.file.damaged for check in run.checks]
        assert second_run(aws, stand_in, some_files(100, 10), damaged_of(library)) == []


def test_a_distributed_run_without_news_is_over_at_once(distributed):  # GS-8
    with serving(distributed, some_files(0, 0)) as (aws, stand_in):
        run = one_run(aws, stand_in, expecting_news=False)
        assert (run.summary["status"], run.summary["found"], run.children.total()) == ("COMPLETED", 0, 0)


def test_whatever_is_not_as_it_should_be_is_found(paged):
    with serving(paged, some_files(200, 3)) as (aws, stand_in):
        run = one_run(aws, stand_in, expecting_news=False)
        assert run.used is None or run.used.engine_seconds > 0
        key = run.checks[0].row["s3_key"]
        name = stand_in.library.files[1].media_id
        aws.client("s3").put_object(Bucket=aws["MediaBucketName"], Key=key, Body=b"other")
        stand_in.lookups[name] += 1
        run = replace(run, checks=[replace(run.checks[0], in_bucket="other"), *run.checks[1:]])

        wrong = problems_of(
            run, stand_in, aws, new=3, damaged=frozenset({stand_in.library.files[2].media_id})
        )

        assert [text for text in wrong if "not equal" in text]
        assert f"{run.checks[0].file.filename} has 2 versions in the bucket" in wrong
        assert f"{name} was looked up 2 times" in wrong
        assert [text for text in wrong if "is damaged at its source, but COMPLETED" in text]
        assert "the summary says (3, 0) were copied and failed, not (2, 1)" in wrong
        assert "the operator was told nothing" in wrong


def test_the_command_tells_what_it_measured(distributed, monkeypatch, capsys):  # GS-17.1
    for name, value in distributed.environment.items():
        monkeypatch.setenv(name, value)
    assert scenario.main(["load", "--videos", "20", "--sizes", "5", "--damaged-every", "20"]) == 0
    said = capsys.readouterr().out
    assert "20 files, 100 bytes" in said
    assert "Sync finished, but not everything was copied" in said
    assert "1 files looked up, 20 of 20 equal" in said
    assert "PASSED: 20 files" in said
    assert all(name in said for name in ("wall time", "state transitions", "lister's peak memory"))


def test_mixed_sizes_have_every_edge_of_a_part():
    part = 16 * 1024 * 1024
    sizes = mixed_sizes(1000, part)
    assert {0, 1, part - 1, part, part + 1, 2 * part, 100_000_000} <= set(sizes)
    assert len(sizes) == 1000
    assert sum(4096 <= size < 2_100_000 for size in sizes) >= 990
    assert sum(sizes) < MOST_BYTES
    assert sizes == mixed_sizes(1000, part)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [("huge", "give mixed, tiny or a number"), ("2000000", "more than the embedded AWS should hold")],
)
def test_sizes_that_cannot_work_are_refused(wanted, message):
    with pytest.raises(TrialError, match=message):
        sizes_of(wanted, 1000, 16)


def test_the_engine_is_told_from_its_functions(engine):
    used = usage(engine.engine.endpoint_url)
    if used is not None:
        assert used.engine_peak_mb > 20
    assert usage("http://127.0.0.1:1") is None
