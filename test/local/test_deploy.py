"""Deploying assemblies written by hand through the Python entry: what a plain CDK app rarely contains."""

import importlib.util
import json
import zipfile
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from local.assemblies import Template, add_asset, python_function, queue, write_assembly

from cloud_constructs.local import Embedded, Level, LocalError
from cloud_constructs.local._adapt import functions

pytestmark = pytest.mark.embedded
BROKEN: Template = {
    "Type": "Custom::Broken",
    "Properties": {"ServiceToken": "arn:aws:lambda:eu-west-1:123456789012:function:nobody"},
    "Metadata": {"aws:cdk:path": "Failing/Thing/Resource"},
}


def test_a_failed_resource_is_named_by_construct_path_with_the_reason(aws: Embedded, tmp_path: Path) -> None:
    assembly = write_assembly(tmp_path, {"Failing": {"Resources": {"Broken": BROKEN}}})
    with pytest.raises(LocalError, match="Stack Failing ended in CREATE_FAILED") as raised:
        aws.deploy(assembly)
    assert "Failing/Thing (Custom::Broken):" in raised.value.detail
    assert "nobody" in raised.value.detail
    # What never was created is no obstacle to the next attempt.
    mended = write_assembly(tmp_path, {"Failing": {"Resources": {"Queue": queue()}}})
    assert aws.deploy(mended).stacks["Failing"].resources["Queue"].type == "AWS::SQS::Queue"


def test_a_failed_resource_of_a_nested_stack_is_named_too(aws: Embedded, tmp_path: Path) -> None:
    key = f"{'a' * 64}.json"
    nested: Template = {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": {"TemplateURL": {"Fn::Sub": f"https://s3.${{AWS::URLSuffix}}/any/{key}"}},
    }
    assembly = write_assembly(tmp_path, {"Outer": {"Resources": {"Nested": nested}}})
    (assembly / "nested.json").write_text(json.dumps({"Resources": {"Broken": BROKEN}}))
    add_asset(assembly, "Outer", "nested.json", key)
    with pytest.raises(LocalError) as raised:
        aws.deploy(assembly)
    assert "Failing/Thing (Custom::Broken):" in raised.value.detail


def test_an_invalid_template_is_refused_in_the_engines_words(aws: Embedded, tmp_path: Path) -> None:
    resources = {"Egg": queue() | {"DependsOn": "Hen"}, "Hen": queue() | {"DependsOn": "Egg"}}
    with pytest.raises(LocalError) as raised:
        aws.deploy(write_assembly(tmp_path, {"Invalid": {"Resources": resources}}))
    assert "Egg" in raised.value.detail


def test_a_parameter_without_a_value_is_asked_for(aws: Embedded, tmp_path: Path) -> None:
    template: Template = {
        "Parameters": {"Name": {"Type": "String"}},
        "Resources": {"Queue": queue()},
        "Outputs": {"Name": {"Value": {"Ref": "Name"}}},
    }
    assembly = write_assembly(tmp_path, {"Asking": template})
    with pytest.raises(LocalError, match="without a value: Name") as raised:
        aws.deploy(assembly)
    assert "--parameter Name=VALUE" in raised.value.hint
    assert aws.deploy(assembly, parameters={"Name": "given"}).output("Asking", "Name") == "given"


def test_parameters_from_parameter_store(aws: Embedded, tmp_path: Path) -> None:
    template: Template = {
        "Parameters": {
            "Image": {
                "Type": "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
                "Default": "/aws/service/ami",
            },
            "Stored": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/nobody/wrote/this"},
        },
        "Resources": {"Queue": queue()},
        "Outputs": {name: {"Value": {"Ref": name}} for name in ("Image", "Stored")},
    }
    assembly = write_assembly(tmp_path, {"Storing": template})
    with pytest.raises(LocalError, match="/nobody/wrote/this"):
        aws.deploy(assembly)
    aws.clients("ssm").put_parameter(Name="/nobody/wrote/this", Value="somebody", Type="String")
    deployment = aws.deploy(assembly)
    assert deployment.output("Storing", "Stored") == "somebody"
    assert deployment.output("Storing", "Image") == "not-emulated-aws-service-ami"


