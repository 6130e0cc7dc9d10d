"""What the packs cannot see in the tree is found in the templates, and what was acknowledged stays so."""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs
from guardrails.assemblies import write_assembly
from harness import ENV

import cloud_constructs as cc
from cloud_constructs import GuardrailError, Guardrails, Pack, acknowledge
from cloud_constructs.guardrails import check, findings

REASON = "The reason that a reviewer would accept"
Found = list[tuple[str, str]]


def open_after(build: Callable[[cdk.Stack], object], *packs: Pack) -> tuple[Found, Found]:
    """Return what is open after synthesis, and what `check` finds open in the same assembly."""
    app = cdk.App()
    build(cdk.Stack(app, "Test", env=ENV))
    guardrails = Guardrails.of(app)
    guardrails.enforce(*(packs or [Pack.AWS_SOLUTIONS]))
    with contextlib.suppress(GuardrailError):
        guardrails.synth()
    in_report = [(finding.rule, finding.path) for finding in findings(app.outdir)]
    judged = [f for f in check(app.outdir, packs or [Pack.AWS_SOLUTIONS]) if f.reason is None]
    return sorted(in_report), sorted((finding.rule, finding.path) for finding in judged)


def resource_of(construct: cdk.Resource) -> cdk.CfnResource:
    made = construct.node.default_child
    assert isinstance(made, cdk.CfnResource)
    return made


def raw_override(stack: cdk.Stack) -> None:
    key = cc.EncryptionKey(stack, "Key")
    resource_of(key.key).add_property_override("EnableKeyRotation", False)


def generic_resource(stack: cdk.Stack) -> None:
    statement = {"Effect": "Allow", "Action": "s3:GetObject*", "Resource": "arn:aws:s3:::media/x"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    cdk.CfnResource(
        stack,
        "Policy",
        type="AWS::IAM::ManagedPolicy",
        properties={"PolicyDocument": document},
    )


def changed_l1(stack: cdk.Stack) -> None:
    resource = resource_of(cc.EncryptionKey(stack, "Key").key)
    setattr(resource, "enable_key_rotation", False)  # noqa: B010


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (raw_override, ("AwsSolutions-KMS5", "Test/Key/Resource/Resource")),
        (generic_resource, ("AwsSolutions-IAM5[Action::s3:GetObject*]", "Test/Policy")),
        (changed_l1, ("AwsSolutions-KMS5", "Test/Key/Resource/Resource")),
    ],
    ids=["raw override", "generic resource", "changed L1"],
)
def test_what_escapes_the_tree_is_found(
    build: Callable[[cdk.Stack], object], expected: tuple[str, str]
) -> None:
    at_synthesis, by_check = open_after(build)

    assert at_synthesis == by_check == [expected]


@pytest.mark.parametrize("build", [raw_override, generic_resource])
def test_the_packs_alone_do_not_see_it(build: Callable[[cdk.Stack], object]) -> None:
    """Were this to fail, the second pass would have become unnecessary."""
    stack = cdk.Stack(cdk.App(), "Test", env=ENV)
    build(stack)

    assert Pack.AWS_SOLUTIONS.checks().validate_scope(stack).violations == []


def test_a_finding_in_the_tree_is_reported_once() -> None:
    at_synthesis, by_check = open_after(
        lambda stack: sqs.Queue(stack, "Queue", enforce_ssl=True, encryption=sqs.QueueEncryption.KMS_MANAGED)
    )

    assert at_synthesis == by_check == [("AwsSolutions-SQS3", "Test/Queue/Resource")]


def test_an_acknowledgement_holds_for_what_only_the_template_shows() -> None:
    def build(stack: cdk.Stack) -> None:
        generic_resource(stack)
        policy = stack.node.find_child("Policy")
        assert isinstance(policy, cdk.CfnResource)
        acknowledge(policy, "IAMNoWildcardPermissions", REASON, finding="Action::s3:GetObject*")

    assert open_after(build) == ([], [])


