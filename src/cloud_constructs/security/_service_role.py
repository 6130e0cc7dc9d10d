"""ServiceRole: the role of one resource, whose permissions stand in a customer-managed policy."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, cast

import jsii
from aws_cdk import aws_iam as iam

from cloud_constructs.core import L3, Check, create, make, stack_facts
from cloud_constructs.guardrails import acknowledge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from constructs import Construct


@jsii.implements(iam.IGrantable)
class ServiceRole(L3):
    """A role for an AWS service.

    It promises that permissions stand in customer-managed policies, never inline and never in one that AWS
    widens by itself, and that actions which AWS cannot narrow to a resource stand in a policy of their own,
    where a wildcard that does not belong is seen.

    What is granted later stands in a policy that nothing waits for, so that a function may be granted what
    in turn refers to the function.

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
        self._principal = cast("iam.IPrincipal", _RolePrincipal(self))
        self._policies = [self._attach("Policy", statements)]
        if unscoped:
            statement = {"Effect": "Allow", "Action": list(unscoped), "Resource": "*"}
            policy = self._attach("NoResourceLevel", [statement])
            self._policies.append(policy)
            reason = f"These actions have no resource level: {', '.join(unscoped)}"
            acknowledge(policy, "IAMNoWildcardPermissions", reason, finding="Resource::*")

    def _attach(self, id: str, statements: Sequence[Mapping[str, Any]] = ()) -> iam.ManagedPolicy:
        body = {"Version": "2012-10-17", "Statement": list(statements)}
        document = make(iam.PolicyDocument.from_json, body) if statements else None
        return create(
            iam.ManagedPolicy, iam.ManagedPolicyProps, self, id, document=document, roles=[self._role]
        )

    @property
    def role(self) -> iam.Role:
        """The role."""
        return self._role

    @property
    def policies(self) -> list[iam.ManagedPolicy]:
        """What the role may do from the start: a resource that is tested at its creation waits for these."""
        return list(self._policies)

    @cached_property
    def granted(self) -> iam.ManagedPolicy:
        """The policy in which grants end; the first grant makes it."""
        return self._attach("Granted")

    @property
    def grant_principal(self) -> iam.IPrincipal:
        """What CDK's own grants ask for."""
        return self._principal


@jsii.implements(iam.IPrincipal)
class _RolePrincipal:
    """The role where a grant names its principal, the policy where it leaves its statement.

    CDK knows either a role, whose statements end inline, or a policy, which no resource can name.
    """

    def __init__(self, owner: ServiceRole) -> None:
        self._owner = owner

    @property
    def assume_role_action(self) -> str:
        return self._owner.role.assume_role_action

    @property
    def grant_principal(self) -> _RolePrincipal:
        return self

    @property
    def policy_fragment(self) -> iam.PrincipalPolicyFragment:
        return self._owner.role.policy_fragment

    @property
    def principal_account(self) -> str | None:
        return self._owner.role.principal_account

    def add_to_principal_policy(self, statement: iam.PolicyStatement) -> iam.AddToPrincipalPolicyResult:
        policy = self._owner.granted
        policy.add_statements(statement)
        return iam.AddToPrincipalPolicyResult(statement_added=True, policy_dependable=policy)


@cache
def _principal(service: str) -> iam.IPrincipal:
    return cast("iam.IPrincipal", iam.ServicePrincipal(service))


def _principal_of(service: str, account: str) -> iam.IPrincipal:
    conditions = {"StringEquals": {"aws:SourceAccount": account}}
    return cast("iam.IPrincipal", iam.ServicePrincipal(service, conditions=conditions))
