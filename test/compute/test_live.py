"""Published versions: the alias, warm starts and deployments that alarms end."""

from typing import Any

import aws_cdk as cdk
import pytest
from harness import (
    canary,
    default_template,
    function,
    new_stack,
    only,
    resources,
    statements,
    synth,
    template_of,
)

import cloud_constructs as cc
from cloud_constructs import ArgumentError, Traffic, WarmStart

ALIAS = "AWS::Lambda::Alias"
GROUP = "AWS::CodeDeploy::DeploymentGroup"


def deployed(traffic: Traffic) -> dict[str, Any]:
    return synth(
        lambda stack: function(
            stack, deploy=cc.Deploy(notify=cc.AlertTopic(stack, "Alerts"), traffic=traffic)
        )
    )


def test_without_need_there_is_no_alias() -> None:
    template = default_template("EnhancedLambda")

    assert not resources(template, ALIAS)
    assert not resources(template, "AWS::Lambda::Version")


def test_grants_and_callers_reach_the_published_version() -> None:
    stack = new_stack()
    made = function(stack, warm_start=WarmStart.SNAP_START)
    made.grant_invoke(function(stack, "Caller"))
    cc.ApiRoute(
        stack,
        "Route",
        api=cc.HttpApi(stack, "Api", authorizer=cc.Authorizer.iam()),
        method="GET",
        path="/",
        handler=made,
    )
    template = template_of(stack)

    (alias,) = resources(template, ALIAS)
    (statement,) = statements(template, "CallerRoleGranted")
    assert statement["Resource"] == {"Ref": alias}
    assert alias in str(only(template, "AWS::ApiGatewayV2::Integration")["IntegrationUri"])
    assert only(template, "AWS::Lambda::Permission")["FunctionName"] == {"Ref": alias}


def test_a_change_of_the_function_publishes_another_version() -> None:
    versions = [
        set(
            resources(
                synth(lambda s, m=m: function(s, memory=m, warm_start=WarmStart.SNAP_START)),
                "AWS::Lambda::Version",
            )
        )
        for m in (256, 256, 512)
    ]

    assert versions[0] == versions[1] != versions[2]


def test_provisioned_environments_follow_their_use() -> None:
    template = default_template("EnhancedLambda with canaries")

    assert only(template, ALIAS)["ProvisionedConcurrencyConfig"] == {"ProvisionedConcurrentExecutions": 1}
    target = only(template, "AWS::ApplicationAutoScaling::ScalableTarget")
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 5)
    policy = only(template, "AWS::ApplicationAutoScaling::ScalingPolicy")
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 0.7


def test_a_fixed_number_of_environments_needs_no_scaling() -> None:
    template = synth(lambda stack: function(stack, warm_start=WarmStart.provisioned(3)))

    assert only(template, ALIAS)["ProvisionedConcurrencyConfig"] == {"ProvisionedConcurrentExecutions": 3}
    assert not resources(template, "AWS::ApplicationAutoScaling::ScalableTarget")


def test_snapshots_are_taken_of_published_versions() -> None:
    template = default_template("EnhancedLambda from snapshots")

    assert only(template, "AWS::Lambda::Function")["SnapStart"] == {"ApplyOn": "PublishedVersions"}


@pytest.mark.parametrize(
    ("traffic", "name"),
    [
        (Traffic.canary(percent=10, minutes=5), "CodeDeployDefault.LambdaCanary10Percent5Minutes"),
        (Traffic.linear(percent=10, minutes=1), "CodeDeployDefault.LambdaLinear10PercentEvery1Minute"),
        (Traffic.linear(percent=10, minutes=3), "CodeDeployDefault.LambdaLinear10PercentEvery3Minutes"),
        (Traffic.ALL_AT_ONCE, "CodeDeployDefault.LambdaAllAtOnce"),
    ],
)
def test_what_codedeploy_has_is_not_made_again(traffic: Traffic, name: str) -> None:
    template = deployed(traffic)

    assert only(template, GROUP)["DeploymentConfigName"] == name
    assert not resources(template, "AWS::CodeDeploy::DeploymentConfig")


