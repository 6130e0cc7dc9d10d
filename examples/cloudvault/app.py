"""The app: every stack of CloudVault, held to every rule pack."""

import os
import sys
from pathlib import Path

# The API's contract is said once: the stacks import the models of the functions.
sys.path.append(str(Path(__file__).parent / "functions"))

import aws_cdk as cdk
from cloudvault import CloudVault, Config

from cloud_constructs import Guardrails, write_metadata

app = cdk.App()
config = Config.of(app)
CloudVault(
    app,
    config=config,
    account=os.environ.get("CDK_DEFAULT_ACCOUNT"),
    region=os.environ.get("CDK_DEFAULT_REGION", "eu-west-1"),
)
guardrails = Guardrails.of(app)
guardrails.enforce(mandatory_tags=list(config.tags.as_dict()))
write_metadata(app)
guardrails.synth()
