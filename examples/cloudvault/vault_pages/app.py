"""The app in a stage, made once for all pages that look at it."""

from functools import cache
from pathlib import Path
from typing import cast

import aws_cdk as cdk
from cloudvault import CloudVault, Config

ACCOUNT, REGION = "123456789012", "eu-west-1"
STAGE = "prod"
"""The stage that pages speak of."""


@cache
def vault(stage: str) -> CloudVault:
    """Return every stack of a stage."""
    app = cdk.App(context={"stage": stage})
    return CloudVault(app, config=Config.of(app), account=ACCOUNT, region=REGION)


def app_of(stage: str) -> cdk.App:
    """Return the app of a stage."""
    return cast("cdk.App", vault(stage).security.node.root)


@cache
def assembly(stage: str = STAGE) -> Path:
    """Return the cloud assembly of a stage."""
    return Path(app_of(stage).synth().directory)
