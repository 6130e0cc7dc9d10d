"""Network: what programs stand in, whoever made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_ec2 as ec2

from cloud_constructs.core import L3, Check, create, endpoints_of
from cloud_constructs.network._endpoints import GATEWAY_SERVICES
from cloud_constructs.network._tier import Tier

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from constructs import Construct


class Network(L3):
    """A VPC as the constructs that stand in it see it: a `SecureVpc`, or the one of a landing zone."""

    _vpc: ec2.IVpc
    _tiers: Sequence[Tier]
    _has_way_out: bool
    _endpoint_names: Collection[str]
    _dual_stack: bool

    @property
    def vpc(self) -> ec2.IVpc:
        """The VPC, for what this library does not do: peering, transit gateways, VPN."""
        return self._vpc

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """The kinds of subnets that there are."""
        return tuple(self._tiers)

    def subnets(self, tier: Tier) -> ec2.SubnetSelection:
        """Return the subnets of a tier, as CDK's constructs take them.

        Raises:
            ArgumentError: The VPC has no such tier.
        """
        check = Check(self, "subnets")
        check.require(
            tier in self._tiers,
            f"there is no tier {tier.name}",
            f"choose one of {', '.join(there.name for there in self._tiers)}, or add it to tiers",
        )
        return ec2.SubnetSelection(subnet_group_name=tier.value)

    @property
    def private_subnets(self) -> ec2.SubnetSelection:
        """The subnets of the private tier, where programs stand."""
        return self.subnets(Tier.PRIVATE)

    def reaches(self, service: str) -> bool:
        """Whether what stands in the private tier reaches an AWS service.

        Args:
            service: The service as IAM names it in actions, such as `sqs`.
        """
        if self._has_way_out or service in GATEWAY_SERVICES:
            return True
        return all(name in self._endpoint_names for name in endpoints_of(service))

    def group_with_https_out(self, scope: Construct, id: str, owner: str) -> ec2.SecurityGroup:
        """Make a security group that lets HTTPS out and nothing in.

        Args:
            scope: Where the group stands: with what it protects.
            id: The group's id.
            owner: Who it belongs to, in words, for its description.
        """
        group = create(
            ec2.SecurityGroup,
            ec2.SecurityGroupProps,
            scope,
            id,
            allow_all_outbound=False,
            description=f"{owner}: HTTPS out, nothing in",
            vpc=self._vpc,
        )
        everywhere = [ec2.Peer.any_ipv4(), *([ec2.Peer.any_ipv6()] if self._dual_stack else [])]
        for peer in everywhere:
            group.add_egress_rule(peer, ec2.Port.tcp(443), "HTTPS to AWS and public services")
        return group