def test_a_resource_whose_condition_is_false_is_not_reported(aws: Embedded, tmp_path: Path) -> None:
    template: Template = {
        "Conditions": {"Never": {"Fn::Equals": ["a", "b"]}},
        "Resources": {"Here": queue(), "Absent": queue() | {"Condition": "Never"}},
    }
    report = aws.deploy(write_assembly(tmp_path, {"Conditional": template})).report
    assert [str(entry) for level in Level for entry in report.levels[level]] == [
        "Conditional/Here (AWS::SQS::Queue)"
    ]


def test_nothing_is_left_to_do_for_a_resource_whose_condition_is_false(aws: Embedded, tmp_path: Path) -> None:
    schedule: Template = {
        "Type": "AWS::Scheduler::Schedule",
        "Condition": "Never",
        "Properties": {"ScheduleExpression": "rate(1 day)", "ScheduleExpressionTimezone": "Europe/Paris"},
    }
    template: Template = {
        "Conditions": {"Never": {"Fn::Equals": ["a", "b"]}},
        "Resources": {"Here": queue(), "Absent": schedule},
    }
    deployment = aws.deploy(write_assembly(tmp_path, {"Absence": template}))
    assert set(deployment.stacks["Absence"].resources) == {"Here"}
    assert deployment.stacks["Absence"].outputs == {}


def test_what_the_api_refuses_names_the_construct(aws: Embedded, tmp_path: Path) -> None:
    notifications: Template = {
        "Type": "Custom::S3BucketNotifications",
        "Properties": {"BucketName": "nobodys-bucket", "NotificationConfiguration": {}},
        "Metadata": {"aws:cdk:path": "Notifying/Uploads/Notifications/Resource"},
    }
    template: Template = {"Resources": {"Here": queue(), "Notifications": notifications}}
    with pytest.raises(LocalError, match="Notifying/Uploads/Notifications is only half deployed") as raised:
        aws.deploy(write_assembly(tmp_path, {"Notifying": template}))
    assert "NoSuchBucket" in raised.value.detail


def test_state_machines_take_a_definition_string_with_substitutions(aws: Embedded, tmp_path: Path) -> None:
    definition = {"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": "${Word}", "End": True}}}
    machine: Template = {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {
            "DefinitionString": json.dumps(definition),
            "DefinitionSubstitutions": {"Word": "substituted"},
            "RoleArn": "arn:aws:iam::123456789012:role/any",
        },
    }
    template = {"Resources": {"M": machine}, "Outputs": {"Arn": {"Value": {"Ref": "M"}}}}
    deployment = aws.deploy(write_assembly(tmp_path, {"Substituting": template}))
    described = deployment.client("stepfunctions").describe_state_machine(
        stateMachineArn=deployment.output("Substituting", "Arn")
    )
    assert "substituted" in described["definition"]


