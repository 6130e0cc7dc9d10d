"""GithubDeployRole: who gets it, and what it can do."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from harness import Template, default_template, new_stack, only, resources, statements, synth, template_of

import cloud_constructs as cc

if TYPE_CHECKING:
    import aws_cdk as cdk

CLAIM = "token.actions.githubusercontent.com"


def trust(template: Template) -> dict[str, Any]:
    (statement,) = only(template, "AWS::IAM::Role")["AssumeRolePolicyDocument"]["Statement"]
    return statement


@cache
def default() -> Template:
    return default_template("GithubDeployRole")


def test_only_the_named_jobs_of_the_repository_get_it() -> None:  # GS-15
    statement = trust(default())

    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    assert statement["Condition"] == {
        "StringEquals": {
            f"{CLAIM}:aud": "sts.amazonaws.com",
            f"{CLAIM}:sub": ["repo:acme/shop:environment:prod", "repo:acme/shop:ref:refs/heads/main"],
        }
    }


def test_it_lasts_for_an_hour() -> None:
    assert only(default(), "AWS::IAM::Role")["MaxSessionDuration"] == 3600


def test_all_it_can_do_is_to_assume_the_roles_of_the_bootstrap() -> None:  # GS-15
    (statement,) = statements(default(), "DeployPolicy")

    assert statement["Action"] == "sts:AssumeRole"
    assert [role["Fn::Join"][1][-1] for role in statement["Resource"]] == [
        f":iam::123456789012:role/cdk-hnb659fds-{kind}-role-123456789012-eu-west-1"
        for kind in ("deploy", "file-publishing", "image-publishing", "lookup")
    ]


def test_it_follows_the_qualifier_and_the_regions() -> None:
    template = synth(
        lambda stack: cc.GithubDeployRole(
            stack,
            "Deploy",
            repository="acme/shop",
            branches=["main"],
            regions=["eu-west-1", "us-east-1"],
            may_assume=["arn:aws:iam::123456789012:role/smoke"],
        ),
        context={"@aws-cdk/core:bootstrapQualifier": "acme"},
    )

    bootstrap, others = statements(template, "DeployPolicy")
    assert str(bootstrap).count("role/cdk-acme-") == 8
    assert "us-east-1" in str(bootstrap)
    assert others["Resource"] == "arn:aws:iam::123456789012:role/smoke"


def test_a_second_role_shares_the_provider_which_outlives_both() -> None:
    stack = new_stack()
    first = cc.GithubDeployRole(stack, "First", repository="acme/shop", environments=["dev"])
    cc.GithubDeployRole(
        stack, "Second", repository="acme/shop", environments=["prod"], provider=first.provider
    )

    (provider,) = resources(template_of(stack), "AWS::IAM::OIDCProvider").values()
    assert provider["DeletionPolicy"] == "Retain"
    assert provider["Properties"]["Url"] == f"https://{CLAIM}"


@pytest.mark.parametrize(
    ("branches", "operator"), [(["main"], "StringEquals"), (["main", "release/*"], "StringLike")]
)
def test_wildcards_count_only_where_they_were_waived(branches: list[str], operator: str) -> None:
    waiver = cc.Waiver(reason="Release branches are protected by rules of the organisation")

    def build(stack: cdk.Stack) -> None:
        cc.GithubDeployRole(stack, "Deploy", repository="acme/shop", branches=branches, wildcards=waiver)

    conditions = trust(synth(build))["Condition"]
    subjects = [f"repo:acme/shop:ref:refs/heads/{branch}" for branch in branches]
    found = conditions[operator][f"{CLAIM}:sub"]
    assert (found if isinstance(found, list) else [found]) == subjects
    assert conditions["StringEquals"][f"{CLAIM}:aud"] == "sts.amazonaws.com"
