"""Grants that say exactly what they allow, in one message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import aws_iam as iam


def grant(
    grantee: iam.IGrantable,
    actions: Sequence[str],
    resources: Sequence[str],
    conditions: Mapping[str, Mapping[str, Any]] | None = None,
) -> iam.Grant:
    """Allow actions on resources to whatever can be granted something.

    The grants of CDK's own L2s end in wildcards such as `kms:GenerateDataKey*`; these name each action.
    """
    from aws_cdk import aws_iam as iam

    return iam.Grant.add_to_principal(
        grantee=_in_the_kernel(grantee),
        actions=list(actions),
        resource_arns=list(resources),
        conditions=conditions,
    )


def _in_the_kernel(grantee: iam.IGrantable) -> iam.IGrantable:
    """Return what CDK can ask without calling back into Python: our own grantees are Python objects."""
    return getattr(grantee, "granted", grantee)
