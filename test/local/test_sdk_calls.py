"""AwsCustomResource in the engine: our handler makes its calls, from its first to its last day."""

import json
from pathlib import Path
from typing import Any

import pytest
from local.assemblies import Template, queue, write_assembly

from cloud_constructs.local import Deployment, Embedded, Level, LocalError

pytestmark = pytest.mark.embedded

PROVIDER = "AWS679f53fac002430cb0da5b7982bd22872D164C4C"
FUNCTION: Template = {
    "Type": "AWS::Lambda::Function",
    "Properties": {
        "Runtime": "nodejs24.x",
        "Handler": "index.handler",
        "Timeout": 60,
        "Role": "arn:aws:iam::123456789012:role/any",
        "Code": {"ZipFile": "throw new Error('no SDK here')"},
    },
}


def call(service: str, action: str, **more: Any) -> str:
    return json.dumps({"service": service, "action": action} | more)


def custom(kind: str = "Custom::AWS", **calls: Any) -> Template:
    return {"Type": kind, "Properties": {"ServiceToken": {"Fn::GetAtt": [PROVIDER, "Arn"]}} | calls}


def deploy(
    aws: Embedded, folder: Path, stack: str, *, value: object = "none", **resources: Template
) -> Deployment:
    template = {
        "Resources": {PROVIDER: FUNCTION, "Queue": queue()} | resources,
        "Outputs": {"Value": {"Value": value}},
    }
    return aws.deploy(write_assembly(folder, {stack: template}))


def read(aws: Embedded, name: str) -> str | None:
    found = aws.clients("ssm").get_parameters(Names=[name])["Parameters"]
    return found[0]["Value"] if found else None


def written(text: object) -> Template:
    """Return a resource that writes `text` to Parameter Store while it lives."""
    put = call(
        "SSM",
        "putParameter",
        parameters={"Name": "/written", "Value": "TEXT", "Type": "String", "Overwrite": "true"},
        physicalResourceId={"id": "of-the-author"},
    )
    before, after = put.split("TEXT")
    joined = {"Fn::Join": ["", [before, text, after]]}
    delete = call("@aws-sdk/client-ssm", "DeleteParameterCommand", parameters={"Name": "/written"})
    return custom(Create=joined, Update=joined, Delete=delete)


def test_it_creates_updates_and_deletes(aws: Embedded, tmp_path: Path) -> None:
    # The value is an attribute of another resource, and another reads it back: CloudFormation orders them.
    reading = custom(
        Create=call(
            "ssm",
            "GetParameter",
            parameters={"Name": "/written"},
            physicalResourceId={"responsePath": "Parameter.ARN"},
            outputPaths=["Parameter.Value"],
        )
    )
    resources = {
        "Writing": written({"Fn::GetAtt": ["Queue", "QueueName"]}),
        "Reading": reading | {"DependsOn": "Writing"},
    }
    value = {"Fn::GetAtt": ["Reading", "Parameter.Value"]}
    created = deploy(aws, tmp_path, "Life", value=value, **resources)
    name = created.stacks["Life"].resources["Queue"].physical_id.rpartition("/")[2]
    assert created.output("Life", "Value") == name == read(aws, "/written")
    assert created.stacks["Life"].resources["Writing"].physical_id == "of-the-author"
    assert created.stacks["Life"].resources["Reading"].physical_id.endswith(":parameter/written")
    done = {str(entry) for entry in created.report.levels[Level.DONE_BY_DEPLOYER]}
    assert {"Life/Writing (Custom::AWS)", f"Life/{PROVIDER} (AWS::Lambda::Function)"} <= done

    deploy(aws, tmp_path, "Life", Writing=written("second"))
    assert read(aws, "/written") == "second"
    deploy(aws, tmp_path, "Life")
    assert read(aws, "/written") is None


def test_what_the_api_refuses_fails_the_stack_in_its_own_words(aws: Embedded, tmp_path: Path) -> None:
    create = call("SSM", "getParameter", parameters={"Name": "/nobody/wrote/that"})
    with pytest.raises(LocalError) as raised:
        deploy(aws, tmp_path, "Refused", Reading=custom(Create=create))
    assert "Refused/Reading (Custom::AWS):" in raised.value.detail
    assert "ParameterNotFound" in raised.value.detail
    assert "/nobody/wrote/that" in raised.value.detail


def test_an_action_that_aws_does_not_have_fails_the_stack(aws: Embedded, tmp_path: Path) -> None:
    with pytest.raises(LocalError) as raised:
        deploy(aws, tmp_path, "Misspelt", Reading=custom(Create=call("SSM", "getParametre")))
    assert "ssm has no action getParametre" in raised.value.detail


def test_an_error_that_the_author_ignores_is_ignored(aws: Embedded, tmp_path: Path) -> None:
    create = call(
        "SSM",
        "getParameter",
        parameters={"Name": "/nobody/wrote/that"},
        ignoreErrorCodesMatching="NotFound$",
        physicalResourceId={"id": "all-the-same"},
    )
    deployment = deploy(aws, tmp_path, "Ignoring", Reading=custom(Create=create))
    assert deployment.stacks["Ignoring"].resources["Reading"].physical_id == "all-the-same"


@pytest.mark.parametrize(
    ("service", "action", "parameters"),
    [
        ("XRay", "getGroups", {}),  # no such service in the engine
        ("CloudWatchLogs", "putQueryDefinition", {"name": "a", "queryString": "b"}),  # no such action
        ("EC2", "createInstanceConnectEndpoint", {"SubnetId": "any"}),  # the same, in another protocol
        ("NoService", "doIt", {}),
    ],
)
def test_what_the_engine_does_not_know_is_reported_and_literal(
    service: str, action: str, parameters: dict[str, Any], aws: Embedded, tmp_path: Path
) -> None:
    create = call(service, action, parameters=parameters, physicalResourceId={"responsePath": "Some.Id"})
    stack = f"Unknown{service}"
    thing = custom("Custom::Thing", Create=create)
    value = {"Fn::Sub": "${Thing} ${Thing.Some.Id} ${Thing.SomeArn}"}
    deployment = deploy(aws, tmp_path, stack, value=value, Thing=thing)
    assert deployment.output(stack, "Value") == (
        "not-emulated-Thing not-emulated-Thing arn:aws:custom:eu-west-1:123456789012:not-emulated/Thing"
    )
    assert [str(one) for one in deployment.report.levels[Level.NOT_EMULATED]] == [
        f"{stack}/Thing (Custom::Thing)"
    ]
    # Nor is there anything to delete.
    deploy(aws, tmp_path, stack)


def test_another_region_and_another_account(aws: Embedded, tmp_path: Path) -> None:
    parameters = {"Name": "/elsewhere", "Value": "there", "Type": "String"}
    create = call(
        "SSM",
        "putParameter",
        parameters=parameters,
        region="us-east-1",
        assumedRoleArn="arn:aws:iam::111122223333:role/any",
    )
    deploy(aws, tmp_path, "Elsewhere", Writing=custom(Create=create))
    there = aws.clients.at("111122223333", "us-east-1")("ssm")
    assert there.get_parameter(Name="/elsewhere")["Parameter"]["Value"] == "there"
    assert read(aws, "/elsewhere") is None
