"""Whole runs on the embedded AWS: the state machine as it is deployed, with small functions for its steps."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_scheduler as scheduler
from harness import ENV, text
from local.processes import eventually

import cloud_constructs as cc
from cloud_constructs.local import Embedded

pytestmark = pytest.mark.embedded
FAKE = Path(__file__).parent / "fake"
MODES = {
    "paged": cc.Mode.map(),
    "capped": cc.Mode.map(pages=2),
    "late": cc.Mode.map(),
    "spread": cc.Mode.distributed(tolerated_failure_percentage=50),
    "batched": cc.Mode.distributed(batch=cc.Batch()),
    "compared": None,
    "left": cc.Mode.map(),
    "right": cc.Mode.distributed(tolerated_failure_percentage=50),
}
SHARING = ("left", "right")


class Sync(cdk.Stack):
    """Pipelines that share their tracker, their bucket and their steps."""

    def __init__(self, app: cdk.App) -> None:
        super().__init__(app, "Sync", env=ENV)
        self.bucket = cc.SecureBucket(self, "Bucket")
        tracker = cc.SecureTable(self, "Tracker", partition_key=text("id"))
        shared = cc.SecureTable(self, "Shared", partition_key=text("provider"), sort_key=text("id"))
        alerts = cc.AlertTopic(self, "Alerts")
        steps = cc.SyncSteps(
            authenticate=self._step("authenticate"),
            list_items=self._step("list_items"),
            transfer=self._step("transfer"),
        )
        looks = cc.Reconciliation(compare=self._step("compare"), delete=self._step("delete"))
        assert steps.transfer.failures
        outputs = {
            "Bucket": self.bucket.bucket_name,
            "Tracker": tracker.table_name,
            "Shared": shared.table_name,
            "Alerts": alerts.topic_arn,
            "Transfer": steps.transfer.function_name,
            "Failures": steps.transfer.failures.queue.queue_url,
        }
        for name, mode in MODES.items():
            pipeline = cc.SyncPipeline(
                self,
                name.capitalize(),
                provider=name,
                steps=steps,
                tracker=shared if name in SHARING else tracker,
                destination=self.bucket,
                alerts=alerts,
                schedule=scheduler.ScheduleExpression.rate(cdk.Duration.days(1)),
                mode=mode,
                reconciliation=looks if name == "compared" else None,
            )
            pipeline.start_on("Asked", {"source": [name]})
            outputs[name] = pipeline.state_machine.state_machine_arn
        for name, value in outputs.items():
            cdk.CfnOutput(self, f"{name.capitalize()}Output", value=value)

    def _step(self, name: str) -> cc.EnhancedLambda:
        return cc.EnhancedLambda(
            self,
            f"Step{name.replace('_', '')}",
            entry=FAKE,
            handler=f"handlers.{name}",
            environment={"BUCKET": self.bucket.bucket_name},
        )


class Runs:
    """The deployed stack, as a test speaks of it."""

    def __init__(self, aws: Embedded, outputs: dict[str, str]) -> None:
        self.client = aws.clients
        self._outputs = outputs

    def __getitem__(self, name: str) -> str:
        return self._outputs[f"{name.capitalize()}Output"]

    def library(self, provider: str, **source: Any) -> None:
        self.put(f"fake/{provider}.json", json.dumps(source))

    def put(self, key: str, body: str = "") -> None:
        self.client("s3").put_object(Bucket=self["bucket"], Key=key, Body=body.encode())

    def remove(self, key: str) -> None:
        self.client("s3").delete_object(Bucket=self["bucket"], Key=key)

    def keys(self, prefix: str) -> list[str]:
        found = self.client("s3").list_objects_v2(Bucket=self["bucket"], Prefix=prefix)
        return [entry["Key"].removeprefix(prefix) for entry in found.get("Contents", [])]

    def row(self, id: str) -> dict[str, Any]:
        answer = self.client("dynamodb").get_item(TableName=self["tracker"], Key={"id": {"S": id}})
        return {name: next(iter(value.values())) for name, value in answer.get("Item", {}).items()}

    def row_of(self, provider: str, id: str) -> dict[str, Any]:
        """Return a row of the tracker that the providers share."""
        key = {"provider": {"S": provider}, "id": {"S": id}}
        answer = self.client("dynamodb").get_item(TableName=self["shared"], Key=key)
        return {name: next(iter(value.values())) for name, value in answer.get("Item", {}).items()}

    def start(self, provider: str, **more: object) -> str:
        event = json.dumps({"provider": provider, **more})
        started = self.client("stepfunctions").start_execution(stateMachineArn=self[provider], input=event)
        return started["executionArn"]

    def end(self, execution: str) -> tuple[str, dict[str, Any]]:
        describe = self.client("stepfunctions").describe_execution
        eventually(lambda: describe(executionArn=execution)["status"] != "RUNNING", 60)
        ended = describe(executionArn=execution)
        return ended["status"], json.loads(ended.get("output") or "{}")

    def run(self, provider: str, **more: object) -> tuple[str, dict[str, Any]]:
        """Follow a run through all its executions."""
        status, output = self.end(self.start(provider, **more))
        while output.get("status") == "CONTINUES":
            status, output = self.end(output["execution"])
        return status, output

    def executions(self, provider: str) -> int:
        return len(self.client("stepfunctions").list_executions(stateMachineArn=self[provider])["executions"])

    def measured(self, provider: str) -> dict[str, float]:
        """Return the sums of the pipeline's metrics so far."""
        names = ("RunsCompleted", "ItemsCopied", "ItemsFailed", "ItemsRemaining", "BytesCopied")
        now = datetime.now(UTC)
        return {
            name: sum(
                point["Sum"]
                for point in self.client("cloudwatch").get_metric_statistics(
                    Namespace="CloudConstructs/SyncPipeline",
                    MetricName=name,
                    Dimensions=[{"Name": "StateMachineArn", "Value": self[provider]}],
                    StartTime=now - timedelta(hours=1),
                    EndTime=now + timedelta(hours=1),
                    Period=3600,
                    Statistics=["Sum"],
                )["Datapoints"]
            )
            for name in names
        }

    def kept(self) -> list[dict[str, Any]]:
        sqs, url = self.client("sqs"), self["failures"]
        messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return [json.loads(message["Body"]) for message in messages]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    app = cdk.App()
    Sync(app)
    with Embedded(tmp_path_factory.mktemp("sync"), wait_scale=0) as aws:
        deployment = aws.deploy(app.synth().directory)
        yield Runs(aws, deployment.stacks["Sync"].outputs)


