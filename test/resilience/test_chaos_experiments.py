"""Faults on purpose: of which targets, ended by what, allowed what."""

from __future__ import annotations

from functools import cache
from typing import Any

import aws_cdk as cdk
import pytest
from harness import (
    ENV,
    OF_THE_APP,
    Template,
    chaos,
    default_template,
    function,
    new_stack,
    resources,
    template_of,
)

from cloud_constructs import Fault, SecureVpc, StageProfile, Waiver
from cloud_constructs.guardrails import check

EXPERIMENT = "AWS::FIS::ExperimentTemplate"
ACTIONS = {
    "Fail": "aws:lambda:invocation-error",
    "Wait": "aws:lambda:invocation-add-delay",
    "NoTable": "aws:network:disrupt-connectivity",
    "NoSecret": "aws:network:disrupt-vpc-endpoint",
}


@cache
def everything() -> Template:
    return default_template("ChaosExperiments with everything")


def experiment(name: str, template: Template | None = None) -> dict[str, Any]:
    made = resources(template or everything(), EXPERIMENT)
    (found,) = (body["Properties"] for id, body in made.items() if id.startswith(f"Chaos{name}"))
    return found


def statements(name: str) -> list[dict[str, Any]]:
    """Return what the role of an experiment is allowed."""
    return [
        statement
        for id, policy in resources(everything(), "AWS::IAM::ManagedPolicy").items()
        if id.startswith(f"Chaos{name}Role")
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
    ]


def actions(name: str) -> set[str]:
    listed = [statement["Action"] for statement in statements(name)]
    return {action for each in listed for action in ([each] if isinstance(each, str) else each)}


def broken(template: Template) -> list[dict[str, Any]]:
    """Return the functions that have the extension of FIS."""
    made = [body["Properties"] for body in resources(template, "AWS::Lambda::Function").values()]
    variable = "AWS_FIS_CONFIGURATION_LOCATION"
    return [body for body in made if variable in body.get("Environment", {}).get("Variables", {})]


@pytest.mark.parametrize("name", ACTIONS)
def test_each_names_its_targets_its_time_and_the_alarms_that_end_it(name: str) -> None:
    made = experiment(name)

    (action,) = made["Actions"].values()
    assert action["ActionId"] == ACTIONS[name]
    assert action["Parameters"]["duration"] == "PT5M"
    (target,) = made["Targets"].values()
    assert target["ResourceArns"]
    assert "ResourceTags" not in target
    assert target["SelectionMode"] == "ALL"
    assert len(made["StopConditions"]) == 3
    for condition in made["StopConditions"]:
        assert condition["Source"] == "aws:cloudwatch:alarm"
        assert "Alarms" in condition["Value"]["Fn::GetAtt"][0]
    assert made["ExperimentOptions"]["EmptyTargetResolutionMode"] == "fail"
    assert made["Description"] == f"{name}: Callers retry, and nobody notices"


def test_what_happened_is_written_down_encrypted() -> None:
    configuration = experiment("Fail")["LogConfiguration"]["CloudWatchLogsConfiguration"]
    group = configuration["LogGroupArn"]["Fn::GetAtt"][0]

    assert "KmsKeyId" in resources(everything(), "AWS::Logs::LogGroup")[group]["Properties"]


def test_each_has_a_role_of_its_own_that_fis_assumes_for_this_account_alone() -> None:
    roles = {str(experiment(name)["RoleArn"]) for name in ACTIONS}
    made = resources(everything(), "AWS::IAM::Role")
    trusts = [
        body["Properties"]["AssumeRolePolicyDocument"]["Statement"]
        for id, body in made.items()
        if id.startswith("Chaos")
    ]

    assert len(roles) == len(ACTIONS) == len(trusts)
    for (trust,) in trusts:
        assert trust["Principal"] == {"Service": "fis.amazonaws.com"}
        assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}


