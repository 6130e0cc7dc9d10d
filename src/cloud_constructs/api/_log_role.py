"""The role with which the REST APIs of an account and region write their logs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from aws_cdk import RemovalPolicy
from aws_cdk import aws_apigateway as rest
from aws_cdk import aws_iam as iam

from cloud_constructs.core import create, make, stack_facts
from cloud_constructs.guardrails import acknowledge

if TYPE_CHECKING:
    from aws_cdk import Stack
    from constructs import Construct

# API Gateway tests the role when it is set, and takes it with no less than this, on every group:
# https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
NARROWABLE = (
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:DescribeLogStreams",
    "logs:PutLogEvents",
    "logs:GetLogEvents",
    "logs:FilterLogEvents",
)
CONTRACT = (
    "API Gateway takes one role for the logs of all REST APIs of an account, and only with these actions on "
    "every log group; none of them changes or deletes what is logged"
)


def log_account(scope: Construct) -> rest.CfnAccount:
    """Return the account's setting that the REST APIs of a stack share.

    It outlives its stack: the setting is the region's, and another stack's APIs may write with the role.
    """
    stack = stack_facts(scope).stack
    if stack not in _of_stack:
        _of_stack[stack] = _make(stack)
    return _of_stack[stack]


def _make(stack: Stack) -> rest.CfnAccount:
    role = create(
        iam.Role,
        iam.RoleProps,
        stack,
        "RestApiLogRole",
        assumed_by=iam.ServicePrincipal("apigateway.amazonaws.com"),
    )
    statement = {"Effect": "Allow", "Action": ["logs:DescribeLogGroups", *NARROWABLE], "Resource": "*"}
    document = make(iam.PolicyDocument.from_json, {"Version": "2012-10-17", "Statement": [statement]})
    policy = create(
        iam.ManagedPolicy,
        iam.ManagedPolicyProps,
        stack,
        "RestApiLogPolicy",
        document=document,
        roles=[role],
    )
    acknowledge(policy, "IAMNoWildcardPermissions", CONTRACT, finding="Resource::*")
    for action in NARROWABLE:
        acknowledge(policy, "WildcardResource", CONTRACT, finding=action)
    account = create(
        rest.CfnAccount, rest.CfnAccountProps, stack, "RestApiAccount", cloud_watch_role_arn=role.role_arn
    )
    account.node.add_dependency(policy)
    for kept in (role, policy, account):
        kept.apply_removal_policy(RemovalPolicy.RETAIN)
    return account


_of_stack: WeakKeyDictionary[Stack, rest.CfnAccount] = WeakKeyDictionary()
