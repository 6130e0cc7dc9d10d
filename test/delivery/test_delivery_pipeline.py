"""DeliveryPipeline: one build, promoted step by step, each step with what it needs and no more."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import aws_cdk as cdk
import pytest
from harness import (
    CONNECTION,
    Template,
    default_template,
    delivery,
    environment,
    new_stack,
    only,
    resources,
    statements,
    synth,
    template_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st

import cloud_constructs as cc
from cloud_constructs.delivery import _stages as stages

WAIVER = cc.Waiver(reason="Nothing but a preview stands behind this name")


@cache
def everything() -> Template:
    return default_template("DeliveryPipeline with everything")


def stages_of(template: Template) -> dict[str, list[dict[str, Any]]]:
    pipeline = only(template, "AWS::CodePipeline::Pipeline")
    return {stage["Name"]: stage["Actions"] for stage in pipeline["Stages"]}


def project(template: Template, id: str) -> dict[str, Any]:
    (found,) = (
        body["Properties"]
        for logical_id, body in resources(template, "AWS::CodeBuild::Project").items()
        if logical_id.startswith(f"Delivery{id}")
    )
    return found


def specification(template: Template, id: str) -> dict[str, Any]:
    return json.loads(project(template, id)["Source"]["BuildSpec"])


def test_a_commit_passes_build_test_and_approval_on_its_way() -> None:  # GS-15
    assert {
        name: [action["Name"] for action in actions] for name, actions in stages_of(everything()).items()
    } == {
        "Source": ["Commit"],
        "Build": ["Build"],
        "dev": ["Deploy", "SmokeTest"],
        "staging": ["Deploy"],
        "Approve-prod": ["Approve"],
        "prod": ["Deploy", "SmokeTest"],
    }


def test_what_is_built_once_is_what_every_environment_gets() -> None:  # GS-15
    in_stages = stages_of(everything())

    (build,) = in_stages["Build"]
    assert build["OutputArtifacts"] == [{"Name": "Assembly"}]
    for name in ("dev", "staging", "prod"):
        assert in_stages[name][0]["InputArtifacts"] == [{"Name": "Assembly"}]
        (command,) = specification(everything(), f"Deploy{name}")["phases"]["build"]["commands"]
        assert "deploy --app cdk.out" in command
        assert "synth" not in command


def test_the_assembly_of_an_environment_is_deployed_by_the_pinned_cli() -> None:
    (command,) = specification(everything(), "Deploydev")["phases"]["build"]["commands"]

    assert command.startswith("npx --yes aws-cdk@2.1148.1 deploy --app cdk.out/dev ")
    assert "--require-approval never" in command
    assert "--outputs-file outputs.json" in command


def test_a_smoke_test_gets_the_outputs_the_region_and_its_role() -> None:  # GS-15
    smoke = specification(everything(), "Smokeprod")

    assert smoke["env"]["variables"] == {"DELIVERY_ENVIRONMENT": "prod"}
    *prepared, last = smoke["phases"]["build"]["commands"]
    assert last == "python smoke.py"
    assert "export AWS_REGION=eu-central-1 AWS_DEFAULT_REGION=eu-central-1" in prepared
    assert 'export STACK_OUTPUTS="$CODEBUILD_SRC_DIR_Outputs_prod/outputs.json"' in prepared
    assert (
        "aws configure set profile.smoke.role_arn arn:aws:iam::111122223333:role/shop-smoke-test" in prepared
    )
    (_, action) = stages_of(everything())["prod"]
    assert action["Configuration"]["PrimarySource"] == "Assembly"
    assert action["InputArtifacts"] == [{"Name": "Assembly"}, {"Name": "Outputs_prod"}]
    assert action["RunOrder"] == 2


def test_whoever_deploys_can_assume_the_roles_of_that_environment_alone() -> None:  # GS-15
    assume = statements(everything(), "DeliveryDeployprodRolePolicy")[-1]

    assert assume["Action"] == "sts:AssumeRole"
    roles = [role["Fn::Join"][1][-1] for role in assume["Resource"]]
    assert [role.removesuffix("-111122223333-eu-central-1") for role in roles] == [
        f":iam::111122223333:role/cdk-hnb659fds-{kind}-role"
        for kind in ("deploy", "file-publishing", "image-publishing", "lookup")
    ]


@pytest.mark.parametrize("step", ["Build", "Smokedev"])
def test_what_does_not_deploy_can_assume_nothing(step: str) -> None:
    assert "sts:AssumeRole" not in str(statements(everything(), f"Delivery{step}RolePolicy"))


def test_a_smoke_test_can_assume_its_role_and_no_other() -> None:
    assume = statements(everything(), "DeliverySmokeprodRolePolicy")[-1]

    assert assume["Resource"] == "arn:aws:iam::111122223333:role/shop-smoke-test"


def test_reports_of_tests_are_kept_by_their_names() -> None:  # CV-10
    template = synth(lambda stack: delivery(stack, reports={"Unit": "reports/unit.xml"}))
    (group,) = resources(template, "AWS::CodeBuild::ReportGroup")
    arn = {"Fn::GetAtt": [group, "Arn"]}

    _, parts = project(template, "Build")["Source"]["BuildSpec"]["Fn::Join"]
    assert parts[1] == arn
    assert json.loads("".join("arn" if part == arn else part for part in parts))["reports"] == {
        "arn": {"files": ["reports/unit.xml"], "file-format": "JUNITXML"}
    }
    (reporting,) = (
        one for one in statements(template, "DeliveryBuildRolePolicy") if "CreateReport" in str(one)
    )
    assert reporting["Resource"] == arn


def test_codebuild_takes_five_reports() -> None:
    reports = {f"Unit{number}": "reports/unit.xml" for number in range(6)}
    with pytest.raises(cc.ArgumentError, match="the number of reports is 6"):
        delivery(new_stack(), reports=reports)


def test_the_stacks_of_further_regions_are_deployed_too() -> None:  # CV-10
    regions = ("eu-west-1", "us-east-1")
    production = cc.DeliveryEnvironment(
        name="prod", account="111122223333", region=regions[0], further_regions=regions[1:]
    )
    template = synth(lambda stack: delivery(stack, environments=[production]))

    roles = str(statements(template, "DeliveryDeployprodRolePolicy")[-1]["Resource"])
    assert [roles.count(f"111122223333-{region}") for region in regions] == [4, 4]


def test_no_two_steps_share_a_role() -> None:
    projects = resources(everything(), "AWS::CodeBuild::Project").values()
    roles = [body["Properties"]["ServiceRole"]["Fn::GetAtt"][0] for body in projects]
    pipeline = only(everything(), "AWS::CodePipeline::Pipeline")["RoleArn"]["Fn::GetAtt"][0]

    assert len({*roles, pipeline}) == len(roles) + 1 == 7


def test_containers_have_no_privileges_and_leave_encrypted_artifacts_and_logs() -> None:
    (key,) = resources(everything(), "AWS::KMS::Key")
    (log_group,) = resources(everything(), "AWS::Logs::LogGroup")

    for body in resources(everything(), "AWS::CodeBuild::Project").values():
        properties = body["Properties"]
        assert properties["Environment"]["PrivilegedMode"] is False
        assert properties["EncryptionKey"] == {"Fn::GetAtt": [key, "Arn"]}
        assert properties["LogsConfig"]["CloudWatchLogs"]["GroupName"] == {"Ref": log_group}
        assert properties["TimeoutInMinutes"] == 20
    store = only(everything(), "AWS::CodePipeline::Pipeline")["ArtifactStore"]
    assert store["EncryptionKey"] == {"Id": {"Fn::GetAtt": [key, "Arn"]}, "Type": "KMS"}
    assert resources(everything(), "AWS::Logs::LogGroup")[log_group]["Properties"]["KmsKeyId"]


def test_a_failed_stage_goes_back_to_what_worked() -> None:  # GS-15
    pipeline = only(everything(), "AWS::CodePipeline::Pipeline")
    back = {stage["Name"]: stage.get("OnFailure") for stage in pipeline["Stages"]}

    assert pipeline["PipelineType"] == "V2"
    assert {name for name, what in back.items() if what == {"Result": "ROLLBACK"}} == {
        "dev",
        "staging",
        "prod",
    }


def test_a_failed_stage_is_told_of_with_a_role() -> None:
    (pipeline,) = resources(everything(), "AWS::CodePipeline::Pipeline")
    (topic,) = resources(everything(), "AWS::SNS::Topic")
    rule = only(everything(), "AWS::Events::Rule")

    assert rule["EventPattern"]["detail"] == {"pipeline": [{"Ref": pipeline}], "state": ["FAILED"]}
    (target,) = rule["Targets"]
    assert target["Arn"] == {"Ref": topic}
    assert target["RoleArn"]["Fn::GetAtt"][0].startswith("DeliveryFailuresRole")
    assert "DeadLetterConfig" in target
    assert target["InputTransformer"]["InputTemplate"].startswith('"Stage <stage>')
    publish, use = statements(everything(), "DeliveryFailuresRolePolicy")
    assert (publish["Action"], publish["Resource"]) == ("sns:Publish", {"Ref": topic})
    assert set(use["Action"]) == {"kms:Decrypt", "kms:GenerateDataKey"}


def test_it_waits_for_its_permissions_because_it_runs_at_once() -> None:
    (pipeline,) = resources(everything(), "AWS::CodePipeline::Pipeline").values()

    assert any(id.startswith("DeliveryRolePolicy") for id in pipeline["DependsOn"])


def test_who_goes_without_approval_says_why_in_the_template() -> None:
    (pipeline,) = resources(everything(), "AWS::CodePipeline::Pipeline").values()

    assert "no approval: prod" not in pipeline["Metadata"]
    assert "second layer" in pipeline["Metadata"]["no approval: staging"]


@pytest.mark.parametrize(
    ("environments", "asked"),
    [
        ([environment("prod")], ["prod"]),
        ([environment("prod", approval=WAIVER)], []),
        ([environment("a"), environment("b")], ["b"]),
        ([environment("a", approval=WAIVER), environment("b"), environment("c")], ["b", "c"]),
    ],
)
def test_somebody_is_asked_before_all_but_the_first_of_several(
    environments: list[cc.DeliveryEnvironment], asked: list[str]
) -> None:  # GS-15
    template = synth(lambda stack: delivery(stack, environments=environments))

    approvals = [name for name in stages_of(template) if name.startswith("Approve-")]
    assert approvals == [f"Approve-{name}" for name in asked]
    may_publish = "sns:Publish" in str(statements(template, "DeliveryRolePolicy"))
    assert may_publish is bool(asked)


@pytest.mark.parametrize("service", ["codeconnections", "codestar-connections"])
def test_the_pipeline_may_use_its_connection_under_either_name(service: str) -> None:
    arn = CONNECTION.replace("codeconnections", service)
    source = cc.GitSource(connection_arn=arn, repository="acme/shop", branch="release/1")
    template = synth(lambda stack: delivery(stack, source=source))

    use = next(s for s in statements(template, "DeliveryRolePolicy") if "UseConnection" in str(s["Action"]))
    assert (use["Action"], use["Resource"]) == (f"{service}:UseConnection", arn)
    (commit,) = stages_of(template)["Source"]
    assert commit["Configuration"]["BranchName"] == "release/1"


def test_what_it_made_can_be_reached() -> None:
    stack = new_stack()
    made = delivery(stack, environments=[environment("a", smoke=cc.SmokeTest(commands=["true"]))])
    cdk.CfnOutput(stack, "Role", value=made.smoke_roles["a"].role.role_arn)
    ids = {
        "pipeline": stack.get_logical_id(made.pipeline),
        "artifacts": made.artifacts.bucket.bucket_arn,
        "logs": made.log_group.log_group_arn,
    }

    assert set(made.deploy_roles) == set(made.smoke_roles) == {"a"}
    assert ids["pipeline"] in template_of(stack)["Resources"]
    assert made.build_role.role.node.path == "Test/Delivery/Build/Role/Resource"
    assert made.role.role.node.path == "Test/Delivery/Role/Resource"
    assert made.undelivered.queue.node.path == "Test/Delivery/Failures/Undelivered/Resource"


NAME = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,29}", fullmatch=True)


@given(NAME)
@settings(max_examples=50)
def test_an_environments_outputs_are_named_so_that_a_shell_can_say_it(name: str) -> None:
    assert stages.outputs_artifact(name).isidentifier()
