"""SecureVpc: a network that nothing enters unasked, and that writes down what passes."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, cast

from aws_cdk import Annotations
from aws_cdk import aws_ec2 as ec2

from cloud_constructs.core import AlarmTarget, Check, StageProfile, create, stack_facts
from cloud_constructs.guardrails import acknowledge
from cloud_constructs.network._egress import Egress, monthly_cost_floor
from cloud_constructs.network._encryption_control import EncryptionControl, Passage
from cloud_constructs.network._endpoints import EndpointClients, Perimeter
from cloud_constructs.network._flow_log import write_down_flows
from cloud_constructs.network._landing_zone import LandingZone, publish
from cloud_constructs.network._nat import nat_gateways, nat_targets
from cloud_constructs.network._network import Network
from cloud_constructs.network._private_paths import PrivatePaths
from cloud_constructs.network._tier import Tier, check_tiers, reserved_zones, subnet_plan
from cloud_constructs.network._zones import are_ids, check_zones, place_by_id
from cloud_constructs.security import EncryptedLogGroup, EncryptionKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_logs as logs
    from constructs import Construct


class SecureVpc(Network):
    """A VPC.

    It promises a closed default security group, flow logs of everything that passes or is refused, private
    paths to AWS that only this account's or organisation's principals can use, no address that is public
    unless zonal NAT gateways need one, and that a further zone or tier never moves a subnet. What it costs
    before a byte has passed is said at synthesis.

    Args:
        cidr: The addresses, a private IPv4 range from /16 to /22. A sixteenth of it belongs to each tier in
            each zone, used or not; with 5 or 6 zones, a thirty-second.
        availability_zones: In how many zones, 2 or 3, or in which 2 to 6, by their names or by their ids,
            such as `euw1-az1`, which mean the same place in every account.
        egress: The way out of the private tier.
        tiers: The kinds of subnets; by default private and isolated ones, and public ones for zonal gateways.
        endpoints: Services that are reached through interface endpoints, such as `secretsmanager`;
            `Endpoints` has bundles.
        endpoint_clients: Who reaches the interface endpoints.
        endpoint_zones: In how many zones interface endpoints stand; by default in all, so that they outlive a
            zone. In fewer they cost less, and calls from the others cross zones.
        organization: The id of the organisation whose principals and resources the private paths serve; by
            default they serve those of the account alone.
        ip_protocol: `ec2.IpProtocol.DUAL_STACK` to have IPv6 too: from the private tier through an
            egress-only gateway, which is free.
        encryption_control: What becomes of traffic that is not encrypted; by default AWS does not look.
        encryption_key: The key of the flow logs; by default the one that the stack's constructs share.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: The range is not private or not of that size, or a value is out of range.
        StackError: Three zones are asked for by number, and CDK would make fewer: the stack names no account
            and region, or the region has no more.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import Egress, Endpoints, SecureVpc

        stack = cdk.Stack(cdk.App(), "Shop", env=cdk.Environment(region="eu-west-1"))
        vpc = SecureVpc(stack, "Vpc", egress=Egress.NONE, endpoints=Endpoints.FUNCTION)
        assert vpc.reaches("sqs")
        assert vpc.monthly_cost_floor == 73.0
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        cidr: str = "10.0.0.0/16",
        availability_zones: int | Sequence[str] = 2,
        egress: Egress = Egress.REGIONAL_NAT,
        tiers: Sequence[Tier] | None = None,
        endpoints: Sequence[str] = (),
        endpoint_clients: EndpointClients = EndpointClients.VPC,
        endpoint_zones: int | None = None,
        organization: str | None = None,
        ip_protocol: ec2.IpProtocol | None = None,
        encryption_control: EncryptionControl | None = None,
        encryption_key: EncryptionKey | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        check = Check(scope, id)
        zones = check_zones(check, scope, availability_zones)
        _check_range(check, cidr)
        self._tiers = check_tiers(check, tiers, egress)
        for name in endpoints:
            check.matches("an endpoint", name, r"[a-z0-9.-]+", "a service's name, such as secretsmanager")
        if endpoint_zones is not None:
            check.between("endpoint_zones", endpoint_zones, 1, zones)
        if organization is not None:
            check.matches("organization", organization, r"o-[a-z0-9]{10,32}", "an id such as o-a1b2c3d4e5")
        super().__init__(scope, id)
        self._name = id
        self._cidr = cidr
        self._egress = egress
        self._number = zones
        self._has_way_out = egress is not Egress.NONE
        self._dual_stack = ip_protocol is ec2.IpProtocol.DUAL_STACK
        self._made = self._make_vpc(availability_zones, zones, ip_protocol)
        self._vpc = cast("ec2.IVpc", self._made)
        self._logs = EncryptedLogGroup(self, "FlowLogs", encryption_key=encryption_key, profile=profile)
        self._flow_log = write_down_flows(self, self._made, self._logs)
        self._paths = PrivatePaths(self, self._made, Perimeter(stack_facts(self), organization))
        if endpoints:
            addresses = cidr if endpoint_clients is EndpointClients.VPC else None
            self._paths.add(tuple(dict.fromkeys(endpoints)), cidr=addresses, zones=endpoint_zones)
        self._endpoint_names = self._paths.interfaces
        if encryption_control is not None:
            self._control_encryption(encryption_control)
        self._cost = monthly_cost_floor(
            nat_zones=zones if self._has_way_out else 0,
            endpoint_zones=len(self._paths.interfaces) * (endpoint_zones or zones),
        )
        self._tell_the_cost()

    @staticmethod
    def from_ssm(
        scope: Construct,
        id: str,
        *,
        prefix: str,
        availability_zones: int = 2,
        tiers: Sequence[Tier] = (Tier.PRIVATE,),
        egress: Egress = Egress.REGIONAL_NAT,
        endpoints: Sequence[str] = (),
    ) -> Network:
        """Return the VPC of a landing zone, whose owner wrote it into Parameter Store with `publish_to_ssm`.

        Its ids are looked up when the stack is deployed; how it is cut has to be said here.

        Args:
            scope: Where it is known.
            id: Its id there.
            prefix: Below which path its parameters stand; `docs/networks.md` has their names.
            availability_zones: In how many zones it has subnets.
            tiers: The kinds of subnets that are used here.
            egress: The way out that its private tier has.
            endpoints: The services that its private tier reaches without a way out.

        Raises:
            ArgumentError: The prefix is not a path, or there is no private tier.
        """
        return LandingZone(
            scope,
            id,
            prefix=prefix,
            availability_zones=availability_zones,
            tiers=tiers,
            egress=egress,
            endpoints=endpoints,
        )

    def publish_to_ssm(self, prefix: str) -> None:
        """Write into Parameter Store what `from_ssm` reads in other stacks of this account and region."""
        publish(self, prefix, self._made, self._number, self._tiers)

    def _make_vpc(
        self, zones: int | Sequence[str], number: int, ip_protocol: ec2.IpProtocol | None
    ) -> ec2.Vpc:
        regional = self._egress is Egress.REGIONAL_NAT
        vpc = create(
            ec2.Vpc,
            ec2.VpcProps,
            self,
            "Resource",
            availability_zones=None if isinstance(zones, int) else list(zones),
            ip_addresses=ec2.IpAddresses.cidr(self._cidr),
            ip_protocol=ip_protocol,
            max_azs=zones if isinstance(zones, int) else None,
            nat_gateway_provider=ec2.NatProvider.regional_gateway() if regional else None,
            nat_gateways=None if self._has_way_out else 0,
            reserved_azs=reserved_zones(number),
            restrict_default_security_group=True,
            subnet_configuration=subnet_plan(self._tiers, self._egress, dual_stack=self._dual_stack),
        )
        for subnet in vpc.public_subnets:
            acknowledge(
                cast("Construct", subnet),
                "VPCNoUnrestrictedRouteToIGW",
                "Load balancers and NAT gateways need public subnets; nothing there gets an address unasked",
            )
        if are_ids(zones):
            place_by_id([*vpc.public_subnets, *vpc.private_subnets, *vpc.isolated_subnets])
        return vpc

    def _control_encryption(self, control: EncryptionControl) -> None:
        excluded = set(control.excluded)
        if control.mode == "enforce" and self._has_way_out:
            excluded |= {Passage.NAT_GATEWAY, Passage.INTERNET_GATEWAY}
            excluded |= {Passage.EGRESS_ONLY_INTERNET_GATEWAY} if self._dual_stack else set()
        if control.mode == "enforce" and Tier.PUBLIC in self._tiers:
            excluded.add(Passage.INTERNET_GATEWAY)
        create(
            ec2.CfnVPCEncryptionControl,
            ec2.CfnVPCEncryptionControlProps,
            self,
            "EncryptionControl",
            mode=control.mode,
            vpc_id=self._vpc.vpc_id,
            **{f"{passage}_exclusion_input": "enable" for passage in excluded},
        )

    def _tell_the_cost(self) -> None:
        Annotations.of(self).add_info_v2(
            "cloud-constructs:MonthlyCostFloor",
            f"This network costs {self._cost:.2f} USD a month before a byte has passed (egress "
            f"{self._egress}, {len(self._paths.interfaces)} interface endpoints, prices of us-east-1)",
        )

    def group_with_https_out(self, scope: Construct, id: str, owner: str) -> ec2.SecurityGroup:
        """Make a security group that lets HTTPS out and nothing in, and that the endpoints let in.

        Args:
            scope: Where the group stands: with what it protects.
            id: The group's id.
            owner: Who it belongs to, in words, for its description.
        """
        group = super().group_with_https_out(scope, id, owner)
        self._paths.let_in(group, owner)
        return group

    @property
    def vpc(self) -> ec2.Vpc:
        """The VPC, for what this library does not do: peering, transit gateways, VPN."""
        return self._made

    @property
    def flow_log(self) -> ec2.CfnFlowLog:
        """The flow log."""
        return self._flow_log

    @property
    def log_group(self) -> logs.LogGroup:
        """Where flows are written down."""
        return self._logs.log_group

    @property
    def gateway_endpoints(self) -> list[ec2.GatewayVpcEndpoint]:
        """The private paths to S3 and DynamoDB."""
        return list(self._paths.gateways)

    @property
    def interface_endpoints(self) -> dict[str, ec2.InterfaceVpcEndpoint]:
        """The interface endpoints by the services' names."""
        return dict(self._paths.interfaces)

    @property
    def endpoint_security_group(self) -> ec2.SecurityGroup | None:
        """The group that the interface endpoints share; `None` without any."""
        return self._paths.group

    @property
    def monthly_cost_floor(self) -> float:
        """What a month costs in USD, in us-east-1, before a byte has passed: gateways and endpoints."""
        return self._cost

    @property
    def cidr(self) -> str:
        """The addresses, as they were given."""
        return self._cidr

    @property
    def nat_gateways(self) -> list[ec2.CfnNatGateway]:
        """The NAT gateways: a regional one, or one in each zone."""
        return nat_gateways(self._made, self._egress)

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the NAT gateways and the interface endpoints."""
        name = name or self._name
        return [*nat_targets(name, self.nat_gateways), *self._paths.targets(name)]


def _check_range(check: Check, cidr: str) -> None:
    try:
        network = ipaddress.IPv4Network(cidr)
    except ValueError as error:
        raise check.fail(f"cidr is {cidr!r}: {error}", "give a range such as 10.0.0.0/16") from None
    check.require(network.is_private, f"cidr {cidr} is public", "choose a private range such as 10.0.0.0/16")
    check.between("the prefix of cidr", network.prefixlen, 16, 22)
