"""CloudVault: its stacks, in the order in which they are deployed."""

from collections.abc import Sequence

import aws_cdk as cdk
from constructs import Construct

from cloud_constructs.core import Watchable

from .api import ApiStack
from .compliance import ComplianceStack
from .compute import ComputeStack
from .config import Config
from .cost import CostStack, TagPolicyStack
from .data import DataStack
from .events import EventsStack
from .failover import REGION as FAILOVER_REGION
from .failover import FailoverStack
from .identity import IdentityStack
from .monitoring import MonitoringStack
from .network import NetworkStack
from .recovery import RecoveryStack
from .reports import ReportsStack
from .security import SecurityStack
from .storage import StorageStack
from .tuning import TuningStack
from .web import FIREWALL_REGION, FirewallStack, WebStack


class CloudVault:
    """Every stack of one deployment, with its tags.

    Each is given what it builds on by name, so that the order of these lines is the order of deployment.
    References between stacks are weak: what one stack makes can be replaced while another uses it.
    """

    def __init__(self, app: Construct, *, config: Config, account: str | None, region: str) -> None:
        cdk.CrossStackReferences.of(app).consume(cdk.ReferenceStrength.WEAK)
        home = cdk.Environment(account=account, region=region)
        self.config = config
        config.tags.apply(app)
        self.security = SecurityStack(app, "CloudVaultSecurity", config=config, env=home)
        keys = self.security.keys
        self.network = (
            NetworkStack(app, "CloudVaultNetwork", config=config, keys=keys, env=home) if config.vpc else None
        )
        elsewhere = cdk.Environment(account=account, region=config.recovery_region)
        self.recovery = (
            RecoveryStack(app, "CloudVaultRecovery", config=config, env=elsewhere)
            if config.recovery_region
            else None
        )
        self.data = DataStack(
            app,
            "CloudVaultData",
            config=config,
            keys=keys,
            alerts=self.security.alerts,
            recovery=self.recovery,
            env=home,
        )
        self.storage = StorageStack(
            app, "CloudVaultStorage", config=config, keys=keys, recovery=self.recovery, env=home
        )
        self.reports = ReportsStack(app, "CloudVaultReports", keys=keys, files=self.storage.files, env=home)
        self.identity = IdentityStack(app, "CloudVaultIdentity", config=config, env=home)
        self.compute = ComputeStack(
            app,
            "CloudVaultCompute",
            config=config,
            keys=keys,
            network=self.network,
            tables=self.data.tables,
            files=self.storage.files,
            operators=self.security.alerts,
            origin_secret=self.security.origin_secret,
            env=home,
        )
        self.api = ApiStack(
            app,
            "CloudVaultApi",
            keys=keys,
            identity=self.identity,
            functions=self.compute.by_name,
            env=home,
        )
        self.events = EventsStack(
            app,
            "CloudVaultEvents",
            config=config,
            keys=keys,
            tables=self.data.tables,
            functions=self.compute.by_name,
            files=self.storage.files,
            env=home,
        )
        self.tuning = TuningStack(
            app,
            "CloudVaultTuning",
            config=config,
            keys=keys,
            functions=self.compute.by_name,
            files=self.storage.files,
            layer=self.compute.layer,
            env=home,
        )
        self.firewall = FirewallStack(
            app,
            "CloudVaultFirewall",
            config=config,
            env=cdk.Environment(account=account, region=FIREWALL_REGION),
        )
        self.web = WebStack(
            app,
            "CloudVaultWeb",
            config=config,
            security=self.security,
            firewall=self.firewall,
            storage=self.storage,
            identity=self.identity,
            api=self.api,
            env=home,
        )
        self.compliance = ComplianceStack(
            app,
            "CloudVaultCompliance",
            config=config,
            alerts=self.security.alerts,
            files=self.storage.files,
            tables=self.data.tables,
            layer=self.compute.layer,
            env=home,
        )
        self.cost = CostStack(app, "CloudVaultCost", config=config, alerts=self.security.alerts, env=home)
        if config.tag_policy_target is not None:
            # Of another account: that of whoever deploys it.
            of_organization = cdk.Environment(region=region)
            TagPolicyStack(
                app,
                "CloudVaultTagPolicy",
                config=config,
                target=config.tag_policy_target,
                env=of_organization,
            )
        self.failover = (
            FailoverStack(
                app,
                "CloudVaultFailover",
                config=config,
                api=self.api.http,
                api_region=region,
                env=cdk.Environment(account=account, region=FAILOVER_REGION),
            )
            if config.recovery_region
            else None
        )
        self.monitoring = MonitoringStack(
            app,
            "CloudVaultMonitoring",
            config=config,
            keys=keys,
            team=self.security.alerts,
            whole=self._watched_whole,
            parts=self._watched_parts,
            api=self.api.http,
            files=self.storage.files,
            functions=self.compute.by_name,
            env=home,
        )

    @property
    def _watched_whole(self) -> Sequence[cdk.Stack]:
        """The stacks of which everything is watched."""
        always = [self.security, self.data, self.storage, self.identity, self.events]
        return [*always, self.network] if self.network else always

    @property
    def _watched_parts(self) -> dict[str, Watchable]:
        """What is watched of stacks that hold what needs no alarms: docs/operations.md says why."""
        return {
            "Web": self.web.distribution,
            "Firewall": self.firewall.web_acl,
            "Rules": self.compliance.rules,
            "Report": self.compliance.report,
            "OnMondays": self.compliance.on_mondays,
        }
