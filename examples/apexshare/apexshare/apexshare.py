"""ApexShare: its eight stacks, in the order in which they are deployed."""

import aws_cdk as cdk
from constructs import Construct

from .api import ApiStack
from .config import Config
from .cost import CostStack
from .dns import REGION as DNS_REGION
from .dns import DnsStack
from .email import EmailStack
from .frontend import FrontendStack
from .monitoring import MonitoringStack
from .security import SecurityStack
from .storage import StorageStack


class ApexShare:
    """Every stack of one deployment, with its tags.

    Each is given what it builds on by name, so that the order of these lines is the order of deployment.
    References between stacks are weak: what one stack makes can be replaced while another uses it.
    """

    def __init__(self, app: Construct, *, config: Config, account: str | None, region: str) -> None:
        cdk.CrossStackReferences.of(app).consume(cdk.ReferenceStrength.WEAK)
        home = cdk.Environment(account=account, region=region)
        self.config = config
        config.tags.apply(app)
        self.security = SecurityStack(app, "ApexShareSecurity", config=config, env=home)
        self.names = DnsStack(
            app, "ApexShareDns", config=config, env=cdk.Environment(account=account, region=DNS_REGION)
        )
        self.storage = StorageStack(app, "ApexShareStorage", config=config, keys=self.security.keys, env=home)
        self.email = EmailStack(
            app,
            "ApexShareEmail",
            config=config,
            security=self.security,
            zone=self.names.domain.hosted_zone if self.names.domain else None,
            env=home,
        )
        self.api = ApiStack(
            app,
            "ApexShareApi",
            config=config,
            security=self.security,
            storage=self.storage,
            mail=self.email,
            env=home,
        )
        self.frontend = FrontendStack(
            app,
            "ApexShareFrontend",
            config=config,
            security=self.security,
            names=self.names,
            api=self.api,
            env=home,
        )
        self.cost = CostStack(
            app,
            "ApexShareCost",
            config=config,
            security=self.security,
            storage=self.storage,
            api=self.api,
            env=home,
        )
        self.monitoring = MonitoringStack(
            app,
            "ApexShareMonitoring",
            config=config,
            security=self.security,
            storage=self.storage,
            api=self.api,
            frontend=self.frontend,
            others=[self.names, self.email, self.cost],
            env=home,
        )
