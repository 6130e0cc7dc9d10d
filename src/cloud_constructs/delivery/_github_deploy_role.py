"""GithubDeployRole: what a GitHub workflow deploys with, without a key that could leak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk import RemovalPolicy
from aws_cdk import aws_iam as iam

from cloud_constructs.core import HOUR, L3, Check, create, duration, make, read, stack_facts
from cloud_constructs.delivery._bootstrap_roles import assume_bootstrap_roles
from cloud_constructs.guardrails import acknowledge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import Construct

    from cloud_constructs.core import Waiver

ISSUER = "token.actions.githubusercontent.com"
AUDIENCE = "sts.amazonaws.com"


class GithubDeployRole(L3):
    """A role that the workflows of one repository assume to deploy with the AWS CDK.

    It promises that only the named repository gets it, and only from the environments and branches that are
    named; that it lasts for an hour; and that all it can do is to assume the roles that `cdk bootstrap` made
    in this account.

    Args:
        repository: The repository with its owner, such as `acme/shop`.
        environments: The environments of the repository whose jobs get the role. GitHub protects them with
            reviewers (https://docs.github.com/actions/reference/workflows-and-actions/deployments-and-environments).
        branches: The branches whose jobs get it without an environment.
        regions: Where to it deploys in this account; by default the stack's region.
        may_assume: The ARNs of roles that it may assume besides, such as that of smoke tests.
        provider: What vouches for GitHub in this account, which can have only one; by default a new one.
        wildcards: A `Waiver` to let `*` stand in the names of environments and branches.

    Raises:
        ArgumentError: A value has not its form, nobody gets the role, or a name has a wildcard.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import GithubDeployRole

        stack = cdk.Stack(cdk.App(), "Delivery", env=cdk.Environment(region="eu-west-1"))
        GithubDeployRole(stack, "Deploy", repository="acme/shop", environments=["prod"])
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        repository: str,
        environments: Sequence[str] = (),
        branches: Sequence[str] = (),
        regions: Sequence[str] | None = None,
        may_assume: Sequence[str] = (),
        provider: iam.IOidcProvider | None = None,
        wildcards: Waiver | None = None,
    ) -> None:
        check = Check(scope, id)
        expected = "an owner and a name, such as acme/shop, without a wildcard"
        # GitHub writes ids behind the names, where a repository asks for subjects that nobody can inherit.
        check.matches("repository", repository, r"[\w.-]+(@\d+)?/[\w.-]+(@\d+)?", expected)
        check.require(
            bool(environments or branches),
            "environments and branches are empty",
            "say which jobs of the repository get the role",
        )
        for name in (*environments, *branches):
            expected = "a name without ':', '?' and, unless wildcards is a Waiver, '*'"
            check.matches("an environment or branch", name, _name_pattern(wildcards), expected)
        for region in regions or ():
            check.matches("a region", region, r"[a-z]{2}(-[a-z]+)+-\d", "a region such as eu-west-1")
        check.require(
            regions is None or len(regions) > 0, "regions is empty", "name a region, or leave it out"
        )
        for arn in may_assume:
            pattern, expected = r"arn:[\w-]+:iam::\d{12}:role/[\w+=,.@/-]+", "the ARN of a role"
            check.matches("a role of may_assume", arn, pattern, expected)
        super().__init__(scope, id)
        self._provider = provider or self._make_provider()
        subjects = [f"repo:{repository}:environment:{name}" for name in environments]
        subjects += [f"repo:{repository}:ref:refs/heads/{name}" for name in branches]
        principal = _principal(read(self._provider, "oidc_provider_arn"), subjects)
        self._role = create(
            iam.Role,
            iam.RoleProps,
            self,
            "Resource",
            assumed_by=principal,
            description=f"What workflows of {repository} deploy with",
            max_session_duration=duration(HOUR),
        )
        if wildcards is not None:
            for subject in (subject for subject in subjects if "*" in subject):
                acknowledge(self._role, "GithubSubject", wildcards, finding=subject)
        facts = stack_facts(scope)
        self._policy = self._attach(
            assume_bootstrap_roles(self, facts.account, *(regions or [facts.region])), may_assume
        )

    def _make_provider(self) -> iam.OidcProviderNative:
        # Every other role for GitHub in the account needs it too.
        return create(
            iam.OidcProviderNative,
            iam.OidcProviderNativeProps,
            self,
            "Github",
            url=f"https://{ISSUER}",
            client_ids=[AUDIENCE],
            removal_policy=RemovalPolicy.RETAIN,
        )

    def _attach(self, bootstrap: dict[str, Any], may_assume: Sequence[str]) -> iam.ManagedPolicy:
        statements = [bootstrap]
        if may_assume:
            statements.append({"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": list(may_assume)})
        document = make(iam.PolicyDocument.from_json, {"Version": "2012-10-17", "Statement": statements})
        return create(
            iam.ManagedPolicy, iam.ManagedPolicyProps, self, "Policy", document=document, roles=[self._role]
        )

    @property
    def role(self) -> iam.Role:
        """The role."""
        return self._role

    @property
    def role_arn(self) -> str:
        """The role's ARN, which the workflow names."""
        return read(self._role, "role_arn")

    @property
    def policy(self) -> iam.ManagedPolicy:
        """What the role may do."""
        return self._policy

    @property
    def provider(self) -> iam.IOidcProvider:
        """What vouches for GitHub; the next role of the account takes it too."""
        return self._provider


def _name_pattern(wildcards: Waiver | None) -> str:
    return r"[^:*?]+" if wildcards is None else r"[^:?]+"


def _principal(provider_arn: str, subjects: Sequence[str]) -> iam.FederatedPrincipal:
    """Return the repository's jobs; `StringLike` only where a wildcard was waived."""
    operator = "StringLike" if any("*" in subject for subject in subjects) else "StringEquals"
    conditions: dict[str, dict[str, Any]] = {"StringEquals": {f"{ISSUER}:aud": AUDIENCE}}
    conditions.setdefault(operator, {})[f"{ISSUER}:sub"] = list(subjects)
    return iam.FederatedPrincipal(provider_arn, conditions, "sts:AssumeRoleWithWebIdentity")
