"""LandingZone: a VPC that somebody else made, known by what its owner wrote into Parameter Store.

The contract, texts below a prefix such as `/network/shared`, with zones counted from 1:

    <prefix>/vpc-id
    <prefix>/<zone>/availability-zone
    <prefix>/<zone>/<tier>-subnet-id            the tier in lower case, such as private
    <prefix>/<zone>/<tier>-route-table-id
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_ec2 as ec2

from cloud_constructs.core import Check, create
from cloud_constructs.network._egress import Egress
from cloud_constructs.network._network import Network
from cloud_constructs.network._tier import Tier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import Construct


class LandingZone(Network):
    """A VPC of a landing zone; `SecureVpc.from_ssm` makes one."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        prefix: str,
        availability_zones: int,
        tiers: Sequence[Tier],
        egress: Egress,
        endpoints: Sequence[str],
    ) -> None:
        check = Check(scope, id)
        _check_prefix(check, prefix)
        check.between("availability_zones", availability_zones, 1, 6)
        check.require(Tier.PRIVATE in tiers, "tiers has no private one", "add Tier.PRIVATE, for programs")
        super().__init__(scope, id)
        self._tiers = tuple(tier for tier in Tier if tier in tiers)
        self._has_way_out = egress is not Egress.NONE
        self._endpoint_names = tuple(endpoints)
        self._dual_stack = False
        self._vpc = self._find_vpc(prefix, availability_zones)

    def _find_vpc(self, prefix: str, zones: int) -> ec2.IVpc:
        leaving = [Tier.PRIVATE] if self._has_way_out else []
        public = [tier for tier in self._tiers if tier is Tier.PUBLIC]
        isolated = [tier for tier in self._tiers if tier not in (*leaving, *public)]

        def ids(tiers: Sequence[Tier], kind: str) -> list[str] | None:
            found = [
                _read(name) for tier in tiers for name in _names(prefix, zones, f"{tier.lower()}-{kind}")
            ]
            return found or None

        def names(tiers: Sequence[Tier]) -> list[str] | None:
            return [tier.value for tier in tiers] or None

        return ec2.Vpc.from_vpc_attributes(
            self,
            "Resource",
            vpc_id=_read(f"{prefix}/vpc-id"),
            availability_zones=[_read(name) for name in _names(prefix, zones, "availability-zone")],
            private_subnet_ids=ids(leaving, "subnet-id"),
            private_subnet_names=names(leaving),
            private_subnet_route_table_ids=ids(leaving, "route-table-id"),
            isolated_subnet_ids=ids(isolated, "subnet-id"),
            isolated_subnet_names=names(isolated),
            isolated_subnet_route_table_ids=ids(isolated, "route-table-id"),
            public_subnet_ids=ids(public, "subnet-id"),
            public_subnet_names=names(public),
            public_subnet_route_table_ids=ids(public, "route-table-id"),
        )


def publish(scope: Construct, prefix: str, vpc: ec2.Vpc, zones: int, tiers: Sequence[Tier]) -> None:
    """Write down, below a prefix, what a `LandingZone` reads."""
    # Here, so that a network that nobody reads does not load it.
    from aws_cdk import aws_ssm as ssm

    _check_prefix(Check(scope, "publish_to_ssm"), prefix)
    values = {f"{prefix}/vpc-id": vpc.vpc_id}
    values.update(zip(_names(prefix, zones, "availability-zone"), vpc.availability_zones, strict=False))
    for tier in tiers:
        subnets = vpc.select_subnets(subnet_group_name=tier).subnets
        ids = [subnet.subnet_id for subnet in subnets]
        tables = [subnet.route_table.route_table_id for subnet in subnets]
        values.update(zip(_names(prefix, zones, f"{tier.lower()}-subnet-id"), ids, strict=True))
        values.update(zip(_names(prefix, zones, f"{tier.lower()}-route-table-id"), tables, strict=True))
    for name, value in values.items():
        id = f"Published-{name}"
        create(ssm.CfnParameter, ssm.CfnParameterProps, scope, id, name=name, type="String", value=value)


def _names(prefix: str, zones: int, kind: str) -> list[str]:
    return [f"{prefix}/{zone}/{kind}" for zone in range(1, zones + 1)]


def _read(name: str) -> str:
    """Return what CloudFormation replaces by the parameter's value: what is not used is not read."""
    return f"{{{{resolve:ssm:{name}}}}}"


def _check_prefix(check: Check, prefix: str) -> None:
    check.matches("prefix", prefix, r"(/[\w.-]+)+", "a path such as /network/shared")
