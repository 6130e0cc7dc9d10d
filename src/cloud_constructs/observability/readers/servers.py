"""Containers, the load balancers before them and the network around them."""

from __future__ import annotations

from typing import Any

from cloud_constructs.core import AlarmTarget, Service
from cloud_constructs.observability.readers._reader import Reader, made, named


def _service(service: Any, name: str) -> list[AlarmTarget]:  # noqa: ANN401
    cluster = service.cluster
    # Without Container Insights nobody counts the tasks that run. An import has its settings elsewhere.
    resource = cluster.node.default_child
    if resource is not None and not resource.cluster_settings:
        resource.cluster_settings = [{"name": "containerInsights", "value": "enabled"}]
    dimensions = {"ClusterName": cluster.cluster_name, "ServiceName": service.service_name}
    return [AlarmTarget(name=name, service=Service.ECS_SERVICE, dimensions=dimensions)]


def _endpoint(endpoint: Any, name: str) -> list[AlarmTarget]:  # noqa: ANN401
    dimensions = {
        "VPC Id": made(endpoint, "vpc_id"),
        "VPC Endpoint Id": endpoint.vpc_endpoint_id,
        "Endpoint Type": "Interface",
        "Service Name": made(endpoint, "service_name"),
    }
    return [AlarmTarget(name=name, service=Service.ENDPOINT, dimensions=dimensions)]


READERS: dict[str, Reader] = {
    "aws_ecs.Cluster": named(Service.ECS_CLUSTER, ClusterName="cluster_name"),
    "aws_ecs.FargateService": _service,
    "aws_ecs.Ec2Service": _service,
    "aws_elasticloadbalancingv2.ApplicationLoadBalancer": named(
        Service.LOAD_BALANCER, LoadBalancer="load_balancer_full_name"
    ),
    "aws_elasticloadbalancingv2.ApplicationTargetGroup": named(
        Service.TARGET_GROUP,
        LoadBalancer="first_load_balancer_full_name",
        TargetGroup="target_group_full_name",
    ),
    "aws_ec2.CfnNatGateway": named(Service.NAT_GATEWAY, NatGatewayId="ref"),
    "aws_ec2.InterfaceVpcEndpoint": _endpoint,
}
