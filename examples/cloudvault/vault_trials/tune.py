"""A function is tried with several sizes of memory by the state machine that operators start on AWS."""

import argparse
import json
import uuid
from typing import Any

from rich.table import Table
from vault_client import Deployment

from cloud_constructs.local.trials import TrialError, console, until

FUNCTION = "Shares"
# A link that never was takes as long to refuse as a password takes to check, and changes nothing.
REQUEST = {
    "routeKey": "POST /api/shares/open",
    "requestContext": {"requestId": "power-tuning", "domainName": "power-tuning.127.0.0.1"},
    "headers": {},
    "body": json.dumps({"token": "0" * 43, "password": "power-tuning"}),
}


class Tune:
    """Measures a function with several sizes of memory; passes if all is then as it was."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add its options."""
        parser.add_argument("--sizes", type=int, nargs="+", default=[256, 512, 1024, 2048], metavar="MB")
        parser.add_argument("--times", type=int, default=5, help="how many invocations of each size")

    def run(self, options: argparse.Namespace) -> int:
        """Do it."""
        deployment = Deployment.connect()
        function = deployment.function_name(FUNCTION)
        before = settings_of(deployment, function)
        done = tune(deployment, function, sizes=options.sizes, times=options.times, payload=REQUEST)
        if done["status"] != "SUCCEEDED":
            raise TrialError(f"the tuning has ended as {done['status']}: {done.get('cause')}")
        report = _report(deployment, json.loads(done["output"])["report"])
        console.print(_table(report))
        console.print(
            f"Cheapest: {report['cheapest']} MB; fastest: {report['fastest']} MB; "
            f"measured by the {report['measured_by']}"
        )
        if report["measured_by"] == "clock":
            console.print("This machine gives each size the same processor: on AWS it comes with memory.")
        same = settings_of(deployment, function) == before
        console.print("[green]PASSED[/]: all is as it was" if same else "[red]FAILED[/]: something is left")
        return 0 if same else 1


def tune(
    deployment: Deployment, function: str, *, sizes: list[int], times: int, payload: dict[str, Any]
) -> dict[str, Any]:
    """Run the state machine, and return what Step Functions says of the execution in the end."""
    states = deployment.client("stepfunctions")
    execution = states.start_execution(
        stateMachineArn=deployment.outputs["PowerTuningArn"],
        name=f"tune-{uuid.uuid4().hex[:8]}",
        input=json.dumps({"function": function, "sizes": sizes, "times": times, "payload": payload}),
    )["executionArn"]

    def ask() -> dict[str, Any] | None:
        said: dict[str, Any] = states.describe_execution(executionArn=execution)
        return said if said["status"] != "RUNNING" else None

    return until("the tuning", ask)


def settings_of(deployment: Deployment, function: str) -> tuple[int, str, int]:
    """Return what a tuning changes: memory, description, and how many versions there are."""
    functions = deployment.client("lambda")
    now = functions.get_function_configuration(FunctionName=function)
    versions = functions.list_versions_by_function(FunctionName=function)["Versions"]
    return now["MemorySize"], now.get("Description", ""), len(versions)


def _report(deployment: Deployment, key: str) -> dict[str, Any]:
    bucket = deployment.outputs["FilesBucket"]
    found = deployment.client("s3").get_object(Bucket=bucket, Key=key.replace(".md", ".json"))
    return json.loads(found["Body"].read())


def _table(report: dict[str, Any]) -> Table:
    # Sizes are compared, not machines.
    unit = min(size["median"] for size in report["sizes"])
    table = Table(
        "MB",
        "median",
        "slowest",
        "USD per million",
        title=f"As a multiple of {unit:g} ms",
    )
    for size in report["sizes"]:
        times = (size["median"], max(size["milliseconds"]))
        table.add_row(
            str(size["memory"]), *(f"{time / unit:.1f}" for time in times), f"{size['usd_per_million']:.2f}"
        )
    return table
