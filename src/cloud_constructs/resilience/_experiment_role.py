"""What the role of an experiment is allowed: what FIS says each action needs, on the targets alone.

https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cloud_constructs.core import StackFacts

# FIS marks the network ACLs that it makes, and may touch no other.
ASKED = {"aws:RequestTag/managedByFIS": "true"}
MARKED = {"ec2:ResourceTag/managedByFIS": "true"}
TEMPORARY = (
    "FIS makes it for the time of the experiment and removes it afterwards; nobody knows its id before"
)
LISTS_OF_AWS = "The lists are those of the addresses of AWS's own services, and are only read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """One statement of an experiment's role.

    Args:
        actions: What is allowed.
        resources: On what.
        equals: Under which conditions.
        reason: Why the resources that nobody can name are open.
    """

    actions: Sequence[str]
    resources: Sequence[str]
    equals: Mapping[str, str] | None = None
    reason: str = TEMPORARY

    def statement(self) -> dict[str, Any]:
        """Return the IAM statement."""
        allowed = {"Effect": "Allow", "Action": list(self.actions), "Resource": list(self.resources)}
        return allowed | {"Condition": {"StringEquals": self.equals}} if self.equals else allowed

    def open_resources(self) -> Iterator[tuple[str, str]]:
        """Yield the resources that nobody can name before the experiment, each with the reason."""
        return ((resource, self.reason) for resource in self.resources if resource.endswith("*"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """What a role is allowed on resources, and what has no resource level."""

    scoped: Sequence[Permission]
    unscoped: Sequence[str]


def to_fail_functions(arns: Sequence[str]) -> Permissions:
    """Return what the actions on functions need, apart from the bucket by which FIS tells its extension."""
    return Permissions(
        scoped=[Permission(actions=["lambda:GetFunction"], resources=arns)], unscoped=["tag:GetResources"]
    )


def to_cut_off(facts: StackFacts, vpc_arn: str, subnet_arns: Sequence[str]) -> Permissions:
    """Return what it takes to put another network ACL on subnets for a while."""
    acls = f"arn:{facts.partition}:ec2:{facts.region}:{facts.account}:network-acl/*"
    lists = f"arn:{facts.partition}:ec2:{facts.region}:aws:prefix-list/*"
    created = {"ec2:CreateAction": "CreateNetworkAcl"}
    return Permissions(
        scoped=[
            Permission(actions=["ec2:CreateNetworkAcl"], resources=[vpc_arn]),
            Permission(actions=["ec2:CreateNetworkAcl"], resources=[acls], equals=ASKED),
            Permission(actions=["ec2:CreateTags"], resources=[acls], equals={**ASKED, **created}),
            Permission(
                actions=["ec2:CreateNetworkAclEntry", "ec2:DeleteNetworkAcl"], resources=[acls], equals=MARKED
            ),
            Permission(actions=["ec2:ReplaceNetworkAclAssociation"], resources=[*subnet_arns, acls]),
            Permission(actions=["ec2:GetManagedPrefixListEntries"], resources=[lists], reason=LISTS_OF_AWS),
        ],
        unscoped=[
            "ec2:DescribeManagedPrefixLists",
            "ec2:DescribeNetworkAcls",
            "ec2:DescribeSubnets",
            "ec2:DescribeVpcs",
        ],
    )


def to_close(facts: StackFacts, vpc_arn: str, endpoint_arn: str) -> Permissions:
    """Return what it takes to put another security group on an interface endpoint for a while."""
    groups = f"arn:{facts.partition}:ec2:{facts.region}:{facts.account}:security-group/*"
    # AWS documents no mark for these groups: what is bound is the network in which they are.
    here = {"ec2:Vpc": vpc_arn}
    created = {"ec2:CreateAction": "CreateSecurityGroup"}
    return Permissions(
        scoped=[
            Permission(actions=["ec2:ModifyVpcEndpoint"], resources=[endpoint_arn]),
            Permission(actions=["ec2:CreateSecurityGroup"], resources=[vpc_arn, groups]),
            Permission(actions=["ec2:CreateTags"], resources=[groups], equals=created),
            Permission(
                actions=[
                    "ec2:DeleteSecurityGroup",
                    "ec2:ModifyVpcEndpoint",
                    "ec2:RevokeSecurityGroupEgress",
                ],
                resources=[groups],
                equals=here,
            ),
        ],
        unscoped=["ec2:DescribeSecurityGroups", "ec2:DescribeVpcEndpoints"],
    )
