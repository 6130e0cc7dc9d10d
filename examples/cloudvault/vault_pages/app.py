"""The app in a stage, made once for all pages that look at it."""

from functools import cache

import aws_cdk as cdk
from cloudvault import CloudVault, Config

ACCOUNT, REGION = "123456789012", "eu-west-1"


@cache
def vault(stage: str) -> CloudVault:
    """Return every stack of a stage."""
    app = cdk.App(context={"stage": stage})
    return CloudVault(app, config=Config.of(app), account=ACCOUNT, region=REGION)
