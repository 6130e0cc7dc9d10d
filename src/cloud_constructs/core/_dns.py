"""Names in the DNS: how they are written, and the records that lead them to an endpoint of AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aws_cdk import ReferenceStrength, Resource, Stack, Token

from cloud_constructs.core._batch import create

if TYPE_CHECKING:
    from aws_cdk import aws_route53 as route53
    from constructs import Construct

    from cloud_constructs.core._checks import Check

_LABEL: Final = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
DOMAIN_NAME: Final = rf"({_LABEL}\.)+{_LABEL}"
"""A whole name in lower case, such as `shop.example.com`."""
WILDCARD_NAME: Final = rf"(\*\.)?{DOMAIN_NAME}"
"""The same, or all names one label below it: `*.example.com`."""
_ADDRESSES: Final = ("A", "AAAA")


def check_in_zone(check: Check, name: str, zone: str) -> None:
    """Raise an ArgumentError for a name that does not end in a zone's; tokens are let through."""
    if not Token.is_unresolved(name) and not Token.is_unresolved(zone):
        check.require(
            name == zone or name.endswith(f".{zone}"),
            f"{name} is not in the zone {zone}",
            "give the zone of the name",
        )


def zone_id_for(zone: route53.IHostedZone) -> str:
    """Return a zone's id, which a stack of any region can read without holding on to the zone's stack."""
    id: str = zone.hosted_zone_id
    return Stack.consume_reference(id, ReferenceStrength.WEAK) if Resource.is_owned_resource(zone) else id


def alias_records(
    scope: Construct, zone: route53.IHostedZone, name: str, *, dns_name: str, of_zone: str
) -> None:
    """Lead a name to an endpoint of AWS, for IPv4 and IPv6 alike.

    Args:
        scope: Where the records stand.
        zone: The hosted zone of the name.
        name: The name.
        dns_name: The endpoint's own name.
        of_zone: The id of the zone in which that stands.
    """
    from aws_cdk import aws_route53 as route53

    for kind in _ADDRESSES:
        create(
            route53.CfnRecordSet,
            route53.CfnRecordSetProps,
            scope,
            f"{name} {kind}",
            alias_target={"dnsName": dns_name, "hostedZoneId": of_zone},
            hosted_zone_id=zone_id_for(zone),
            name=name,
            type=kind,
        )
