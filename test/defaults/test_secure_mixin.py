"""The mixin protects what has been made, by an L2 or as an L1."""

import aws_cdk as cdk
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from harness import Build, new_stack, only, template_of

from cloud_constructs import SecureMixin


def protected(build: Build) -> dict[str, dict[str, object]]:
    """Return the properties of what `build` makes, protected afterwards, by resource type."""
    stack = new_stack()
    build(stack)
    cdk.Mixins.of(stack).apply(SecureMixin())
    return {body["Type"]: body["Properties"] for body in template_of(stack)["Resources"].values()}


def test_a_bucket_keeps_versions_and_is_not_public() -> None:
    bucket = protected(lambda stack: s3.Bucket(stack, "Bucket"))["AWS::S3::Bucket"]

    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["PublicAccessBlockConfiguration"] == {
        "BlockPublicAcls": True,
        "BlockPublicPolicy": True,
        "IgnorePublicAcls": True,
        "RestrictPublicBuckets": True,
    }


def test_what_a_resource_says_stays() -> None:
    def build(stack: cdk.Stack) -> None:
        suspended = s3.CfnBucket.VersioningConfigurationProperty(status="Suspended")
        s3.CfnBucket(stack, "Bucket", versioning_configuration=suspended)
        kms.Key(stack, "Key", enable_key_rotation=False)
        logs.CfnLogGroup(stack, "Logs", kms_key_id="arn:aws:kms:::key/own", retention_in_days=365)

    found = protected(build)

    assert found["AWS::S3::Bucket"]["VersioningConfiguration"] == {"Status": "Suspended"}
    assert found["AWS::KMS::Key"]["EnableKeyRotation"] is False
    assert found["AWS::Logs::LogGroup"] == {"KmsKeyId": "arn:aws:kms:::key/own", "RetentionInDays": 365}


def test_a_symmetric_key_rotates_and_another_does_not() -> None:
    def signing(stack: cdk.Stack) -> None:
        kms.Key(stack, "Key", key_spec=kms.KeySpec.RSA_2048, key_usage=kms.KeyUsage.SIGN_VERIFY)

    assert protected(lambda stack: kms.Key(stack, "Key"))["AWS::KMS::Key"]["EnableKeyRotation"] is True
    assert "EnableKeyRotation" not in protected(signing)["AWS::KMS::Key"]


def test_logs_are_encrypted_and_end() -> None:
    stack = new_stack()
    logs.CfnLogGroup(stack, "Logs").with_(SecureMixin())
    template = template_of(stack)

    group = only(template, "AWS::Logs::LogGroup")
    assert group["RetentionInDays"] == 30
    (key,) = (id for id, body in template["Resources"].items() if body["Type"] == "AWS::KMS::Key")
    assert group["KmsKeyId"] == {"Fn::GetAtt": [key, "Arn"]}
    services = [
        s["Principal"].get("Service") for s in only(template, "AWS::KMS::Key")["KeyPolicy"]["Statement"]
    ]
    assert "logs.eu-west-1.amazonaws.com" in services


def test_a_table_can_be_restored() -> None:
    def build(stack: cdk.Stack) -> None:
        key = dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING)
        dynamodb.Table(stack, "Table", partition_key=key)

    recovery = protected(build)["AWS::DynamoDB::Table"]["PointInTimeRecoverySpecification"]

    assert recovery == {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 35}


def test_an_l2_with_the_mixin_is_protected_below() -> None:
    stack = new_stack()
    s3.Bucket(stack, "Bucket").with_(SecureMixin())

    assert only(template_of(stack), "AWS::S3::Bucket")["VersioningConfiguration"] == {"Status": "Enabled"}
