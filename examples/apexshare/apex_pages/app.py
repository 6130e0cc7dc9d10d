"""The app in a stage, made once for all pages and tests that look at it."""

import json
from functools import cache
from pathlib import Path
from typing import Any, cast

import aws_cdk as cdk
from apexshare import ApexShare, Config

ACCOUNT, REGION = "123456789012", "eu-west-1"
STAGE = "prod"
"""The stage that pages speak of."""


@cache
def share(stage: str = STAGE) -> ApexShare:
    """Return every stack of a stage."""
    app = cdk.App(context={"stage": stage})
    return ApexShare(app, config=Config.of(app), account=ACCOUNT, region=REGION)


@cache
def assembly(stage: str = STAGE) -> Path:
    """Return the cloud assembly of a stage."""
    app = cast("cdk.App", share(stage).security.node.root)
    return Path(app.synth().directory)


def resources(stack: str, type: str, stage: str = STAGE) -> dict[str, dict[str, Any]]:
    """Return the properties of a stack's resources of a type, by their logical ids."""
    template = json.loads((assembly(stage) / f"{stack}.template.json").read_text())
    return {id: body["Properties"] for id, body in template["Resources"].items() if body["Type"] == type}