def test_a_run_goes_on_in_new_executions_until_nothing_is_left(runs: Runs) -> None:  # GS-8
    items = [f"a{n}" for n in range(7)]
    runs.library("paged", items=items, page=3)

    status, output = runs.run("paged")

    assert (status, output["status"], output["completed"], output["found"]) == (
        "SUCCEEDED",
        "COMPLETED",
        7,
        7,
    )
    assert output["bytes"] == 14
    assert runs.keys("paged/") == items
    assert runs.executions("paged") == 3
    assert {runs.row(item)["owner"] for item in items} == {output["correlation_id"]}
    # The second run finds nothing new.
    assert runs.run("paged")[1]["completed"] == 0


def test_an_item_that_fails_is_kept_and_can_be_tried_again(runs: Runs) -> None:  # GS-8 GS-12
    runs.library("paged", items=["b1", "b2", "b3"], page=2, failing=["b1"])

    status, output = runs.run("paged")

    assert (status, output["completed"], output["failed"]) == ("SUCCEEDED", 2, 1)
    assert output["missing"] == [{"id": "b1", "status": "FAILED", "error": "SourceError"}]
    assert runs.row("b1")["status"] == "FAILED"
    (kept,) = runs.kept()
    assert kept["item"] == {"id": "b1"}
    assert kept["correlation_id"] == output["correlation_id"]
    runs.library("paged", items=[])
    event = json.dumps({**kept, "tracker": {"table": runs["tracker"], "key": "id"}})
    runs.client("lambda").invoke(FunctionName=runs["transfer"], Payload=event)
    assert runs.row("b1")["status"] == "COMPLETED"


def test_a_run_ends_after_its_pages_even_if_there_are_more(runs: Runs) -> None:
    runs.library("capped", items=[f"c{n}" for n in range(6)], page=2)

    _, output = runs.run("capped")

    assert (output["completed"], output["remaining"]) == (4, 2)


def test_two_runs_are_never_at_work_at_once(runs: Runs) -> None:
    runs.library("paged", items=["d1", "d2"], page=1)
    runs.put("fake/paged.gate")
    first = runs.start("paged")
    eventually(lambda: runs.row("lock#paged").get("owner"))

    status, second = runs.run("paged")
    runs.remove("fake/paged.gate")

    assert (status, second["status"]) == ("SUCCEEDED", "SKIPPED")
    assert second["reason"] == "another run of this provider is at work"
    # The run with the lock goes on in a second execution, and takes the lock with it.
    _, continued = runs.end(first)
    assert continued["status"] == "CONTINUES"
    assert runs.end(continued["execution"])[1]["completed"] == 2
    assert "owner" not in runs.row("lock#paged")
    assert runs.run("paged")[1]["status"] == "COMPLETED"


def test_the_lock_of_a_run_that_was_stopped_is_over_when_its_lease_is(runs: Runs) -> None:
    runs.library("paged", items=[])
    table = runs.client("dynamodb")

    def lock(lease_until: int) -> None:
        values = {"id": {"S": "lock#paged"}, "owner": {"S": "gone"}, "lease_until": {"N": str(lease_until)}}
        table.put_item(TableName=runs["tracker"], Item=values)

    lock(4_000_000_000)
    assert runs.run("paged")[1]["status"] == "SKIPPED"
    lock(1_000_000_000)
    assert runs.run("paged")[1]["status"] == "COMPLETED"


def test_a_run_that_fails_as_a_whole_releases_the_lock(runs: Runs) -> None:
    runs.library("paged", items=["e1"], locked_out=True)

    status, _ = runs.run("paged")

    assert status == "FAILED"
    assert "owner" not in runs.row("lock#paged")


