"""The network of functions that need nothing but AWS: there is no way out of it to the internet."""

from typing import Any

import aws_cdk as cdk
from constructs import Construct

from cloud_constructs import Egress, SecureVpc, Tier

from .config import Config
from .security import Keys


class NetworkStack(cdk.Stack):
    """Three zones; public, private and isolated subnets; private paths to AWS."""

    def __init__(self, scope: Construct, id: str, *, config: Config, keys: Keys, **stack: Any) -> None:  # noqa: ANN401
        super().__init__(scope, id, **stack)
        self.vpc = SecureVpc(
            self,
            "Vpc",
            # By name, so that nobody has to be asked for them, and no deployment finds others than the last.
            availability_zones=config.zones or [f"{self.region}{letter}" for letter in "abc"],
            egress=Egress.NONE,
            tiers=[Tier.PUBLIC, Tier.PRIVATE, Tier.ISOLATED],
            endpoints=["secretsmanager", "logs"],
            encryption_key=keys.operations,
            profile=config.profile,
        )
