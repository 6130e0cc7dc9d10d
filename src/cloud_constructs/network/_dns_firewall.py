"""DnsFirewall: names that a network does not look up, and a record of those that it does."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from cloud_constructs.core import L3, Check, StageProfile, create
from cloud_constructs.security import EncryptedLogGroup, EncryptionKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_logs as logs
    from constructs import Construct

    from cloud_constructs.network._network import Network

# What DNS Firewall Advanced looks for in the names themselves
# (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/firewall-advanced.html).
THREATS = ("DGA", "DICTIONARY_DGA", "DNS_TUNNELING")
ASSOCIATION_PRIORITY = 101


class DnsAction(StrEnum):
    """What happens to a query for a suspicious name."""

    ALERT = "ALERT"
    """It is answered, and marked in the log: where to begin."""

    BLOCK = "BLOCK"
    """It is answered as if the name had no address."""


class DnsFirewall(L3):
    """A DNS firewall for a network.

    It promises that names which look made up by malware, or like data in disguise, are noticed or refused,
    and that every query is written to an encrypted log.

    Args:
        vpc: The network.
        action: What happens to queries for suspicious names.
        domain_lists: The ids of further lists of domains, such as AWS's own of malware and botnets, which
            differ from region to region (`aws route53resolver list-firewall-domain-lists`).
        encryption_key: The key of the log; by default the one that the stack's constructs share.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: An id is not that of a domain list.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import DnsAction, DnsFirewall, SecureVpc

        stack = cdk.Stack(cdk.App(), "Shop")
        DnsFirewall(stack, "DnsFirewall", vpc=SecureVpc(stack, "Vpc"), action=DnsAction.BLOCK)
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        vpc: Network,
        action: DnsAction = DnsAction.ALERT,
        domain_lists: Sequence[str] = (),
        encryption_key: EncryptionKey | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        check = Check(scope, id)
        for list_id in domain_lists:
            check.matches("a domain list", list_id, r"rslvr-fdl-[a-z0-9]+", "an id such as rslvr-fdl-1a2b3c")
        super().__init__(scope, id)
        self._vpc_id: str = vpc.vpc.vpc_id
        self._logs = EncryptedLogGroup(self, "Queries", encryption_key=encryption_key, profile=profile)
        self._log_queries()
        self._filter(action, domain_lists)

    def _log_queries(self) -> None:
        from aws_cdk import aws_route53resolver as resolver

        config = create(
            resolver.CfnResolverQueryLoggingConfig,
            resolver.CfnResolverQueryLoggingConfigProps,
            self,
            "QueryLog",
            destination_arn=self._logs.log_group_arn,
        )
        create(
            resolver.CfnResolverQueryLoggingConfigAssociation,
            resolver.CfnResolverQueryLoggingConfigAssociationProps,
            self,
            "QueryLogOfVpc",
            resolver_query_log_config_id=config.attr_id,
            resource_id=self._vpc_id,
        )

    def _filter(self, action: DnsAction, domain_lists: Sequence[str]) -> None:
        # Here, so that a network without a firewall does not load it.
        from aws_cdk import aws_route53resolver as resolver

        what = [
            *({"firewallDomainListId": list_id} for list_id in domain_lists),
            *({"dnsThreatProtection": threat, "confidenceThreshold": "HIGH"} for threat in THREATS),
        ]
        group = create(
            resolver.CfnFirewallRuleGroup,
            resolver.CfnFirewallRuleGroupProps,
            self,
            "Rules",
            firewall_rules=[_rule(entry, action, priority) for priority, entry in enumerate(what, 1)],
        )
        create(
            resolver.CfnFirewallRuleGroupAssociation,
            resolver.CfnFirewallRuleGroupAssociationProps,
            self,
            "RulesOfVpc",
            firewall_rule_group_id=group.attr_id,
            priority=ASSOCIATION_PRIORITY,
            vpc_id=self._vpc_id,
        )

    @property
    def log_group(self) -> logs.LogGroup:
        """Where queries are written down."""
        return self._logs.log_group


def _rule(what: dict[str, Any], action: DnsAction, priority: int) -> dict[str, Any]:
    response = {"blockResponse": "NODATA"} if action is DnsAction.BLOCK else {}
    return {"action": action.value, "priority": priority, **what, **response}
