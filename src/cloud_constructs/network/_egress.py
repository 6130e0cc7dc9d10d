"""How what stands in a VPC reaches the internet, and what the ways cost before a byte has passed."""

from __future__ import annotations

from enum import StrEnum


class Egress(StrEnum):
    """The ways out of a VPC."""

    REGIONAL_NAT = "regional-nat"
    """One NAT gateway that AWS spreads over the zones; it needs no public subnets."""

    ZONAL_NAT = "zonal-nat"
    """A NAT gateway in a public subnet of each zone."""

    NONE = "none"
    """No way out: AWS is reached through endpoints alone."""


# USD an hour in us-east-1 (https://aws.amazon.com/vpc/pricing/, https://aws.amazon.com/privatelink/pricing/).
# A regional gateway is charged for each zone that it serves, as a zonal one is for its own.
_NAT_GATEWAY = 0.045
_PUBLIC_ADDRESS = 0.005
_INTERFACE_ENDPOINT = 0.01
_HOURS_A_MONTH = 730


def monthly_cost_floor(*, nat_zones: int, endpoint_zones: int) -> float:
    """Return what a month costs in USD, in us-east-1, if nothing is sent.

    Args:
        nat_zones: How many zones NAT gateways serve, each with a public address.
        endpoint_zones: How many zones each interface endpoint stands in, added up.
    """
    an_hour = nat_zones * (_NAT_GATEWAY + _PUBLIC_ADDRESS) + endpoint_zones * _INTERFACE_ENDPOINT
    return round(an_hour * _HOURS_A_MONTH, 2)
