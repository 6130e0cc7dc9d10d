"""What delivers the app: deployed once by hand, after `delivery` in the context of cdk.json says where to.

`npx aws-cdk@2.1148.1 deploy --app "python3 delivery_app.py" CloudVaultDelivery`: docs/delivery.md.
"""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent / "functions"))

import aws_cdk as cdk
from cloudvault.delivery import DeliveryStack

from cloud_constructs import Guardrails, MandatoryTags, write_metadata

app = cdk.App()
DeliveryStack(app, "CloudVaultDelivery")
tags = MandatoryTags(environment="delivery", project="cloudvault", owner="storage", cost_center="cloudvault")
tags.apply(app)
guardrails = Guardrails.of(app)
guardrails.enforce(mandatory_tags=list(tags.as_dict()))
write_metadata(app)
guardrails.synth()
