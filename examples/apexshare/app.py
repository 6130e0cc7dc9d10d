"""The app: the eight stacks of ApexShare, held to every rule pack."""

import os
import sys
from pathlib import Path

# The API's contract is said once: the stacks import the models of the functions.
sys.path.append(str(Path(__file__).parent / "functions"))

import aws_cdk as cdk
from apexshare import ApexShare, Config

from cloud_constructs import Guardrails, write_metadata

REGION = "eu-west-1"

app = cdk.App()
config = Config.of(app)
account, region = os.environ.get("CDK_DEFAULT_ACCOUNT"), os.environ.get("CDK_DEFAULT_REGION", REGION)
ApexShare(app, config=config, account=account, region=region)
guardrails = Guardrails.of(app)
guardrails.enforce(mandatory_tags=list(config.tags.as_dict()))
write_metadata(app)
guardrails.synth()