def test_an_acknowledgement_does_not_hide_what_an_override_adds() -> None:
    def build(stack: cdk.Stack) -> None:
        generic_resource(stack)
        policy = stack.node.find_child("Policy")
        assert isinstance(policy, cdk.CfnResource)
        acknowledge(policy, "IAMNoWildcardPermissions", REASON, finding="Action::s3:GetObject*")
        policy.add_property_override("PolicyDocument.Statement.0.Resource", "arn:aws:s3:::other/*")

    expected = [("AwsSolutions-IAM5[Resource::arn:aws:s3:::other/*]", "Test/Policy")]
    assert open_after(build) == (expected, expected)


def test_nested_stacks_are_judged_under_the_paths_of_their_constructs() -> None:
    def build(stack: cdk.Stack) -> None:
        for place in (stack, cdk.NestedStack(stack, "Inner")):
            sqs.Queue(place, "Queue", enforce_ssl=True, encryption=sqs.QueueEncryption.KMS_MANAGED)

    at_synthesis, by_check = open_after(build)

    rule = "AwsSolutions-SQS3"
    assert at_synthesis == by_check == [(rule, "Test/Inner/Queue/Resource"), (rule, "Test/Queue/Resource")]


def test_stages_are_judged() -> None:
    app = cdk.App()
    stage = cdk.Stage(app, "Prod", env=ENV)
    raw_override(cdk.Stack(stage, "Shop"))
    guardrails = Guardrails.of(app)
    guardrails.enforce(Pack.AWS_SOLUTIONS)

    with pytest.raises(GuardrailError, match=r"Prod/Shop/Key/Resource/Resource\n  error   AwsSolutions-KMS5"):
        guardrails.synth()


def test_handlers_of_cdk_are_let_through_with_a_reason_and_only_as_cdk_makes_them() -> None:
    def build(stack: cdk.Stack) -> None:
        cc.SecureVpc(stack, "Vpc")
        handler = stack.node.find_child("Custom::VpcRestrictDefaultSGCustomResourceProvider")
        role = handler.node.find_child("Role")
        assert isinstance(role, cdk.CfnResource)
        role.add_property_override("Policies.0.PolicyDocument.Statement.0.Action", "ec2:*")

    provider = "Test/Custom::VpcRestrictDefaultSGCustomResourceProvider/Role"
    expected = [("AwsSolutions-IAM5[Action::ec2:*]", provider), ("CC-WildcardAction[ec2:*]", provider)]
    assert open_after(build) == (expected, expected)


def two_regions() -> str:
    """Synthesise an app in which a stack knows the ARN of a key in another region, and return its folder."""
    app = cdk.App()
    elsewhere = cdk.Environment(account=ENV.account, region="eu-central-1")
    there = cdk.Stack(app, "There", env=elsewhere, cross_region_references=True)
    here = cdk.Stack(app, "Here", env=ENV, cross_region_references=True)
    cdk.CfnOutput(here, "KeyArn", value=cc.EncryptionKey(there, "Key").key_arn)
    guardrails = Guardrails.of(app)
    guardrails.enforce()
    return guardrails.synth().directory


def test_what_cdk_needs_for_references_to_another_region_is_let_through() -> None:  # CV-12
    assembly = two_regions()

    assert findings(assembly) == []
    assert [finding for finding in check(assembly) if finding.reason is None] == []


@pytest.mark.parametrize("parameters", ["*", "shop/*", "cdk/*"])
def test_a_handler_that_reads_what_another_region_exports_may_read_nothing_else(parameters: str) -> None:
    assembly = two_regions()
    template = Path(assembly, "Here.template.json")
    narrow = "parameter/cdk/exports/Here/*"
    assert narrow in template.read_text()
    template.write_text(template.read_text().replace(narrow, f"parameter/{parameters}"))

    found = [f.rule for f in check(assembly, [Pack.AWS_SOLUTIONS]) if f.reason is None]
    arn = "arn:<AWS::Partition>:ssm:eu-west-1:123456789012:parameter/"
    assert found == [f"AwsSolutions-IAM5[Resource::{arn}{parameters}]"]


def test_nobody_is_asked_to_tag_a_handler_that_cdk_leaves_no_way_to_tag() -> None:
    app = cdk.App()
    cc.SecureVpc(cdk.Stack(app, "Test", env=ENV), "Vpc")
    tags = cc.MandatoryTags(environment="prod", project="shop", owner="web", cost_center="4711")
    tags.apply(app)
    guardrails = Guardrails.of(app)
    guardrails.enforce(Pack.AWS_SOLUTIONS, mandatory_tags=list(tags.as_dict()))

    assert findings(guardrails.synth().directory) == []