def test_who_asks_is_told_how_data_are_encrypted_recovered_and_kept(aws: Embedded, tmp_path: Path) -> None:
    elsewhere = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    key = {"Fn::GetAtt": ["Key", "Arn"]}
    table: Template = {
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
        "SSESpecification": {"SSEEnabled": True, "SSEType": "KMS"},
        "TimeToLiveSpecification": {"Enabled": True, "AttributeName": "expires_at"},
        "Replicas": [
            {"Region": "eu-central-1", "SSESpecification": {"KMSMasterKeyId": elsewhere}},
            {
                "Region": "eu-west-1",
                "SSESpecification": {"KMSMasterKeyId": key},
                "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
                "DeletionProtectionEnabled": True,
            },
        ],
    }
    by_default = {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}}
    encryption = {"ServerSideEncryptionConfiguration": [by_default | {"BucketKeyEnabled": True}]}
    template: Template = {
        "Resources": {
            "Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": {"Statement": []}}},
            "Table": {"Type": "AWS::DynamoDB::GlobalTable", "Properties": table},
            "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketEncryption": encryption}},
            "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"KmsMasterKeyId": {"Ref": "Key"}}},
        },
        "Outputs": {name: {"Value": {"Ref": name}} for name in ("Table", "Bucket", "Topic")}
        | {"Key": {"Value": key}},
    }
    outputs = aws.deploy(write_assembly(tmp_path, {"AtRest": template})).stacks["AtRest"].outputs

    described = aws.clients("dynamodb").describe_table(TableName=outputs["Table"])["Table"]
    assert described["SSEDescription"]["KMSMasterKeyArn"] == outputs["Key"]
    assert described["DeletionProtectionEnabled"] is True
    backups = aws.clients("dynamodb").describe_continuous_backups(TableName=outputs["Table"])
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"
    expiry = aws.clients("dynamodb").describe_time_to_live(TableName=outputs["Table"])
    assert expiry["TimeToLiveDescription"] == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"}
    found = aws.clients("s3").get_bucket_encryption(Bucket=outputs["Bucket"])
    (rule,) = found["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["BucketKeyEnabled"] is True
    assert rule["ApplyServerSideEncryptionByDefault"] == {
        "SSEAlgorithm": "aws:kms",
        "KMSMasterKeyID": outputs["Key"],
    }
    topic = aws.clients("sns").get_topic_attributes(TopicArn=outputs["Topic"])["Attributes"]
    assert topic["KmsMasterKeyId"] in outputs["Key"]


def test_code_that_is_an_archive_already(aws: Embedded, tmp_path: Path) -> None:
    function = python_function("", "archived", Code={"S3Bucket": "any", "S3Key": "code.zip"})
    assembly = write_assembly(tmp_path / "out", {"Archived": {"Resources": {"F": function}}})
    with zipfile.ZipFile(assembly / "asset.code.zip", "w") as archive:
        archive.writestr("index.py", "def handler(event, context): return 'unpacked'")
    add_asset(assembly, "Archived", "asset.code.zip", "code.zip")
    aws.deploy(assembly)
    answer = aws.clients("lambda").invoke(FunctionName="archived")
    assert json.load(answer["Payload"]) == "unpacked"


def test_a_layer_that_is_not_in_the_assembly_is_remarked_on(aws: Embedded, tmp_path: Path) -> None:
    arn = "arn:aws:lambda:eu-west-1:111122223333:layer:Public:1"
    function = python_function("def handler(event, context): return 1", "layered", Layers=[arn])
    deployment = aws.deploy(write_assembly(tmp_path, {"Layered": {"Resources": {"F": function}}}))
    (remark,) = deployment.report.remarks
    assert "Layered/F" in remark
    assert arn in remark


CODE = """
class Refused(Exception):
    pass

def handler(event, context):
    if event:
        raise Refused(context.function_name)
    return {"left": context.get_remaining_time_in_millis()}
"""


@pytest.mark.parametrize("client", ["awslambdaric", "ours"])
def test_error_types_are_kept_by_either_runtime_client(
    client: str, aws: Embedded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.util.find_spec

    def find_spec(name: str) -> ModuleSpec | None:
        return None if name == "awslambdaric" and client == "ours" else real(name)

    monkeypatch.setattr(functions.importlib.util, "find_spec", find_spec)
    function = python_function(CODE, f"client-{client}", Timeout=30)
    aws.deploy(write_assembly(tmp_path, {f"Client-{client}": {"Resources": {"F": function}}}))
    lambda_ = aws.clients("lambda")
    answer = lambda_.invoke(FunctionName=f"client-{client}", Payload=b"{}")
    assert 20_000 < json.load(answer["Payload"])["left"] <= 30_000
    refused = lambda_.invoke(FunctionName=f"client-{client}", Payload=b'{"a": 1}')
    error = json.load(refused["Payload"])
    assert refused["FunctionError"]
    assert (error["errorType"], error["errorMessage"]) == ("Refused", f"client-{client}")


def test_two_accounts_and_regions_in_one_app(aws: Embedded, tmp_path: Path) -> None:
    template = {"Resources": {"Queue": queue("same-name")}}
    assembly = write_assembly(tmp_path, {"Here": template, "There": template})
    manifest = json.loads((assembly / "manifest.json").read_text())
    manifest["artifacts"]["There"]["environment"] = "aws://111122223333/us-east-1"
    (assembly / "manifest.json").write_text(json.dumps(manifest))
    deployment = aws.deploy(assembly)
    there = aws.clients.at("111122223333", "us-east-1")("sqs")
    assert there.get_queue_url(QueueName="same-name")["QueueUrl"] == (
        deployment.stacks["There"].resources["Queue"].physical_id
    )
