"""The tiers of a VPC, and the plan of addresses that lets them grow without moving."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from aws_cdk import aws_ec2 as ec2

from cloud_constructs.network._egress import Egress

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from cloud_constructs.core import Check


class Tier(StrEnum):
    """A kind of subnet, by what may reach it and what it may reach."""

    # The order is that of the addresses: it never changes.
    PRIVATE = "Private"
    """Programs: nobody enters from outside; they leave by the VPC's egress."""

    ISOLATED = "Isolated"
    """What needs no way out, such as a cache."""

    PUBLIC = "Public"
    """Load balancers and NAT gateways: nothing gets a public address by itself."""

    DATABASE = "Database"
    """Databases: isolated, and apart from everything else."""


# Blocks of addresses are set aside for every tier in so many zones, so that a zone or a tier that comes later
# moves no subnet: another range would replace the subnet with everything in it.
_FEW_ZONES = 4
_MANY_ZONES = 8


def check_tiers(check: Check, tiers: Sequence[Tier] | None, egress: Egress) -> tuple[Tier, ...]:
    """Raise unless the tiers fit the way out; return them in the order of their addresses."""
    if tiers is None:
        return _default_tiers(egress)
    check.require(
        Tier.PRIVATE in tiers, "tiers has no private one", "add Tier.PRIVATE: endpoints stand there"
    )
    check.require(
        egress is not Egress.ZONAL_NAT or Tier.PUBLIC in tiers,
        "zonal NAT gateways have no public subnets to stand in",
        "add Tier.PUBLIC, or take Egress.REGIONAL_NAT",
    )
    return tuple(tier for tier in Tier if tier in tiers)


def _default_tiers(egress: Egress) -> tuple[Tier, ...]:
    """Return one tier that leaves and one that does not, as far as anything leaves."""
    return {
        Egress.REGIONAL_NAT: (Tier.PRIVATE, Tier.ISOLATED),
        Egress.ZONAL_NAT: (Tier.PRIVATE, Tier.ISOLATED, Tier.PUBLIC),
        Egress.NONE: (Tier.PRIVATE,),
    }[egress]


def reserved_zones(zones: int) -> int:
    """Return for how many further zones addresses are set aside."""
    return (_FEW_ZONES if zones <= _FEW_ZONES else _MANY_ZONES) - zones


def subnet_plan(tiers: Collection[Tier], egress: Egress, *, dual_stack: bool) -> list[dict[str, Any]]:
    """Return CDK's configuration of every tier; those that are not asked for keep their addresses free."""
    # Every IPv6 address is a public one, so none is given unasked either.
    unasked = {"ipv6AssignAddressOnCreation": False} if dual_stack else {}
    return [{**_subnets(tier, egress), **unasked} if tier in tiers else _reserved(tier) for tier in Tier]


def _subnets(tier: Tier, egress: Egress) -> dict[str, Any]:
    if tier is Tier.PUBLIC:
        return {"name": tier.value, "subnetType": ec2.SubnetType.PUBLIC, "mapPublicIpOnLaunch": False}
    leaves = tier is Tier.PRIVATE and egress is not Egress.NONE
    kind = ec2.SubnetType.PRIVATE_WITH_EGRESS if leaves else ec2.SubnetType.PRIVATE_ISOLATED
    return {"name": tier.value, "subnetType": kind}


def _reserved(tier: Tier) -> dict[str, Any]:
    return {"name": tier.value, "subnetType": ec2.SubnetType.PRIVATE_ISOLATED, "reserved": True}