def test_a_construct_that_borrows_the_name_of_a_handler_of_cdk_is_not_let_through(tmp_path: Path) -> None:
    provider = "Stack0/Custom::S3AutoDeleteObjectsCustomResourceProvider"
    logical_id = [{"type": "aws:cdk:logicalId", "data": "Handler"}]
    write_assembly(
        tmp_path,
        {"Resources": {"Handler": {"Type": "AWS::Lambda::Function", "Properties": {}}}},
        metadata={f"/{provider}": [], f"/{provider}/Handler": logical_id},
    )

    found = {finding.rule for finding in check(tmp_path, []) if finding.reason is None}
    assert found == {"CC-FunctionLogGroup"}


def test_a_template_that_is_no_cloudformation_is_an_error_that_names_it(tmp_path: Path) -> None:
    write_assembly(tmp_path, {"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "DependsOn": "Nothing"}}})

    with pytest.raises(GuardrailError, match="Stack0: the packs cannot read the template"):
        check(tmp_path)


def test_a_default_security_group_that_nothing_closes_is_found(tmp_path: Path) -> None:
    vpc = {"Type": "AWS::EC2::VPC", "Properties": {"CidrBlock": "10.0.0.0/16"}}
    write_assembly(tmp_path, {"Resources": {"Vpc": vpc}})

    found = [finding.rule for finding in check(tmp_path, [Pack.HIPAA]) if finding.reason is None]
    assert "HIPAA.Security-VPCDefaultSecurityGroupClosed" in found


def test_a_bucket_by_raw_override_stays_open_whatever_else_is_acknowledged() -> None:
    def build(stack: cdk.Stack) -> None:
        bucket = s3.Bucket(stack, "Bucket", enforce_ssl=True)
        acknowledge(bucket, "S3BucketLoggingEnabled", REASON)
        policy = iam.ManagedPolicy(stack, "Policy")
        policy.add_statements(iam.PolicyStatement(actions=["s3:GetObject"], resources=[bucket.bucket_arn]))
        resource = resource_of(bucket)
        resource.add_override("Properties.PublicAccessBlockConfiguration", None)
        resource.add_deletion_override("DeletionPolicy")

    at_synthesis, by_check = open_after(build)
    assert at_synthesis == by_check
    assert ("CC-StatefulDeletion[DeletionPolicy]", "Test/Bucket/Resource") in at_synthesis


def test_the_report_of_the_scratch_app_is_not_the_assembly_s(tmp_path: Path) -> None:
    """The templates alone are enough: there is no report, no tree and no metadata to go by."""
    key = {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Statement": []}}}
    write_assembly(
        tmp_path, {"Resources": {"Key": key | {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}}}
    )
    before = {file.name: file.read_text() for file in tmp_path.iterdir()}

    found = [(finding.rule, finding.path) for finding in check(tmp_path, [Pack.AWS_SOLUTIONS])]

    assert found == [("AwsSolutions-KMS5", "Stack0/Key")]
    assert {file.name: file.read_text() for file in tmp_path.iterdir()} == before
    assert json.loads(before["manifest.json"])["artifacts"].keys() == {"Stack0"}


@pytest.mark.parametrize("mode", ["inmemory", "process"])
def test_what_cannot_be_judged_fails_synthesis_in_every_mode(mode: str, tmp_path: Path) -> None:
    """Under the CDK CLI a plugin that breaks down raises nothing by itself."""
    code = """
import aws_cdk as cdk
from cloud_constructs import Guardrails, Pack
app = cdk.App()
queue = cdk.CfnResource(cdk.Stack(app, "Test"), "Queue", type="AWS::SQS::Queue")
queue.add_override("DependsOn", "Nothing")
guardrails = Guardrails.of(app)
guardrails.enforce(Pack.SERVERLESS)
guardrails.synth()
"""
    environment = {**os.environ, "CDK_APP_MODE": mode}
    result = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1
    assert "GuardrailError: Guardrails: Validation plugin" in result.stderr
    assert "Test: the packs cannot read the template: Resource 'Queue' depends on 'Nothing'" in result.stderr
