"""The roles that `cdk bootstrap` leaves in an account: who deploys assumes them, and needs nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cloud_constructs.core import stack_facts

if TYPE_CHECKING:
    from constructs import Construct

# https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
_KINDS = ("deploy", "file-publishing", "image-publishing", "lookup")
_QUALIFIER_CONTEXT = "@aws-cdk/core:bootstrapQualifier"
_DEFAULT_QUALIFIER = "hnb659fds"


def assume_bootstrap_roles(scope: Construct, account: str, *regions: str) -> dict[str, Any]:
    """Return the IAM statement of who deploys to some regions of an account."""
    stack = stack_facts(scope)
    qualifier = stack.stack.node.try_get_context(_QUALIFIER_CONTEXT) or _DEFAULT_QUALIFIER
    roles = [
        f"arn:{stack.partition}:iam::{account}:role/cdk-{qualifier}-{kind}-role-{account}-{region}"
        for region in regions
        for kind in _KINDS
    ]
    return {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": roles}
