"""Power tuning: how much memory a function should have, measured on the function itself.

    remember -> publish a version for each size -> put back -> measure each version -> report -> clean up
                              |                                        |                 |
                              +------ fails: put back, clean up -------+--- clean up ----+

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

TUNABLE = ("file_processor", "files", "folders", "shares")
"""What users wait for. The state machine can change no other function."""
REPORTS = "reports/tuning/"
MARK = "Power tuning"
VERSIONS = "Versions are numbered when they are published; the function that they are of is named"
MINUTE = 60
WELL = "$count($failures) = 0"

# Actions of a state machine's role without a resource level:
# https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy
# https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html#xray-iam
UNSCOPED = (
    *("logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery"),
    *("logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies"),
    *("logs:DescribeLogGroups", "xray:PutTraceSegments", "xray:PutTelemetryRecords"),
    *("xray:GetSamplingRules", "xray:GetSamplingTargets"),
)

State = dict[str, Any]


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
            definition_string=self.to_json_string(_definition(tuner.target_arn)),
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


def _definition(tuner: str) -> State:
    """Return the state machine, whose input is `{"function", "sizes", "times", "payload"}`."""
    return {
        "Comment": "Tries a function with several sizes of memory, and reports what each takes and costs",
        "QueryLanguage": "JSONata",
        "StartAt": "Remember",
        "States": {
            "Remember": _remember(next="IsBeingTuned"),
            "IsBeingTuned": _choice(f"$contains($description, '{MARK}')", "Refused", default="PublishEach"),
            "Refused": {"Type": "Fail", "Error": "BeingTuned", "Cause": "Another tuning has not put it back"},
            "PublishEach": {
                **_each("$sizes", _publishing(tuner)),
                "Catch": _failing(next="PutBack"),
                "Next": "PutBack",
            },
            "PutBack": {
                **_update(memory="$memory", description="$description"),
                "Output": _jsonata("$states.input"),
                "Next": "IsPublished",
            },
            "IsPublished": _choice(WELL, "MeasureEach", default="CleanUp"),
            "MeasureEach": {
                **_each("$states.input", _measuring(tuner)),
                "Catch": _failing(next="CleanUp"),
                "Next": "Report",
            },
            "Report": {
                **_step(
                    tuner,
                    "report",
                    memory_now=_jsonata("$memory"),
                    measured=_jsonata("$states.input"),
                    name=_jsonata("$states.context.Execution.Name"),
                ),
                "Catch": _failing(next="CleanUp"),
                "Next": "CleanUp",
            },
            "CleanUp": {
                **_step(tuner, "clean_up", mark=_jsonata("$mark")),
                "Output": _jsonata("$states.input"),
                "Next": "IsReported",
            },
            "IsReported": _choice(WELL, "Tuned", default="Failed"),
            "Tuned": {"Type": "Succeed"},
            "Failed": {
                "Type": "Fail",
                "Error": _jsonata("$failures[0].Error"),
                "Cause": _jsonata("$failures[0].Cause"),
            },
        },
    }


def _remember(*, next: str) -> State:
    """Return the state that keeps what is going to be changed, and what for."""
    description = "$exists($states.result.Description) ? $states.result.Description : ''"
    return {
        **_task(
            "aws-sdk:lambda:getFunctionConfiguration", {"FunctionName": _jsonata("$states.input.function")}
        ),
        "Assign": {
            **{name: _jsonata(f"$states.input.{name}") for name in ("function", "sizes", "times", "payload")},
            "memory": _jsonata("$states.result.MemorySize"),
            "description": _jsonata(description),
            "mark": _jsonata(f"'{MARK} ' & $states.context.Execution.Name"),
            "failures": [],
        },
        "Next": next,
    }


def _publishing(tuner: str) -> State:
    """Return the states for one size; the description makes it a version of its own, whatever else exists."""
    return {
        "StartAt": "SetMemory",
        "States": {
            "SetMemory": {
                **_update(
                    memory="$states.input", description="$mark & ', ' & $string($states.input) & ' MB'"
                ),
                "Output": _jsonata("$states.input"),
                "Next": "Publish",
            },
            "Publish": {
                **_step(tuner, "publish", memory=_jsonata("$states.input"), mark=_jsonata("$mark")),
                "End": True,
            },
        },
    }


def _measuring(tuner: str) -> State:
    """Return the state for one version."""
    version = {name: _jsonata(f"$states.input.{name}") for name in ("version", "memory")}
    how = {name: _jsonata(f"${name}") for name in ("payload", "times")}
    return {
        "StartAt": "Measure",
        "States": {"Measure": {**_step(tuner, "measure", **version, **how), "End": True}},
    }


def _each(items: str, work: State) -> State:
    # One at a time: there is one function, and what runs at once is measured at once.
    processor = {"ProcessorConfig": {"Mode": "INLINE"}, **work}
    return {"Type": "Map", "Items": _jsonata(items), "MaxConcurrency": 1, "ItemProcessor": processor}


def _update(*, memory: str, description: str) -> State:
    arguments = {"MemorySize": _jsonata(memory), "Description": _jsonata(description)}
    return _task(
        "aws-sdk:lambda:updateFunctionConfiguration", {"FunctionName": _jsonata("$function"), **arguments}
    )


def _step(tuner: str, step: str, **payload: str) -> State:
    arguments = {"step": step, "function": _jsonata("$function"), **payload}
    return {
        **_task("lambda:invoke", {"FunctionName": tuner, "Payload": arguments}),
        "Output": _jsonata("$states.result.Payload"),
    }


def _task(resource: str, arguments: State) -> State:
    passing = (
        "ResourceConflictException",
        "ServiceException",
        "TooManyRequestsException",
        "SdkClientException",
    )
    retry = {
        # A change of a function takes a while, in which it takes no other.
        "ErrorEquals": [f"Lambda.{error}" for error in passing],
        "IntervalSeconds": 2,
        "BackoffRate": 2,
        "MaxAttempts": 6,
    }
    return {
        "Type": "Task",
        "Resource": f"arn:aws:states:::{resource}",
        "Arguments": arguments,
        "Retry": [retry],
    }


def _failing(*, next: str) -> list[State]:
    caught = {"failures": [_jsonata("$states.errorOutput")]}
    return [{"ErrorEquals": ["States.ALL"], "Assign": caught, "Next": next}]


def _choice(condition: str, then: str, *, default: str) -> State:
    return {
        "Type": "Choice",
        "Choices": [{"Condition": _jsonata(condition), "Next": then}],
        "Default": default,
    }


def _jsonata(expression: str) -> str:
    return "{% " + expression + " %}"
