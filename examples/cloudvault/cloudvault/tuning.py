"""Power tuning: how much memory a function should have, measured on the function itself.

The function's own memory is another one only while versions are published, which takes seconds; callers of
an alias notice nothing of it. docs/performance.md says how to start it.
"""

from collections.abc import Mapping
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from cloud_constructs import (
    DependencyLayer,
    EncryptedLogGroup,
    EnhancedLambda,
    SecureBucket,
    ServiceRole,
    acknowledge,
)

from .compute import EXAMPLE
from .config import Config
from .security import Keys
from .tuning_states import definition

TUNABLE = ("file_processor", "files", "folders", "shares")
"""What users wait for. The state machine can change no other function."""
REPORTS = "reports/tuning/"
VERSIONS = "Versions are numbered when they are published; the function that they are of is named"
MINUTE = 60

# Actions of a state machine's role without a resource level:
# https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy
# https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html#xray-iam
UNSCOPED = (
    *("logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery"),
    *("logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies"),
    *("logs:DescribeLogGroups", "xray:PutTraceSegments", "xray:PutTelemetryRecords"),
    *("xray:GetSamplingRules", "xray:GetSamplingTargets"),
)


class TuningStack(cdk.Stack):
    """The state machine, and the function that does what Step Functions cannot do by itself."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        keys: Keys,
        functions: Mapping[str, EnhancedLambda],
        files: SecureBucket,
        layer: DependencyLayer,
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        keys.operations.share_with(self)
        arns = [functions[name].function_arn for name in TUNABLE]
        tuner = self._tuner(config, keys, files, layer)
        _let_try_versions(tuner, arns)
        logs = EncryptedLogGroup(self, "Logs", profile=config.profile)
        role = ServiceRole(
            self,
            "Role",
            service="states.amazonaws.com",
            same_account_only=True,
            statements=[
                {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": tuner.target_arn},
                {
                    "Effect": "Allow",
                    "Action": ["lambda:GetFunctionConfiguration", "lambda:UpdateFunctionConfiguration"],
                    "Resource": arns,
                },
                keys.operations.use_statement(),
            ],
            unscoped=UNSCOPED,
        )
        machine = sfn.CfnStateMachine(
            self,
            "PowerTuning",
            definition_string=self.to_json_string(definition(tuner.target_arn)),
            role_arn=role.role.role_arn,
            tracing_configuration={"enabled": True},
            encryption_configuration={
                "type": "CUSTOMER_MANAGED_KMS_KEY",
                "kmsKeyId": keys.operations.key_arn,
                "kmsDataKeyReusePeriodSeconds": 5 * MINUTE,
            },
            logging_configuration={
                "level": "ALL",
                "includeExecutionData": True,
                "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": logs.log_group_arn}}],
            },
        )
        machine.node.add_dependency(*role.policies)
        cdk.CfnOutput(self, "PowerTuningArn", value=machine.attr_arn)

    def _tuner(
        self, config: Config, keys: Keys, files: SecureBucket, layer: DependencyLayer
    ) -> EnhancedLambda:
        tuner = EnhancedLambda(
            self,
            "Tuner",
            entry=EXAMPLE / "functions",
            handler="power_tuner.handler",
            timeout=cdk.Duration.minutes(15),
            environment={
                "POWERTOOLS_METRICS_NAMESPACE": "CloudVault",
                "POWERTOOLS_SERVICE_NAME": "power_tuner",
                "FILES_BUCKET": files.bucket_name,
                "TUNING_REPORTS": REPORTS,
            },
            layers=[layer.layer],
            encryption_key=keys.functions,
            profile=config.profile,
        )
        files.grant_write(tuner, REPORTS)
        return tuner


def _let_try_versions(tuner: EnhancedLambda, functions: list[str]) -> None:
    """Let the tuner publish versions, and use and delete those: the functions themselves it cannot delete."""
    versions = [f"{arn}:*" for arn in functions]
    publishing = ("GetFunctionConfiguration", "ListVersionsByFunction", "PublishVersion")
    for actions, resources in (
        (publishing, functions),
        (("DeleteFunction", "GetFunctionConfiguration", "InvokeFunction"), versions),
    ):
        iam.Grant.add_to_principal(
            grantee=tuner,
            actions=[f"lambda:{action}" for action in actions],
            resource_arns=resources,
        )
    for version in versions:
        acknowledge(tuner.granted, "IAMNoWildcardPermissions", VERSIONS, finding=("Resource", version))