def test_a_dry_run_says_what_it_would_copy_and_copies_nothing(runs: Runs) -> None:
    runs.library("paged", items=["f1", "f2", "f3"], page=2)

    status, output = runs.run("paged", dry_run=True)

    assert (status, output["status"], output["would_transfer"]) == ("SUCCEEDED", "DRY_RUN", 3)
    assert not runs.row("f1")
    assert "owner" not in runs.row("lock#paged")


def test_a_distributed_run_copies_what_its_manifest_names(runs: Runs) -> None:  # GS-8
    runs.library("spread", items=["g1", "g2", "g3", "g4"], failing=["g3"], manifest=True)

    status, output = runs.run("spread")

    assert (status, output["completed"], output["failed"]) == ("SUCCEEDED", 3, 1)
    assert runs.keys("spread/") == ["g1", "g2", "g4"]
    assert runs.row("g3")["status"] == "FAILED"
    assert [kept["item"] for kept in runs.kept()] == [{"id": "g3"}]
    assert runs.executions("spread") == 1
    (map_run,) = runs.client("stepfunctions").list_map_runs(
        executionArn=runs.client("stepfunctions").list_executions(stateMachineArn=runs["spread"])[
            "executions"
        ][0]["executionArn"]
    )["mapRuns"]
    assert "/Transfer:" in map_run["mapRunArn"]


def test_a_distributed_run_stops_when_too_much_fails(runs: Runs) -> None:
    items = ["h1", "h2", "h3"]
    runs.library("spread", items=items, failing=items[:2], manifest=True)

    status, _ = runs.run("spread")

    assert status == "FAILED"
    assert "owner" not in runs.row("lock#spread")
    assert len(runs.kept()) == 2


@pytest.mark.parametrize(("surplus", "deleted", "refused"), [(0, None, None), (5, 5, None), (6, None, True)])
def test_deletions_are_followed_up_to_a_limit(
    runs: Runs, surplus: int, deleted: int | None, refused: bool | None
) -> None:
    drift = {"checked": 100, "missing": 0, "differing": 0, "surplus": surplus}
    runs.library("compared", items=[], drift=drift)

    status, output = runs.run("compared")

    assert status == "SUCCEEDED"
    assert output["drift"] == drift
    assert (output.get("deleted"), output.get("deletions_refused")) == (deleted, refused)
    assert f"{output['correlation_id']}.json" in runs.keys("sync-reports/")


def test_a_completed_run_is_measured(runs: Runs) -> None:
    runs.library("paged", items=["i1", "i2"], failing=["i2"])
    before = runs.measured("paged")

    runs.run("paged")

    after = runs.measured("paged")
    grown = {name: after[name] - before[name] for name in after}
    assert grown == {
        "RunsCompleted": 1,
        "ItemsCopied": 1,
        "ItemsFailed": 1,
        "ItemsRemaining": 0,
        "BytesCopied": 2,
    }
    runs.kept()


@pytest.mark.parametrize(("failing", "copying"), [SHARING, SHARING[::-1]])
def test_providers_with_the_same_ids_share_a_tracker(runs: Runs, failing: str, copying: str) -> None:  # GS-20
    items = [f"{failing}1", f"{failing}2"]
    for provider in SHARING:
        failing_items = items[:1] if provider == failing else []
        runs.library(provider, items=items, manifest=provider == "right", failing=failing_items)

    assert [runs.run(provider)[0] for provider in SHARING] == ["SUCCEEDED", "SUCCEEDED"]

    assert runs.row_of(failing, items[0])["status"] == "FAILED"
    assert runs.row_of(copying, items[0])["status"] == "COMPLETED"
    assert {runs.row_of(provider, items[1])["status"] for provider in SHARING} == {"COMPLETED"}
    # Each lock was taken in its provider's own partition, and given back.
    for provider in SHARING:
        lock = runs.row_of(provider, f"lock#{provider}")
        assert "execution" in lock
        assert "owner" not in lock
    runs.kept()


def test_only_a_completed_run_breaks_the_silence_that_the_alarm_hears(runs: Runs) -> None:
    runs.library("late", items=["k0"], locked_out=True)
    assert runs.run("late")[0] == "FAILED"
    runs.library("late", items=["k0"])
    assert runs.run("late", dry_run=True)[1]["status"] == "DRY_RUN"
    assert runs.measured("late")["RunsCompleted"] == 0

    runs.run("late")

    assert runs.measured("late")["RunsCompleted"] == 1


def test_an_event_starts_a_run(runs: Runs) -> None:
    runs.library("paged", items=["k1"])
    entry = {"Source": "paged", "DetailType": "Asked", "Detail": "{}"}

    runs.client("events").put_events(Entries=[entry])

    eventually(lambda: runs.row("k1").get("status") == "COMPLETED")


def test_more_than_five_hundred_items_are_copied_in_one_run(runs: Runs) -> None:  # GS-8
    runs.library("paged", items=[f"l{n:03}" for n in range(520)], page=260)

    _, output = runs.run("paged")

    assert (output["completed"], output["failed"], output["missing"]) == (520, 0, [])
