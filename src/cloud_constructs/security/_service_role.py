"""ServiceRole: the role of one resource, whose permissions stand in a customer-managed policy."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

import jsii
from aws_cdk import aws_iam as iam
from constructs import Construct

from cloud_constructs.core import Check, create, stack_facts
from cloud_constructs.guardrails import acknowledge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@jsii.implements(iam.IGrantable)
class ServiceRole(Construct):
    """A role for an AWS service.

    It promises that permissions stand in a customer-managed policy, never inline and never in a policy that
    AWS widens by itself, and that actions which AWS cannot narrow to a resource stand in a policy of their
    own, where a wildcard that does not belong is seen.

    Args:
        service: The service's principal, such as `lambda.amazonaws.com`.
        statements: What the role may do from the start, as IAM policy statements; at least one.
        unscoped: Actions that have no resource level.
        same_account_only: Whether the service may act on behalf of this account alone; not every service
            says on whose behalf it acts (Lambda does not).

    Raises:
        ArgumentError: There is no statement, or one allows `*`.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs.security import ServiceRole

        stack = cdk.Stack(cdk.App(), "Shop", env=cdk.Environment(region="eu-west-1"))
        role = ServiceRole(
            stack,
            "Role",
            service="lambda.amazonaws.com",
            statements=[{"Effect": "Allow", "Action": "sns:Publish", "Resource": "arn:aws:sns:::alerts"}],
        )
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        service: str,
        statements: Sequence[Mapping[str, Any]],
        unscoped: Sequence[str] = (),
        same_account_only: bool = False,
    ) -> None:
        check = Check(scope, id)
        check.require(len(statements) > 0, "statements is empty", "say what the role may do")
        for statement in statements:
            check.require(
                statement.get("Resource") != "*" and "*" not in str(statement.get("Action")),
                f"a statement has a wildcard: {dict(statement)}",
                "name actions and resources; actions without a resource level belong in unscoped",
            )
        super().__init__(scope, id)
        account = stack_facts(scope).account if same_account_only else None
        principal = _principal(service) if account is None else _principal_of(service, account)
        self._role = create(iam.Role, iam.RoleProps, self, "Resource", assumed_by=principal)
        self._policy = self._attach("Policy", statements)
        self._principal: iam.IPrincipal = self._policy.grant_principal
        if unscoped:
            statement = {"Effect": "Allow", "Action": list(unscoped), "Resource": "*"}
            policy = self._attach("NoResourceLevel", [statement])
            reason = f"These actions have no resource level: {', '.join(unscoped)}"
            acknowledge(policy, "IAMNoWildcardPermissions", reason, finding="Resource::*")

    def _attach(self, id: str, statements: Sequence[Mapping[str, Any]]) -> iam.ManagedPolicy:
        document = iam.PolicyDocument.from_json({"Version": "2012-10-17", "Statement": list(statements)})
        return create(
            iam.ManagedPolicy, iam.ManagedPolicyProps, self, id, document=document, roles=[self._role]
        )

    @property
    def role(self) -> iam.Role:
        """The role."""
        return self._role

    @property
    def policy(self) -> iam.ManagedPolicy:
        """The policy in which grants end."""
        return self._policy

    @property
    def grant_principal(self) -> iam.IPrincipal:
        """What CDK's grants ask for: the policy, so that they end there too."""
        return self._principal


@cache
def _principal(service: str) -> iam.IPrincipal:
    return cast("iam.IPrincipal", iam.ServicePrincipal(service))


def _principal_of(service: str, account: str) -> iam.IPrincipal:
    conditions = {"StringEquals": {"aws:SourceAccount": account}}
    return cast("iam.IPrincipal", iam.ServicePrincipal(service, conditions=conditions))
