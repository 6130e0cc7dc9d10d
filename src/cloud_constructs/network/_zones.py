"""Zones: how many, or which, by name or by id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from cloud_constructs.core import Check, StackError, resource_of, stack_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_ec2 as ec2
    from constructs import Construct

# What CDK finds wherever it looks: two in a stack that names no account and region, three before it has
# looked the region up. Asked for more, it makes as many as it finds.
_FOUND_ANYWHERE = 2
_FOUND_AT_FIRST = 3
_ID = r"[a-z]{3,4}\d-az\d"
_NAME_OR_ID = rf"[a-z]{{2,3}}(-[a-z0-9]+)+-\d[a-z]|{_ID}"


def check_zones(check: Check, scope: Construct, zones: int | Sequence[str]) -> int:
    """Raise unless zones are asked for that the stack can have; return how many there are."""
    if isinstance(zones, int):
        check.require(
            _FOUND_ANYWHERE <= zones <= _FOUND_AT_FIRST,
            f"availability_zones is {zones}",
            "choose 2 or 3; name the zones to have more",
        )
        found = len(stack_facts(scope).stack.availability_zones) if zones > _FOUND_ANYWHERE else zones
        if found < zones:
            raise StackError(
                check.path,
                f"{zones} zones are asked for, and CDK finds {found}",
                "give the stack env=cdk.Environment(account=..., region=...), or name the zones",
            )
        return zones
    check.between("the number of availability_zones", len(zones), 2, 6)
    for zone in zones:
        check.matches("a zone", zone, _NAME_OR_ID, "a name such as eu-west-1a or an id such as euw1-az1")
    check.require(len(set(zones)) == len(zones), "availability_zones has a zone twice", "name each once")
    check.require(
        len({are_ids([zone]) for zone in zones}) == 1,
        "availability_zones mixes names and ids",
        "name the zones all by name or all by id",
    )
    return len(zones)


def are_ids(zones: int | Sequence[str]) -> bool:
    """Whether zones are given by ids, which mean the same place in every account."""
    return not isinstance(zones, int) and "-az" in zones[0]


def place_by_id(subnets: Sequence[ec2.ISubnet]) -> None:
    """Say on the resources that their zones are ids: the L2 knows names alone."""
    for subnet in subnets:
        resource = cast("ec2.CfnSubnet", resource_of(cast("Any", subnet)))
        resource.availability_zone_id = resource.availability_zone
        resource.availability_zone = None
