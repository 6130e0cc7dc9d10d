"""Power tuning: the state machine on the deployed app, and what its steps say."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from cloudvault.tuning import TUNABLE
from hypothesis import given
from hypothesis import strategies as st
from vault.tuning.measuring import billed_milliseconds
from vault.tuning.report import Report
from vault_client.embedded import DeployedApp
from vault_pages.app import assembly
from vault_trials.tune import FUNCTION, REQUEST, settings_of, tune

SIZES = [256, 512]
MEASURED = st.lists(
    st.fixed_dictionaries(
        {
            "memory": st.integers(128, 10_240),
            "milliseconds": st.lists(st.integers(1, 900_000), min_size=1, max_size=9),
            "by": st.sampled_from(["bill", "clock"]),
        }
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda one: one["memory"],
)


def _tune(app: DeployedApp, **changed: Any) -> dict[str, Any]:
    name = app.deployment.function_name(FUNCTION)
    said = {"sizes": SIZES, "times": 2, "payload": REQUEST, **changed}
    return tune(app.deployment, name, **said)


@pytest.fixture
def left_as_it_was(app: DeployedApp) -> Iterator[None]:
    """Whatever becomes of a tuning, the function is then as it was."""
    name = app.deployment.function_name(FUNCTION)
    before = settings_of(app.deployment, name)
    yield
    assert settings_of(app.deployment, name) == before


@pytest.mark.embedded
@pytest.mark.usefixtures("left_as_it_was")
def test_each_size_is_measured_and_reported(app: DeployedApp) -> None:  # CV-13
    done = _tune(app)

    output, bucket = json.loads(done["output"]), app.deployment.outputs["FilesBucket"]
    text = app.client("s3").get_object(Bucket=bucket, Key=output["report"])["Body"].read().decode()
    rows = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("|")]
    assert rows[2:] == [str(size) for size in SIZES]
    assert {output["cheapest"], output["fastest"]} <= {*SIZES}


@pytest.mark.embedded
@pytest.mark.usefixtures("left_as_it_was")
@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        # The first size is set and published, the second is none.
        ({"sizes": [256, "much"]}, "ValueError"),
        ({"payload": {}}, "FunctionFailedError"),
        ({"times": 0}, "no median"),
    ],
    ids=["while versions are published", "while they are measured", "while it is reported"],
)
def test_what_fails_is_told_and_puts_everything_back(  # CV-13
    app: DeployedApp, changed: dict[str, Any], cause: str
) -> None:
    done = _tune(app, **changed)

    assert done["status"] == "FAILED"
    assert cause in f"{done['error']}: {done['cause']}"


@pytest.mark.embedded
def test_a_function_that_is_being_tuned_is_left_alone(app: DeployedApp) -> None:  # CV-13
    functions, name = app.client("lambda"), app.deployment.function_name(FUNCTION)
    before = settings_of(app.deployment, name)
    functions.update_function_configuration(FunctionName=name, Description="Power tuning a, 256 MB")

    done = _tune(app)

    assert (done["status"], done["error"]) == ("FAILED", "BeingTuned")
    functions.update_function_configuration(FunctionName=name, Description=before[1])
    assert settings_of(app.deployment, name) == before


@pytest.mark.parametrize(
    ("line", "milliseconds"),
    [
        ("REPORT RequestId: 1\tDuration: 11.2 ms\tBilled Duration: 12 ms\tMemory Size: 512 MB", 12),
        ('{"type":"platform.report","record":{"metrics":{"durationMs":1.5,"billedDurationMs":42}}}', 42),
        ("what a function prints", None),
    ],
)
def test_the_bill_is_read_as_lambda_writes_it(line: str, milliseconds: int | None) -> None:  # CV-13
    log = base64.b64encode(f"before it\n{line}\n".encode()).decode()

    assert billed_milliseconds(log) == milliseconds


@given(measured=MEASURED)
def test_no_other_size_is_cheaper_than_the_cheapest(measured: list[dict[str, Any]]) -> None:  # CV-13
    report = Report.of("shares", 512, measured)
    told = json.loads(report.as_json())

    by_memory = {size["memory"]: size for size in told["sizes"]}
    assert by_memory.keys() == {one["memory"] for one in measured}
    assert by_memory[told["cheapest"]]["usd_per_million"] == min(
        size["usd_per_million"] for size in told["sizes"]
    )
    assert by_memory[told["fastest"]]["median"] == min(size["median"] for size in told["sizes"])


def test_a_function_that_takes_half_the_time_with_twice_the_memory_costs_the_same() -> None:  # CV-13
    measured = [
        {"memory": memory, "milliseconds": [milliseconds], "by": "bill"}
        for memory, milliseconds in ((512, 200), (1024, 100))
    ]
    report = Report.of("shares", 512, measured)

    slow, fast = report.sizes
    # 0.1 GB-seconds at 0.0000133334 USD and 0.0000002 USD a request
    assert slow.usd_per_million == fast.usd_per_million == pytest.approx(1.53334)
    assert (report.cheapest, report.fastest) == (1024, 1024)


def test_nothing_else_can_be_changed_and_no_function_be_deleted() -> None:  # CV-13 CV-6
    resources = json.loads((assembly() / "CloudVaultTuning.template.json").read_text())["Resources"]
    statements = [
        statement
        for body in resources.values()
        if body["Type"] == "AWS::IAM::ManagedPolicy"
        for statement in body["Properties"]["PolicyDocument"]["Statement"]
    ]

    def resources_of(action: str) -> list[Any]:
        found = [one["Resource"] for one in statements if action in one["Action"]]
        return [arn for arns in found for arn in (arns if isinstance(arns, list) else [arns])]

    assert len(resources_of("lambda:UpdateFunctionConfiguration")) == len(TUNABLE)
    deletable = resources_of("lambda:DeleteFunction")
    assert len(deletable) == len(TUNABLE)
    assert all(arn["Fn::Join"][1][-1] == ":*" for arn in deletable)
