"""The private paths of a VPC: its gateway and interface endpoints, and whom they serve."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam

from cloud_constructs.core import AlarmTarget, Service, call, create, make
from cloud_constructs.network._endpoints import ITEM_ACTIONS, OBJECT_ACTIONS
from cloud_constructs.network._tier import Tier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import Construct

    from cloud_constructs.network._endpoints import Perimeter


class PrivatePaths:
    """What makes the endpoints of one VPC, and keeps them."""

    def __init__(self, scope: Construct, vpc: ec2.Vpc, perimeter: Perimeter) -> None:
        self._scope = scope
        self._vpc = vpc
        self._perimeter = perimeter
        s3, dynamo_db = ec2.GatewayVpcEndpointAwsService.S3, ec2.GatewayVpcEndpointAwsService.DYNAMODB
        objects, items = perimeter.for_data(OBJECT_ACTIONS), perimeter.for_data(ITEM_ACTIONS)
        self.gateways = [
            self._gateway("S3", s3, objects, perimeter.for_downloads()),
            self._gateway("DynamoDb", dynamo_db, items),
        ]
        self._by_group = False
        self.group: ec2.SecurityGroup | None = None
        self.interfaces: dict[str, ec2.InterfaceVpcEndpoint] = {}
        self.services: dict[str, ec2.InterfaceVpcEndpointAwsService] = {}

    def _gateway(
        self, id: str, service: ec2.IGatewayVpcEndpointService, *statements: dict[str, Any]
    ) -> ec2.GatewayVpcEndpoint:
        endpoint = create(
            ec2.GatewayVpcEndpoint,
            ec2.GatewayVpcEndpointProps,
            self._scope,
            id,
            service=service,
            vpc=self._vpc,
        )
        for statement in statements:
            call(endpoint.add_to_policy, make(iam.PolicyStatement.from_json, statement))
        return endpoint

    def add(self, services: Sequence[str], *, cidr: str | None, zones: int | None) -> None:
        """Make interface endpoints in so many zones that share one security group.

        Args:
            services: The services' names.
            cidr: The addresses that they let in, as a literal: rules cannot read the VPC's own attribute.
                `None` to let nobody in but whom `let_in` names.
            zones: In how many zones; `None` for all.
        """
        self._by_group = cidr is None
        self.group = create(
            ec2.SecurityGroup,
            ec2.SecurityGroupProps,
            self._scope,
            "EndpointSecurityGroup",
            allow_all_outbound=False,
            description=f"Interface endpoints: HTTPS from {'this VPC' if cidr else 'their clients'} alone",
            vpc=self._vpc,
        )
        if cidr is not None:
            self.group.add_ingress_rule(ec2.Peer.ipv4(cidr), ec2.Port.tcp(443), "HTTPS from this VPC")
        subnets: dict[str, Any] = {"subnetGroupName": Tier.PRIVATE.value}
        if zones is not None:
            subnets = {"subnets": self._vpc.select_subnets(subnet_group_name=Tier.PRIVATE).subnets[:zones]}
        ours = make(iam.PolicyStatement.from_json, self._perimeter.for_calls())
        for name in services:
            self.services[name] = ec2.InterfaceVpcEndpointAwsService(name)
            self.interfaces[name] = create(
                ec2.InterfaceVpcEndpoint,
                ec2.InterfaceVpcEndpointProps,
                self._scope,
                f"Endpoint-{name}",
                open=False,
                private_dns_enabled=True,
                security_groups=[self.group],
                service=self.services[name],
                subnets=subnets,
                vpc=self._vpc,
            )
            self.interfaces[name].add_to_policy(ours)

    def let_in(self, client: ec2.SecurityGroup, owner: str) -> None:
        """Let a security group reach the interface endpoints, if there are any that it does not reach yet."""
        if self.group is not None and self._by_group:
            self.group.add_ingress_rule(client, ec2.Port.tcp(443), f"HTTPS from {owner}")

    def targets(self, name: str) -> list[AlarmTarget]:
        """Return what alarms watch of the interface endpoints."""
        return [
            AlarmTarget(
                name=f"{name}-{service}",
                service=Service.ENDPOINT,
                dimensions={
                    "Endpoint Type": "Interface",
                    "Service Name": self.services[service].name,
                    "VPC Endpoint Id": endpoint.vpc_endpoint_id,
                    "VPC Id": self._vpc.vpc_id,
                },
            )
            for service, endpoint in self.interfaces.items()
        ]
