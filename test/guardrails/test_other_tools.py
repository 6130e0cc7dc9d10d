"""What is acknowledged reaches the tools that read templates, and metadata of others breaks nothing."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from harness import ENV, Build, Template, function, new_stack, resources, rest_api, synth, template_of

from cloud_constructs import (
    ApiRoute,
    Guardrails,
    SecureBucket,
    SecureVpc,
    Waiver,
    acknowledge,
    write_metadata,
)

REASON = "The reason that a reviewer would accept"


def written(build: Build) -> Template:
    """Return the template of what `build` makes, with the metadata of the other tools."""
    stack = new_stack()
    build(stack)
    write_metadata(stack)
    return template_of(stack)


def metadata(template: Template, kind: str) -> dict[str, Any]:
    """Return the metadata of the one resource of a type."""
    (body,) = resources(template, kind).values()
    return body.get("Metadata", {})


def bucket_without_logs(stack: cdk.Stack) -> None:
    SecureBucket(stack, "Bucket", access_logs=Waiver(reason=REASON, ticket="SEC-1"))


def test_checkov_skips_with_the_reason_as_its_comment() -> None:
    """The form is `{"checkov": {"skip": [{"id": ..., "comment": ...}]}}`."""
    template = written(bucket_without_logs)

    skipped = {"id": "CKV_AWS_18", "comment": f"{REASON} [ticket SEC-1]"}
    assert metadata(template, "AWS::S3::Bucket")["checkov"] == {"skip": [skipped]}
    # The acknowledgement stands above the policy too, but the rule is about buckets.
    assert "checkov" not in metadata(template, "AWS::S3::BucketPolicy")


def test_checkov_has_each_rule_of_a_function_once() -> None:
    skips = metadata(written(function), "AWS::Lambda::Function")["checkov"]["skip"]

    assert [skip["id"] for skip in skips] == ["CKV_AWS_117", "CKV_AWS_115"]


def test_checkov_lets_a_log_end_somewhere() -> None:
    template = written(lambda stack: SecureBucket(stack, "Bucket"))
    skips = {
        id: body.get("Metadata", {}).get("checkov", {}).get("skip", [])
        for id, body in resources(template, "AWS::S3::Bucket").items()
    }
    (log,) = (id for id in skips if id.startswith("BucketAccessLogs"))

    assert [skip["id"] for skip in skips.pop(log)] == ["CKV_AWS_18"]
    assert "CKV_AWS_18" not in str(skips)


def test_checkov_knows_the_handlers_that_are_cdks_own() -> None:
    template = written(lambda stack: SecureVpc(stack, "Vpc"))
    (handler,) = resources(template, "AWS::Lambda::Function").values()

    skips = {skip["id"]: skip["comment"] for skip in handler["Metadata"]["checkov"]["skip"]}
    assert skips.keys() == {"CKV_AWS_115", "CKV_AWS_116", "CKV_AWS_117"}
    assert all("CDK's own handler" in comment for comment in skips.values())


def test_checkov_lets_a_public_route_be_public_and_answers_uncached() -> None:
    def build(stack: cdk.Stack) -> None:
        api = rest_api(stack)
        handler = function(stack, "Orders")
        for path, public in (("/health", Waiver(reason=REASON)), ("/orders", None)):
            ApiRoute(stack, path[1:], api=api, method="GET", path=path, handler=handler, public=public)

    template = written(build)
    (stage,) = resources(template, "AWS::ApiGateway::Stage").values()
    assert "CKV_AWS_120" in str(stage["Metadata"]["checkov"])
    methods = resources(template, "AWS::ApiGateway::Method")
    skipping = {id for id, body in methods.items() if "CKV_AWS_59" in str(body.get("Metadata"))}
    assert [id.startswith("health") for id in skipping] == [True]


def test_checkov_skips_a_wildcard_only_where_actions_have_no_resource_level() -> None:
    def build(stack: cdk.Stack) -> None:
        for id, resource in (("All", "*"), ("Objects", "arn:aws:s3:::shop/*")):
            statement = iam.PolicyStatement(actions=["s3:PutObject"], resources=[resource])
            policy = iam.ManagedPolicy(stack, id, statements=[statement])
            acknowledge(policy, "IAMNoWildcardPermissions", REASON, finding=("Resource", resource))

    policies = resources(written(build), "AWS::IAM::ManagedPolicy")
    skipping = [id for id, body in policies.items() if "checkov" in body["Metadata"]]
    assert [id.startswith("All") for id in skipping] == [True]


def test_cdk_nag_2_knows_the_rule_without_its_pack() -> None:
    suppressed = metadata(written(bucket_without_logs), "AWS::S3::Bucket")["cdk_nag"]["rules_to_suppress"]

    assert {"id": "AwsSolutions-S1", "reason": f"{REASON} [ticket SEC-1]"} in suppressed
    assert [entry["id"] for entry in suppressed if entry["id"].startswith("CC-")] == []


def test_cdk_nag_2_knows_which_finding_of_a_rule_is_meant() -> None:
    def build(stack: cdk.Stack) -> None:
        statement = iam.PolicyStatement(actions=["xray:PutTraceSegments"], resources=["*"])
        policy = iam.ManagedPolicy(stack, "Policy", statements=[statement])
        acknowledge(policy, "IAMNoWildcardPermissions", REASON, finding="Resource::*")

    suppressed = metadata(written(build), "AWS::IAM::ManagedPolicy")["cdk_nag"]["rules_to_suppress"]

    assert suppressed == [{"id": "AwsSolutions-IAM5", "reason": REASON, "applies_to": ["Resource::*"]}]


def old_runtime(stack: cdk.Stack) -> None:
    code = lambda_.CfnFunction.CodeProperty(zip_file="def handler(event, context): ...")
    role = "arn:aws:iam::123456789012:role/function"
    made = lambda_.CfnFunction(
        stack, "Function", code=code, role=role, runtime="python3.8", handler="index.handler"
    )
    acknowledge(made, "RuntimeSupport", REASON, finding="python3.8 until 2024-10-14")


def table_that_goes(stack: cdk.Stack) -> None:
    made = dynamodb.CfnTable(
        stack,
        "Table",
        attribute_definitions=[{"attributeName": "id", "attributeType": "S"}],
        billing_mode="PAY_PER_REQUEST",
        key_schema=[{"attributeName": "id", "keyType": "HASH"}],
    )
    for policy in ("DeletionPolicy", "UpdateReplacePolicy"):
        acknowledge(made, "StatefulDeletion", REASON, finding=policy)


@pytest.mark.parametrize(("build", "check"), [(old_runtime, "W2531"), (table_that_goes, "I3011")])
def test_cfn_lint_ignores_what_is_acknowledged(build: Build, check: str, tmp_path: Path) -> None:
    def lint(template: Template) -> list[str]:
        file = tmp_path / "template.json"
        file.write_text(json.dumps(template))
        command = ["cfn-lint", "--include-checks", "I", "--format", "json", "--template", str(file)]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        return [match["Rule"]["Id"] for match in json.loads(result.stdout)]

    assert check in lint(synth(build))
    assert {"E2531", "E2533", "I3011", "W2531"}.isdisjoint(lint(written(build)))


def test_it_costs_nothing_until_it_is_asked_for() -> None:
    (body,) = resources(synth(bucket_without_logs), "AWS::S3::Bucket").values()

    assert {"checkov", "cfn-lint", "cdk_nag"}.isdisjoint(body.get("Metadata", {}))


def test_called_twice_it_writes_once() -> None:
    def build(stack: cdk.Stack) -> None:
        bucket_without_logs(stack)
        write_metadata(stack)

    assert written(build) == written(bucket_without_logs)


def test_metadata_of_a_consumer_on_cdk_nag_2_stays_and_hides_nothing_from_the_guardrails() -> None:
    theirs = {"id": "AwsSolutions-S10", "reason": "Their own reason for their own rule"}
    app = cdk.App()
    stack = cdk.Stack(app, "Test", env=ENV)
    made = SecureBucket(stack, "Bucket", access_logs=Waiver(reason=REASON))
    resource = made.bucket.node.default_child
    assert isinstance(resource, s3.CfnBucket)
    resource.add_metadata("cdk_nag", {"rules_to_suppress": [theirs]})
    write_metadata(app)
    guardrails = Guardrails.of(app)
    guardrails.enforce()

    template = guardrails.synth().get_stack_by_name("Test").template

    first, *ours = metadata(template, "AWS::S3::Bucket")["cdk_nag"]["rules_to_suppress"]
    assert first == theirs
    assert {"id": "AwsSolutions-S1", "reason": REASON} in ours


def test_without_cdk_nag_constructs_acknowledgements_and_metadata_work() -> None:
    program = """
import sys
sys.modules["cdk_nag"] = None  # An import of it fails from here on.
import aws_cdk as cdk
import cloud_constructs as cc
app = cdk.App()
stack = cdk.Stack(app, "Shop", env=cdk.Environment(account="123456789012", region="eu-west-1"))
cc.SecureDefaults.of(app).apply()
cc.SecureBucket(stack, "Bucket")
cc.WorkQueue(stack, "Queue")
cc.write_metadata(app)
print(sorted({r["Type"] for r in app.synth().get_stack_by_name("Shop").template["Resources"].values()}))
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr
    assert "AWS::SQS::Queue" in run.stdout