@pytest.mark.parametrize(
    ("traffic", "routing"),
    [
        (
            Traffic.canary(percent=25, minutes=7),
            {"Type": "TimeBasedCanary", "TimeBasedCanary": {"CanaryPercentage": 25, "CanaryInterval": 7}},
        ),
        (
            Traffic.linear(percent=25, minutes=7),
            {"Type": "TimeBasedLinear", "TimeBasedLinear": {"LinearPercentage": 25, "LinearInterval": 7}},
        ),
    ],
)
def test_other_steps_are_a_configuration_of_their_own(traffic: Traffic, routing: dict[str, Any]) -> None:
    template = deployed(traffic)
    ((id, config),) = resources(template, "AWS::CodeDeploy::DeploymentConfig").items()

    assert config["Properties"]["TrafficRoutingConfig"] == routing
    assert only(template, GROUP)["DeploymentConfigName"] == {"Ref": id}


def test_callers_go_back_when_the_new_version_fails() -> None:
    template = default_template("EnhancedLambda with canaries")
    ((alarm_id, alarm),) = resources(template, "AWS::CloudWatch::Alarm").items()
    group = only(template, GROUP)

    assert group["AlarmConfiguration"] == {"Enabled": True, "Alarms": [{"Name": {"Ref": alarm_id}}]}
    assert group["AutoRollbackConfiguration"]["Enabled"] is True
    assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
    watched = alarm["Properties"]
    assert watched["Period"] == 60
    assert watched["AlarmActions"] == [{"Ref": next(iter(resources(template, "AWS::SNS::Topic")))}]
    assert str(watched["Dimensions"][1]["Value"]).endswith("':live']]}")


def test_cloudformation_leaves_the_alias_to_codedeploy() -> None:
    template = default_template("EnhancedLambda with canaries")
    (alias,) = resources(template, ALIAS).values()
    (group,) = resources(template, GROUP)
    hook = next(id for id in resources(template, "AWS::Lambda::Function") if id.startswith("Hook"))

    update = alias["UpdatePolicy"]["CodeDeployLambdaAliasUpdate"]
    assert update["DeploymentGroupName"] == {"Ref": group}
    assert update["BeforeAllowTrafficHook"] == update["AfterAllowTrafficHook"] == {"Ref": hook}


def test_codedeploy_moves_this_alias_and_a_hook_reports_to_this_group() -> None:
    template = default_template("EnhancedLambda with canaries")
    allowed = {
        action: statement["Resource"]
        for statement in statements(template, "FunctionLiveRolloutRolePolicy")
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }

    assert sorted(allowed) == [
        "cloudwatch:DescribeAlarms",
        "lambda:GetAlias",
        "lambda:GetProvisionedConcurrencyConfig",
        "lambda:InvokeFunction",
        "lambda:UpdateAlias",
    ]
    assert "*" not in str(allowed)
    (report,) = statements(template, "HookRoleGranted")
    assert report["Action"] == "codedeploy:PutLifecycleEventHookExecutionStatus"


def test_the_group_waits_for_its_policies() -> None:
    template = default_template("EnhancedLambda with canaries")
    (group,) = resources(template, GROUP).values()

    assert any(id.startswith("FunctionLiveRolloutRolePolicy") for id in group["DependsOn"])


def test_alarms_of_others_end_a_deployment_too() -> None:
    def build(stack: cdk.Stack) -> None:
        alerts = cc.AlertTopic(stack, "Alerts")
        alarms = cc.AlarmSet(stack, "Alarms", notify=alerts)
        alarms.watch(cc.WorkQueue(stack, "Orders"))
        function(stack, deploy=cc.Deploy(notify=alerts, rollback_on=list(alarms.alarms.values())))

    template = synth(build)
    names = {alarm["Name"]["Ref"] for alarm in only(template, GROUP)["AlarmConfiguration"]["Alarms"]}
    assert names == set(resources(template, "AWS::CloudWatch::Alarm"))


def test_what_was_made_is_reachable() -> None:
    made = canary(new_stack())

    assert made.live
    assert made.live.alias.alias_name == "live"
    assert made.target.node.path == "Test/Function/Live/Resource"
    assert made.live.rollout
    assert made.live.rollout.alarm.node.path == "Test/Function/Live/Rollout/Errors"
    assert made.live.rollout.group.node.path == "Test/Function/Live/Rollout/Group"


def test_snapshots_and_much_storage_exclude_each_other() -> None:
    with pytest.raises(ArgumentError, match=r"ephemeral_storage is 1024 MB.*WarmStart.provisioned"):
        function(new_stack(), warm_start=WarmStart.SNAP_START, ephemeral_storage=1024)
