"""Writes the pages of docs/ that are made from the app itself: `python pages.py`. A test compares them."""

from pathlib import Path

import aws_cdk as cdk
from costs.page import page
from costs.template import standing_in
from costs.usage import Usage
from gopro_sync import GoProSync
from gopro_sync.config import STAGES

from cloud_constructs import runbook
from cloud_constructs.diagram import Architecture, as_svg

DOCS = Path(__file__).parent / "docs"

# What the library cannot know: which runbook is for it. Chapters without a note say enough themselves.
FAILED_VIDEOS = "Follow [failed videos](failed-videos.md)."
HIGH_FAILURE_RATE = "Follow [a high failure rate](high-failure-rate.md)."
RERUN = "The next run makes up for it; to start one now: `start_run` of [outputs.sh](outputs.sh)."
NOTES = {
    "sync-pipeline-itemsfailed": FAILED_VIDEOS,
    "dead-letter-queue-approximatenumberofmessagesvisible": "Follow [dead letters](dead-letters.md).",
    "custom-authenticationfailures": "Follow [authentication failure](authentication-failure.md).",
    "custom-rotationfailed": "Follow [rotation failure](rotation-failure.md).",
    "custom-transferthroughput": (
        'The saved query "Slow Transfers" tells whether all are slow, or one. '
        "A long time to the first byte is the provider's."
    ),
    "function-errors": HIGH_FAILURE_RATE,
    "function-throttles": HIGH_FAILURE_RATE,
    "state-machine-executionsfailed": HIGH_FAILURE_RATE,
    "state-machine-executionstimedout": RERUN,
    "state-machine-executionsaborted": RERUN,
    "sync-pipeline-runscompleted": "See whether the schedule is enabled, and what the last executions say. "
    + RERUN,
}


def production() -> tuple[cdk.App, GoProSync]:
    """The app as production has it, in AWS's own account for documentation."""
    app = cdk.App(context={"stage": "prod"})
    return app, GoProSync(app, "GoProSync", env=cdk.Environment(account="123456789012", region="eu-west-1"))


def architecture() -> Architecture:
    """Its parts, and who calls, reads and writes what."""
    app, _ = production()
    return Architecture.of(app.synth().directory)


def alarms_page() -> str:
    """Every alarm of production: what it measures, from where on, and what to do."""
    _, stack = production()
    return runbook(stack.alarms, title="What each alarm means, and what to do", notes=NOTES)


def cost_page() -> str:
    """The bill, with its inputs and prices."""
    return page(Usage(), {stage: standing_in(stage) for stage in STAGES})


PAGES = {
    "architecture.svg": lambda: as_svg(architecture()),
    "runbooks/alarms.md": alarms_page,
    "cost.md": cost_page,
}

if __name__ == "__main__":
    for name, make in PAGES.items():
        (DOCS / name).write_text(make())
