"""NetworkAcls: a second, stateless layer around the tiers of a VPC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_cdk import Fn
from aws_cdk import aws_ec2 as ec2

from cloud_constructs.core import L3, Waiver, create
from cloud_constructs.guardrails import acknowledge
from cloud_constructs.network._tier import Tier

if TYPE_CHECKING:
    from constructs import Construct

    from cloud_constructs.network._secure_vpc import SecureVpc

TCP, ALL = 6, -1
EVERYWHERE = {4: "0.0.0.0/0", 6: "::/0"}
# Answers come back to the ports that clients choose; the one that a remote desktop listens on is among them.
# https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
EPHEMERAL = (1024, 65535)
REMOTE_DESKTOP = (3389, 3389)
HTTP, HTTPS = (80, 80), (443, 443)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line about the world outside of the VPC; the first that fits decides."""

    ports: tuple[int, int]
    egress: bool = False
    allow: bool = True


_ANSWERS_COME_BACK = (Entry(REMOTE_DESKTOP, allow=False), Entry(EPHEMERAL))
_OUTSIDE: dict[Tier, tuple[Entry, ...]] = {
    Tier.PRIVATE: (*_ANSWERS_COME_BACK, Entry(HTTPS, egress=True)),
    Tier.ISOLATED: (),
    Tier.PUBLIC: (
        *(Entry(HTTP), Entry(HTTPS), *_ANSWERS_COME_BACK),
        *(Entry(HTTPS, egress=True), Entry(EPHEMERAL, egress=True)),
    ),
    Tier.DATABASE: (),
}


class NetworkAcls(L3):
    """Network ACLs for every tier of a `SecureVpc`.

    It promises that isolated tiers and databases talk with the VPC alone, whatever a security group says
    later; that the private tier is answered and never called from outside; and that the public one is called
    on the web's ports only.

    Security groups do the same with less to go wrong, so AWS Solutions warns of every network ACL: say why
    this network needs them.

    Args:
        vpc: The network.
        reason: Why security groups do not suffice.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import NetworkAcls, SecureVpc, Waiver

        stack = cdk.Stack(cdk.App(), "Shop")
        reason = Waiver(reason="The auditor asks for a second layer that no application team can change")
        NetworkAcls(stack, "NetworkAcls", vpc=SecureVpc(stack, "Vpc"), reason=reason)
        ```
    """

    def __init__(self, scope: Construct, id: str, *, vpc: SecureVpc, reason: Waiver) -> None:
        super().__init__(scope, id)
        acknowledge(self, "VPCNoNACLs", reason)
        self._ours = {4: vpc.cidr}
        if blocks := vpc.vpc.vpc_ipv6_cidr_blocks:
            self._ours[6] = Fn.select(0, blocks)
        self._acls = {tier: self._surround(vpc, tier) for tier in vpc.tiers}

    def _surround(self, vpc: SecureVpc, tier: Tier) -> ec2.CfnNetworkAcl:
        acl = create(ec2.CfnNetworkAcl, ec2.CfnNetworkAclProps, self, tier.value, vpc_id=vpc.vpc.vpc_id)
        for version, ours in self._ours.items():
            first = 100 if version == 4 else 200
            for egress in (False, True):
                self._add(acl, tier, first, version, ours, Entry((0, 65535), egress=egress), protocol=ALL)
            for number, entry in enumerate(_OUTSIDE[tier], first + 10):
                self._add(acl, tier, number, version, EVERYWHERE[version], entry, protocol=TCP)
        for number, subnet in enumerate(vpc.vpc.select_subnets(subnet_group_name=tier).subnet_ids, 1):
            create(
                ec2.CfnSubnetNetworkAclAssociation,
                ec2.CfnSubnetNetworkAclAssociationProps,
                self,
                f"{tier.value}Subnet{number}",
                network_acl_id=acl.attr_id,
                subnet_id=subnet,
            )
        return acl

    def _add(
        self,
        acl: ec2.CfnNetworkAcl,
        tier: Tier,
        number: int,
        version: int,
        cidr: str,
        entry: Entry,
        *,
        protocol: int,
    ) -> None:
        first, last = entry.ports
        create(
            ec2.CfnNetworkAclEntry,
            ec2.CfnNetworkAclEntryProps,
            self,
            f"{tier.value}{'Out' if entry.egress else 'In'}{number}",
            cidr_block=cidr if version == 4 else None,
            ipv6_cidr_block=cidr if version == 6 else None,
            egress=entry.egress,
            network_acl_id=acl.attr_id,
            port_range={"from": first, "to": last} if protocol == TCP else None,
            protocol=protocol,
            rule_action="allow" if entry.allow else "deny",
            rule_number=number,
        )

    @property
    def acls(self) -> dict[Tier, ec2.CfnNetworkAcl]:
        """The network ACLs by their tiers."""
        return dict(self._acls)
