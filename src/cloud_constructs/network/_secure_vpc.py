"""SecureVpc: a network that nothing enters unasked, and that writes down what passes."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any, cast

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from constructs import Construct

from cloud_constructs.core import Check, StageProfile, create, stack_facts
from cloud_constructs.guardrails import acknowledge
from cloud_constructs.network._egress import ITEM_ACTIONS, OBJECT_ACTIONS, Egress
from cloud_constructs.security import EncryptedLogGroup, EncryptionKey, ServiceRole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_logs as logs


class SecureVpc(Construct):
    """A VPC.

    It promises a closed default security group, flow logs of everything that passes or is refused, private
    paths to S3 and DynamoDB that only this account's principals can use, and no address that is public
    unless zonal NAT gateways need one.

    Args:
        cidr: The addresses, a private IPv4 range from /16 to /24.
        availability_zones: In how many zones, from 2 to 6.
        egress: The way out.
        endpoints: Services that are reached through interface endpoints, such as `secretsmanager`;
            `FUNCTION_ENDPOINTS` names those that functions need most.
        encryption_key: The key of the flow logs; by default the one that the stack's constructs share.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: The range is not private or not of that size, or a value is out of range.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import FUNCTION_ENDPOINTS, Egress, SecureVpc

        stack = cdk.Stack(cdk.App(), "Shop", env=cdk.Environment(region="eu-west-1"))
        vpc = SecureVpc(stack, "Vpc", egress=Egress.NONE, endpoints=FUNCTION_ENDPOINTS)
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        cidr: str = "10.0.0.0/16",
        availability_zones: int = 2,
        egress: Egress = Egress.REGIONAL_NAT,
        endpoints: Sequence[str] = (),
        encryption_key: EncryptionKey | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        check = Check(scope, id)
        check.between("availability_zones", availability_zones, 2, 6)
        _check_range(check, cidr)
        for name in endpoints:
            check.matches("an endpoint", name, r"[a-z0-9.-]+", "a service's name, such as secretsmanager")
        super().__init__(scope, id)
        self._cidr = cidr
        self._vpc = self._make_vpc(availability_zones, egress)
        self._logs = EncryptedLogGroup(self, "FlowLogs", encryption_key=encryption_key, profile=profile)
        self._flow_log = self._write_down_flows()
        self._gateways = [
            self._gateway_endpoint("S3", ec2.GatewayVpcEndpointAwsService.S3, OBJECT_ACTIONS),
            self._gateway_endpoint("DynamoDb", ec2.GatewayVpcEndpointAwsService.DYNAMODB, ITEM_ACTIONS),
        ]
        self._endpoint_group = self._endpoint_security_group() if endpoints else None
        self._endpoints = {name: self._interface_endpoint(name) for name in endpoints}

    def _make_vpc(self, zones: int, egress: Egress) -> ec2.Vpc:
        private = {
            Egress.REGIONAL_NAT: ec2.SubnetType.PRIVATE_WITH_EGRESS,
            Egress.ZONAL_NAT: ec2.SubnetType.PRIVATE_WITH_EGRESS,
            Egress.NONE: ec2.SubnetType.PRIVATE_ISOLATED,
        }[egress]
        subnets = [ec2.SubnetConfiguration(name="Private", subnet_type=private)]
        if egress is not Egress.NONE:
            isolated = ec2.SubnetType.PRIVATE_ISOLATED
            subnets.append(ec2.SubnetConfiguration(name="Isolated", subnet_type=isolated))
        if egress is Egress.ZONAL_NAT:
            public = ec2.SubnetType.PUBLIC
            subnets.append(
                ec2.SubnetConfiguration(name="Public", subnet_type=public, map_public_ip_on_launch=False)
            )
        vpc = create(
            ec2.Vpc,
            ec2.VpcProps,
            self,
            "Resource",
            ip_addresses=ec2.IpAddresses.cidr(self._cidr),
            max_azs=zones,
            nat_gateway_provider=(
                ec2.NatProvider.regional_gateway() if egress is Egress.REGIONAL_NAT else None
            ),
            nat_gateways=0 if egress is Egress.NONE else None,
            restrict_default_security_group=True,
            subnet_configuration=subnets,
        )
        for subnet in vpc.public_subnets:
            acknowledge(
                cast("Construct", subnet),
                "VPCNoUnrestrictedRouteToIGW",
                "A zonal NAT gateway stands in a public subnet; nothing there gets an address by itself",
            )
        return vpc

    def _write_down_flows(self) -> ec2.CfnFlowLog:
        describe = ["logs:DescribeLogStreams"]
        statement: dict[str, Any] = self._logs.write_statement()
        statement["Action"] = [*statement["Action"], *describe]
        role = ServiceRole(
            self,
            "FlowLogRole",
            service="vpc-flow-logs.amazonaws.com",
            same_account_only=True,
            statements=[statement],
        )
        return create(
            ec2.CfnFlowLog,
            ec2.CfnFlowLogProps,
            self,
            "FlowLog",
            deliver_logs_permission_arn=role.role.role_arn,
            log_destination=self._logs.log_group_arn,
            log_destination_type="cloud-watch-logs",
            max_aggregation_interval=60,
            resource_id=self._vpc.vpc_id,
            resource_type="VPC",
            traffic_type="ALL",
        )

    def _gateway_endpoint(
        self, id: str, service: ec2.IGatewayVpcEndpointService, actions: Sequence[str]
    ) -> ec2.GatewayVpcEndpoint:
        endpoint = create(
            ec2.GatewayVpcEndpoint,
            ec2.GatewayVpcEndpointProps,
            self,
            id,
            service=service,
            vpc=self._vpc,
        )
        # Credentials of another account that find their way in here are of no use.
        statement = {
            "Effect": "Allow",
            "Principal": "*",
            "Action": list(actions),
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:PrincipalAccount": stack_facts(self).account}},
        }
        endpoint.add_to_policy(iam.PolicyStatement.from_json(statement))
        return endpoint

    def _endpoint_security_group(self) -> ec2.SecurityGroup:
        group = create(
            ec2.SecurityGroup,
            ec2.SecurityGroupProps,
            self,
            "EndpointSecurityGroup",
            allow_all_outbound=False,
            description="Interface endpoints: HTTPS from this VPC alone",
            vpc=self._vpc,
        )
        # The literal range, because rules cannot read the VPC's own attribute.
        group.add_ingress_rule(ec2.Peer.ipv4(self._cidr), ec2.Port.tcp(443), "HTTPS from this VPC")
        return group

    def _interface_endpoint(self, service: str) -> ec2.InterfaceVpcEndpoint:
        return create(
            ec2.InterfaceVpcEndpoint,
            ec2.InterfaceVpcEndpointProps,
            self,
            f"Endpoint-{service}",
            open=False,
            private_dns_enabled=True,
            security_groups=[self._endpoint_group],
            service=ec2.InterfaceVpcEndpointAwsService(service),
            vpc=self._vpc,
        )

    @property
    def vpc(self) -> ec2.Vpc:
        """The VPC."""
        return self._vpc

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
        return list(self._gateways)

    @property
    def interface_endpoints(self) -> dict[str, ec2.InterfaceVpcEndpoint]:
        """The interface endpoints by the services' names."""
        return dict(self._endpoints)

    @property
    def endpoint_security_group(self) -> ec2.SecurityGroup | None:
        """The group that the interface endpoints share; `None` without any."""
        return self._endpoint_group

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
        group.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(443), "HTTPS to AWS and public services")
        return group


def _check_range(check: Check, cidr: str) -> None:
    try:
        network = ipaddress.IPv4Network(cidr)
    except ValueError as error:
        raise check.fail(f"cidr is {cidr!r}: {error}", "give a range such as 10.0.0.0/16") from None
    check.require(network.is_private, f"cidr {cidr} is public", "choose a private range such as 10.0.0.0/16")
    check.between("the prefix of cidr", network.prefixlen, 16, 24)