def test_a_role_is_allowed_what_its_own_fault_needs() -> None:
    assert {"lambda:GetFunction", "s3:PutObject", "s3:DeleteObject"} <= actions("Fail")
    assert {"ec2:CreateNetworkAcl", "ec2:ReplaceNetworkAclAssociation"} <= actions("NoTable")
    assert {"ec2:ModifyVpcEndpoint", "ec2:CreateSecurityGroup"} <= actions("NoSecret")
    assert not {action for action in actions("Fail") if action.startswith("ec2:")}
    for name in ("NoTable", "NoSecret"):
        assert not {action for action in actions(name) if action.startswith(("lambda:", "s3:"))}


def test_a_network_acl_is_touched_only_if_fis_made_it() -> None:
    (changing,) = (each for each in statements("NoTable") if "ec2:DeleteNetworkAcl" in each["Action"])
    assert changing["Condition"] == {"StringEquals": {"ec2:ResourceTag/managedByFIS": "true"}}

    (tagging,) = (each for each in statements("NoTable") if each["Action"] == "ec2:CreateTags")
    assert tagging["Condition"]["StringEquals"] == {
        "aws:RequestTag/managedByFIS": "true",
        "ec2:CreateAction": "CreateNetworkAcl",
    }


def test_functions_among_the_targets_get_the_extension_and_may_read_what_to_break() -> None:
    functions = broken(everything())

    assert len(functions) == 2
    for made in functions:
        variables = made["Environment"]["Variables"]
        assert variables["AWS_LAMBDA_EXEC_WRAPPER"] == "/opt/aws-fis/bootstrap"
        assert str(variables["AWS_FIS_CONFIGURATION_LOCATION"]).endswith("'/FisConfigs/']]}")
        assert len(made["Layers"]) == 1
    parameters = [parameter.get("Default") for parameter in everything()["Parameters"].values()]
    assert "/aws/service/fis/lambda-extension/AWS-FIS-extension-arm64/1.x.x" in parameters


def test_without_functions_there_is_no_bucket_and_no_extension() -> None:
    stack = new_stack()
    vpc = SecureVpc(stack, "Vpc")
    made = chaos(stack, experiments={"NoS3": Fault.connectivity(vpc, scope="s3", expect="Runs are put off")})

    assert made.configuration is None
    assert broken(template_of(stack)) == []
    (action,) = experiment("NoS3", template_of(stack))["Actions"].values()
    assert action["Parameters"]["scope"] == "s3"


def test_a_function_that_two_experiments_break_has_the_extension_once() -> None:
    stack = new_stack()
    twice = function(stack)
    chaos(
        stack,
        experiments={
            "Fail": Fault.invocation_error(twice, expect="Callers retry"),
            "Wait": Fault.invocation_delay(twice, delay=cdk.Duration.seconds(3), expect="Callers wait"),
        },
    )

    (made,) = broken(template_of(stack))
    assert len(made["Layers"]) == 1


def test_who_breaks_production_stands_in_the_evidence() -> None:
    app = cdk.App()
    stack = cdk.Stack(app, "Test", env=ENV)
    reason = Waiver(reason=OF_THE_APP, ticket="OPS-3")
    chaos(stack, profile=StageProfile.named("prod"), in_production=reason)

    decided = [
        (finding.path, finding.reason)
        for finding in check(app.synth().directory, [])
        if finding.rule == "CC-ProductionExperiment[HalfFail]"
    ]
    assert decided == [("Test/Chaos", f"{OF_THE_APP} [ticket OPS-3]")]


def test_elsewhere_the_waiver_is_not_needed_and_not_filed() -> None:
    stack = new_stack()
    chaos(stack, in_production=Waiver(reason=OF_THE_APP))

    assert "ProductionExperiment" not in str(template_of(stack))


def test_an_alarm_of_cdk_ends_an_experiment_too() -> None:
    from aws_cdk import aws_cloudwatch as cloudwatch

    stack = new_stack()
    sold = cloudwatch.Metric(namespace="Shop", metric_name="Sold")
    alarm = cloudwatch.Alarm(stack, "Sold", metric=sold, threshold=1, evaluation_periods=1)
    chaos(stack, stop_on=[alarm])

    (condition,) = experiment("HalfFail", template_of(stack))["StopConditions"]
    assert condition["Value"]["Fn::GetAtt"][0].startswith("Sold")
