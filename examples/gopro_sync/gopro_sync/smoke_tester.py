"""The role with which smoke tests look at the deployed app, and start a run that copies nothing."""

import re
from typing import TYPE_CHECKING, Any, Final, cast

import aws_cdk as cdk
from aws_cdk import aws_iam as iam
from constructs import Construct

from cloud_constructs import ArgumentError, acknowledge

if TYPE_CHECKING:
    from .stack import GoProSync

CONTEXT = "smoke_tester"
ROLE_NAME = "gopro-sync-smoke-test"
_ARN: Final = r"arn:[\w-]+:iam::(?P<account>\d{12}):role/"
_ROLE: Final = re.compile(rf"({_ARN})?[\w+=,.@/-]+\*?")


class SmokeTester(Construct):
    """What a smoke test has permissions by.

    It is there only when the context names who assumes it: a pipeline's role, perhaps of another account.

    Args:
        app: What is tried.
        principal: The ARN of the role that assumes it, or the name of one in the app's account; it may end
            in `*`.

    Raises:
        ArgumentError: The principal is no role.
    """

    def __init__(self, scope: Construct, id: str, *, app: "GoProSync", principal: str) -> None:
        found = _ROLE.fullmatch(principal)
        if not found:
            raise ArgumentError(
                "SmokeTester",
                f"{CONTEXT} is {principal!r}",
                "give the ARN or name of the role that runs them",
            )
        super().__init__(scope, id)
        account = found["account"] or app.account
        arn = principal if found["account"] else f"arn:{app.partition}:iam::{account}:role/{principal}"
        meant = {"ArnLike": {"aws:PrincipalArn": arn}}
        self.role = iam.Role(
            self,
            "Role",
            role_name=ROLE_NAME,
            description="Looks at the app and starts runs that copy nothing",
            assumed_by=cast("iam.IPrincipal", iam.AccountPrincipal(account).with_conditions(meant)),
        )
        policy = iam.ManagedPolicy(
            self,
            "Policy",
            roles=[cast("iam.IRole", self.role)],
            document=iam.PolicyDocument.from_json({"Version": "2012-10-17", "Statement": _statements(app)}),
        )
        reason = "Executions and alarms have names that nobody knows before; all else is named"
        for resource in (_executions(app), _alarms(app)):
            acknowledge(policy, "IAMNoWildcardPermissions", reason, finding=("Resource", resource))


def _statements(app: "GoProSync") -> list[dict[str, Any]]:
    """Return what each check reads, and what the dry run starts."""
    syncs = app.syncs.values()
    machines = [sync.pipeline.state_machine.state_machine_arn for sync in syncs]
    tracker, media = app.tracker.table.table_arn, app.media.bucket_arn
    return [
        _allow(
            ["states:DescribeStateMachine", "states:ListTagsForResource", "states:StartExecution"], machines
        ),
        _allow(["states:DescribeExecution"], [_executions(app)]),
        _allow(["lambda:GetFunctionConfiguration"], [sync.steps.transfer.function_arn for sync in syncs]),
        _allow(["scheduler:GetSchedule"], [sync.pipeline.schedule.resource.attr_arn for sync in syncs]),
        _allow(["dynamodb:DescribeContinuousBackups", "dynamodb:DescribeTable"], [tracker]),
        _allow(["dynamodb:Query"], [f"{tracker}/index/status-sync_timestamp-index"]),
        _allow(
            [
                *("s3:GetBucketPublicAccessBlock", "s3:GetBucketVersioning", "s3:GetEncryptionConfiguration"),
                "s3:ListBucket",
            ],
            [media],
        ),
        _allow(["sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic"], [app.alerts.topic_arn]),
        _allow(["cloudwatch:DescribeAlarms"], [_alarms(app)]),
        _allow(
            ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
            [sync.credentials.secret_arn for sync in syncs],
        ),
        _allow(["kms:Decrypt"], [app.key.key_arn]),
    ]


def _allow(actions: list[str], resources: list[str]) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resources}


def _executions(app: "GoProSync") -> str:
    # The tests' own runs, and those of no schedule.
    return app.format_arn(
        service="states",
        resource="execution",
        resource_name="*:smoke-*",
        arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
    )


def _alarms(app: "GoProSync") -> str:
    # CloudWatch asks for the permission on all alarms, also where a prefix narrows the question.
    return app.format_arn(
        service="cloudwatch",
        resource="alarm",
        resource_name="*",
        arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
    )
