"""The app: every stack of CloudVault, held to every rule pack."""

import sys
from pathlib import Path

# The API's contract is said once: the stacks import the models of the functions.
sys.path.append(str(Path(__file__).parent / "functions"))

import aws_cdk as cdk
from cloudvault import CloudVault, Config
from cloudvault.delivery import home_of

from cloud_constructs import Guardrails, write_metadata

app = cdk.App()
config = Config.of(app)
account, region = home_of(app, config.profile.name)
CloudVault(app, config=config, account=account, region=region)
guardrails = Guardrails.of(app)
guardrails.enforce(mandatory_tags=list(config.tags.as_dict()))
write_metadata(app)
guardrails.synth()
