"""The NAT gateways that CDK has made for a VPC."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cloud_constructs.core import AlarmTarget, Service
from cloud_constructs.network._egress import Egress

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_ec2 as ec2


def nat_gateways(vpc: ec2.Vpc, egress: Egress) -> list[ec2.CfnNatGateway]:
    """Return the NAT gateways of a VPC: a regional one, or one in each zone."""
    if egress is Egress.REGIONAL_NAT:
        return [_child(vpc, "RegionalNatGateway")]
    if egress is Egress.ZONAL_NAT:
        return [_child(subnet, "NATGateway") for subnet in vpc.public_subnets]
    return []


def nat_targets(name: str, gateways: Sequence[ec2.CfnNatGateway]) -> list[AlarmTarget]:
    """Return what alarms watch of NAT gateways."""
    return [
        AlarmTarget(
            name=f"{name}Nat{number}",
            service=Service.NAT_GATEWAY,
            dimensions={"NatGatewayId": gateway.attr_nat_gateway_id},
        )
        for number, gateway in enumerate(gateways, 1)
    ]


def _child(parent: Any, id: str) -> ec2.CfnNatGateway:  # noqa: ANN401
    return parent.node.find_child(id)
