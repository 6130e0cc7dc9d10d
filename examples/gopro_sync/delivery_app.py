"""What delivers the app: deployed once by hand, after `delivery` in the context of cdk.json says where to.

`npx aws-cdk@2.1148.1 deploy --app "python3 delivery_app.py" GoProDelivery`, or, for GitHub's workflow and
once for each environment, `GoProGithub -c stage=dev`: docs/delivery.md.
"""

import aws_cdk as cdk
from gopro_sync import GoProDelivery, GoProGithub

from cloud_constructs import Guardrails, MandatoryTags, write_metadata

app = cdk.App()
GoProDelivery(app, "GoProDelivery")
GoProGithub(app, "GoProGithub")
tags = MandatoryTags(environment="delivery", project="gopro-sync", owner="media", cost_center="media")
tags.apply(app)
guardrails = Guardrails.of(app)
guardrails.enforce(mandatory_tags=list(tags.as_dict()))
write_metadata(app)
guardrails.synth()
