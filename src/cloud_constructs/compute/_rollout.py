"""Rollout: the CodeDeploy side of a function's alias."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import CfnCodeDeployLambdaAliasUpdate, CfnUpdatePolicy
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_codedeploy as codedeploy

from cloud_constructs.core import L3, create, grant, stack_facts
from cloud_constructs.security import ServiceRole

if TYPE_CHECKING:
    from constructs import Construct

    from cloud_constructs.compute._deploy import Deploy, Traffic

ROLLBACKS = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"]


class Rollout(L3):
    """Moves callers of an alias to new versions, and back when an alarm goes off.

    It promises a role that can move this alias alone: CDK's own deployment groups have one of AWS's policies.
    """

    def __init__(
        self, scope: Construct, id: str, *, deploy: Deploy, function_name: str, function_arn: str, alias: str
    ) -> None:
        super().__init__(scope, id)
        self._deploy = deploy
        self._alarm = self._watch_errors(function_name, alias)
        alarms = [self._alarm, *deploy.rollback_on]
        role = ServiceRole(
            self,
            "Role",
            service="codedeploy.amazonaws.com",
            statements=[
                {
                    "Effect": "Allow",
                    "Action": [
                        "lambda:GetAlias",
                        "lambda:GetProvisionedConcurrencyConfig",
                        "lambda:UpdateAlias",
                    ],
                    "Resource": [function_arn, f"{function_arn}:{alias}"],
                },
                {
                    "Effect": "Allow",
                    "Action": "cloudwatch:DescribeAlarms",
                    "Resource": [alarm.attr_arn for alarm in alarms],
                },
                *(
                    {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": hook.function_arn}
                    for hook in deploy.hooks
                ),
            ],
        )
        self._application = create(
            codedeploy.CfnApplication,
            codedeploy.CfnApplicationProps,
            self,
            "Application",
            compute_platform="Lambda",
        )
        self._group = create(
            codedeploy.CfnDeploymentGroup,
            codedeploy.CfnDeploymentGroupProps,
            self,
            "Group",
            alarm_configuration={"enabled": True, "alarms": [{"name": alarm.ref} for alarm in alarms]},
            application_name=self._application.ref,
            auto_rollback_configuration={"enabled": True, "events": ROLLBACKS},
            deployment_config_name=self._configuration(deploy.traffic),
            deployment_style={
                "deploymentOption": "WITH_TRAFFIC_CONTROL",
                "deploymentType": "BLUE_GREEN",
            },
            service_role_arn=role.role.role_arn,
        )
        self._group.node.add_dependency(*role.policies)
        self._let_hooks_report()

    def _watch_errors(self, function_name: str, alias: str) -> cloudwatch.CfnAlarm:
        actions = [self._deploy.notify.topic_arn]
        return create(
            cloudwatch.CfnAlarm,
            cloudwatch.CfnAlarmProps,
            self,
            "Errors",
            alarm_actions=actions,
            ok_actions=actions,
            alarm_description="The new version fails: if a deployment is under way, callers go back",
            comparison_operator="GreaterThanThreshold",
            dimensions=[
                {"name": "FunctionName", "value": function_name},
                {"name": "Resource", "value": f"{function_name}:{alias}"},
            ],
            evaluation_periods=1,
            metric_name="Errors",
            namespace="AWS/Lambda",
            period=60,
            statistic="Sum",
            threshold=0,
            treat_missing_data="notBreaching",
        )

    def _configuration(self, traffic: Traffic) -> str:
        if traffic.predefined is not None:
            return traffic.predefined
        share = "Canary" if "Canary" in traffic.routing else "Linear"
        config = create(
            codedeploy.CfnDeploymentConfig,
            codedeploy.CfnDeploymentConfigProps,
            self,
            "Traffic",
            compute_platform="Lambda",
            traffic_routing_config={
                "type": traffic.routing,
                f"timeBased{share}": {
                    f"{share.lower()}Percentage": traffic.percent,
                    f"{share.lower()}Interval": traffic.minutes,
                },
            },
        )
        return config.ref

    def _let_hooks_report(self) -> None:
        facts = stack_facts(self)
        group = f"{self._application.ref}/{self._group.ref}"
        arn = f"arn:{facts.partition}:codedeploy:{facts.region}:{facts.account}:deploymentgroup:{group}"
        for hook in self._deploy.hooks:
            grant(hook, ["codedeploy:PutLifecycleEventHookExecutionStatus"], [arn])

    @property
    def alarm(self) -> cloudwatch.CfnAlarm:
        """The alarm that ends a deployment whose version fails."""
        return self._alarm

    @property
    def group(self) -> codedeploy.CfnDeploymentGroup:
        """The deployment group."""
        return self._group

    def update_policy(self) -> CfnUpdatePolicy:
        """Return what tells CloudFormation to leave the alias to CodeDeploy."""
        before, after = self._deploy.before_traffic, self._deploy.after_traffic
        return CfnUpdatePolicy(
            code_deploy_lambda_alias_update=CfnCodeDeployLambdaAliasUpdate(
                application_name=self._application.ref,
                deployment_group_name=self._group.ref,
                before_allow_traffic_hook=before.function_name if before else None,
                after_allow_traffic_hook=after.function_name if after else None,
            )
        )
