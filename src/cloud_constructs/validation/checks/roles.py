"""Roles and policies (IAM): what may be done, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cloud_constructs.guardrails._values import flatten
from cloud_constructs.validation.checks._check import Check
from cloud_constructs.validation.checks._statements import differences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.validation._live import Live

_ROLE = ("AWS::IAM::Role",)
_MANAGED = "AWS::IAM::ManagedPolicy"
_INLINE = ("AWS::IAM::Policy", "AWS::IAM::RolePolicy")


def _trust(live: Live) -> Iterator[str]:
    role = live.ask("iam", "get_role", RoleName=live.id)["Role"]
    return differences([role["AssumeRolePolicyDocument"]], [live.wanted("AssumeRolePolicyDocument")])


def _attached(live: Live) -> Iterator[str]:
    """Yield the policies that are attached to a role, or not, other than any template of the app says."""
    answer = live.ask("iam", "list_attached_role_policies", RoleName=live.id)
    found = {policy["PolicyArn"] for policy in answer["AttachedPolicies"]}
    named = live.resource.properties.get("ManagedPolicyArns", [])
    ours = {
        live.ids[policy]
        for policy in live.resource.template.assembly.of_type(_MANAGED)
        if live.is_named_by(policy, "Roles") and policy in live.ids
    } | {known for value in named if (known := live.id_of(value))}
    # The partition in the name of a policy of AWS is CloudFormation's to fill in.
    wanted = ours | {arn for arn in found for value in named if _same_policy(arn, value)}
    yield from (f"{arn} is attached to it" for arn in sorted(found - wanted))
    yield from (f"{arn} is not attached to it" for arn in sorted(ours - found))


def _same_policy(arn: str, value: Any) -> bool:  # noqa: ANN401
    return arn.partition(":policy/")[2] == flatten(value).partition(":policy/")[2]


def _inline(live: Live) -> Iterator[str]:
    own = live.resource.entries("Policies")
    separate = live.resource.template.assembly.of_type(*_INLINE)
    wanted = {policy["PolicyName"]: policy["PolicyDocument"] for policy in own} | {
        policy.properties["PolicyName"]: policy.properties["PolicyDocument"]
        for policy in separate
        if live.is_named_by(policy, "Roles") or live.is_named_by(policy, "RoleName")
    }
    for name in live.ask("iam", "list_role_policies", RoleName=live.id)["PolicyNames"]:
        if name in wanted:
            found = live.ask("iam", "get_role_policy", RoleName=live.id, PolicyName=name)
            yield from differences([found["PolicyDocument"]], [wanted[name]])
        else:
            yield f"the policy {name} was written into it"


def _document(live: Live) -> Iterator[str]:
    policy = live.ask("iam", "get_policy", PolicyArn=live.id)["Policy"]
    version = live.ask("iam", "get_policy_version", PolicyArn=live.id, VersionId=policy["DefaultVersionId"])[
        "PolicyVersion"
    ]
    return differences([version["Document"]], [live.wanted("PolicyDocument")])


CHECKS = (
    Check(claim="is trusted to those of the template", types=_ROLE, find=_trust),
    Check(claim="has the policies that the app attaches, and no other", types=_ROLE, find=_attached),
    Check(claim="has nothing written into it but what the template says", types=_ROLE, find=_inline),
    Check(claim="allows what the template says, and no more", types=(_MANAGED,), find=_document),
)
