"""Grants whose wildcards are in the name of a resource of another stack."""

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from harness import ENV, HANDLER

from cloud_constructs import EnhancedLambda, GuardrailError, Guardrails, SecureBucket, acknowledge
from cloud_constructs.guardrails import check


@pytest.fixture(params=list(cdk.ReferenceStrength))
def stacks(request: pytest.FixtureRequest) -> tuple[cdk.Stack, cdk.Stack]:
    app = cdk.App()
    cdk.CrossStackReferences.of(app).consume(request.param)
    return cdk.Stack(app, "Storage", env=ENV), cdk.Stack(app, "Compute", env=ENV)


def judge(stack: cdk.Stack) -> None:
    app = stack.node.root
    assert isinstance(app, cdk.App)
    guardrails = Guardrails.of(app)
    guardrails.enforce()
    guardrails.synth()


def test_a_grant_below_a_prefix_is_acknowledged_by_the_text_of_the_reference(
    stacks: tuple[cdk.Stack, cdk.Stack],
) -> None:
    storage, compute = stacks
    SecureBucket(storage, "Files").grant_read(EnhancedLambda(compute, "Reader", entry=HANDLER), "in/")

    judge(storage)


def test_another_prefix_than_the_acknowledged_one_is_still_found(stacks: tuple[cdk.Stack, cdk.Stack]) -> None:
    storage, compute = stacks
    bucket = SecureBucket(storage, "Files")
    objects = f"{bucket.bucket_arn}/out/*"
    statement = iam.PolicyStatement(actions=["s3:GetObject"], resources=[objects])
    policy = iam.ManagedPolicy(compute, "Policy", statements=[statement])
    reason = "The reader may read everything that comes in, and nothing else"
    acknowledge(policy, "IAMNoWildcardPermissions", reason, finding=("Resource", f"{bucket.bucket_arn}/in/*"))

    with pytest.raises(GuardrailError, match=r"IAM5\[.*/out/\*\]"):
        judge(storage)


@pytest.mark.parametrize("region", ["eu-west-1", "eu-central-1"])
def test_it_stands_in_the_assembly_of_a_stage_too(region: str) -> None:  # CV-12
    app = cdk.App()
    stage = cdk.Stage(app, "Prod")
    storage, compute = (
        cdk.Stack(
            stage,
            name,
            env=cdk.Environment(account=ENV.account, region=home),
            cross_region_references=True,
        )
        for name, home in {"Storage": region, "Compute": "eu-west-1"}.items()
    )
    SecureBucket(storage, "Files").grant_read(EnhancedLambda(compute, "Reader", entry=HANDLER), "in/")

    judge(storage)

    assert [finding for finding in check(app.outdir) if finding.reason is None] == []
