"""The app: every stack of CloudVault, held to every rule pack."""

import os
import sys
from pathlib import Path

# The API's contract is said once: the stacks import the models of the functions.
sys.path.append(str(Path(__file__).parent / "functions"))

import aws_cdk as cdk
from cloudvault import CloudVault, Config

from cloud_constructs import Guardrails, MandatoryTags, write_metadata

app = cdk.App()
config = Config.of(app)
CloudVault(
    app,
    config=config,
    account=os.environ.get("CDK_DEFAULT_ACCOUNT"),
    region=os.environ.get("CDK_DEFAULT_REGION", "eu-west-1"),
)
tags = MandatoryTags(
    environment=config.profile.name, project="cloudvault", owner=config.owner, cost_center=config.cost_center
)
tags.apply(app)
guardrails = Guardrails.of(app)
guardrails.enforce(mandatory_tags=list(tags.as_dict()))
write_metadata(app)
guardrails.synth()
