"""The flow log that every VPC of ours has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk import aws_ec2 as ec2

from cloud_constructs.core import create
from cloud_constructs.security import EncryptedLogGroup, ServiceRole

if TYPE_CHECKING:
    from constructs import Construct


def write_down_flows(scope: Construct, vpc: ec2.Vpc, group: EncryptedLogGroup) -> ec2.CfnFlowLog:
    """Write everything that passes or is refused to a log group, a minute at a time."""
    statement: dict[str, Any] = group.write_statement()
    statement["Action"] = [*statement["Action"], "logs:DescribeLogStreams"]
    role = ServiceRole(
        scope,
        "FlowLogRole",
        service="vpc-flow-logs.amazonaws.com",
        same_account_only=True,
        statements=[statement],
    )
    return create(
        ec2.CfnFlowLog,
        ec2.CfnFlowLogProps,
        scope,
        "FlowLog",
        deliver_logs_permission_arn=role.role.role_arn,
        log_destination=group.log_group_arn,
        log_destination_type="cloud-watch-logs",
        max_aggregation_interval=60,
        resource_id=vpc.vpc_id,
        resource_type="VPC",
        traffic_type="ALL",
    )
