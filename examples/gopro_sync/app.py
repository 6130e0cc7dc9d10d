"""The app: one stack, held to every rule pack."""

import os

import aws_cdk as cdk
from gopro_sync import GoProSync, SmokeTester

from cloud_constructs import Guardrails, MandatoryTags, StageProfile, write_metadata

app = cdk.App()
stack = GoProSync(
    app,
    "GoProSync",
    env=cdk.Environment(
        account=os.environ.get("CDK_DEFAULT_ACCOUNT"),
        region=os.environ.get("CDK_DEFAULT_REGION", "eu-west-1"),
    ),
)
if tester := app.node.try_get_context("smoke_tester"):
    SmokeTester(stack, "SmokeTester", app=stack, principal=tester)
tags = MandatoryTags(
    environment=StageProfile.of(stack).name, project="gopro-sync", owner="media", cost_center="media"
)
tags.apply(app)
guardrails = Guardrails.of(app)
guardrails.enforce(mandatory_tags=list(tags.as_dict()))
write_metadata(app)
guardrails.synth()
