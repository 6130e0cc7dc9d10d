"""SyncPipeline: copies what is new at a source, on a schedule, and tells what it could not copy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from cloud_constructs.core import (
    DAY,
    HOUR,
    MINUTE,
    AlarmTarget,
    Check,
    Service,
    create,
    resource_of,
    stack_facts,
)
from cloud_constructs.security import EncryptedLogGroup, EncryptionKey, ServiceRole
from cloud_constructs.workflow._definition import StateNames, Wiring, definition
from cloud_constructs.workflow._schedule import Schedule

if TYPE_CHECKING:
    from typing import Any

    from aws_cdk import Duration
    from aws_cdk import aws_logs as logs
    from aws_cdk import aws_scheduler as scheduler

    from cloud_constructs.compute import EnhancedLambda
    from cloud_constructs.messaging import AlertTopic, WorkQueue
    from cloud_constructs.storage import SecureBucket, SecureTable

# https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy
LOG_DELIVERY = tuple(
    f"logs:{action}"
    for action in (
        "CreateLogDelivery",
        "GetLogDelivery",
        "UpdateLogDelivery",
        "DeleteLogDelivery",
        "ListLogDeliveries",
        "PutResourcePolicy",
        "DescribeResourcePolicies",
        "DescribeLogGroups",
    )
)
TRACING = tuple(
    f"xray:{action}"
    for action in (
        "PutTraceSegments",
        "PutTelemetryRecords",
        "GetSamplingRules",
        "GetSamplingTargets",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SyncSteps:
    """The functions that know the source; the pipeline knows everything else.

    Args:
        authenticate: Renews the credentials of `provider`.
        list_items: Returns `items` that are new, with `found` and `remaining` as numbers.
        transfer: Copies one `item` and returns its `status`; raises when it cannot.
    """

    authenticate: EnhancedLambda
    list_items: EnhancedLambda
    transfer: EnhancedLambda


class SyncPipeline(Construct):
    """A scheduled, incremental copy from any source.

    It promises that an item which fails is tried again with jitter, recorded in the tracker, kept in the
    queue of failures and reported, while the others go on; that a run which fails as a whole says so; and
    that each step may do what it needs and nothing else.

    Args:
        provider: The source's name, as every step is told.
        steps: The functions that know the source.
        tracker: What became of each item: its partition key is the item's id, its attributes `status` and
            `sync_timestamp` say how it stands since when.
        destination: Where items are copied to.
        alerts: Who is told of failures.
        schedule: When the sync runs, in a real time zone.
        concurrency: How many items are copied at once, from 1 to 40.
        timeout: How long a run may take, up to a year; by default 12 hours.
        state_names: What the states are called.
        encryption_key: The key; by default the one that the stack's constructs share.

    Raises:
        ArgumentError: A value is out of range, or `transfer` keeps no failures.

    Example:
        ```python
        import aws_cdk as cdk
        from aws_cdk import aws_dynamodb as dynamodb
        from aws_cdk import aws_scheduler as scheduler
        from cloud_constructs import AlertTopic, EnhancedLambda, SecureBucket, SecureTable
        from cloud_constructs import SyncPipeline, SyncSteps

        stack = cdk.Stack(cdk.App(), "Photos", env=cdk.Environment(region="eu-west-1"))
        key = dynamodb.Attribute(name="photo_id", type=dynamodb.AttributeType.STRING)
        SyncPipeline(
            stack,
            "Sync",
            provider="photos",
            steps=SyncSteps(
                authenticate=EnhancedLambda(stack, "Authenticate", entry="functions/checkout"),
                list_items=EnhancedLambda(stack, "List", entry="functions/checkout"),
                transfer=EnhancedLambda(stack, "Transfer", entry="functions/checkout"),
            ),
            tracker=SecureTable(stack, "Tracker", partition_key=key),
            destination=SecureBucket(stack, "Media"),
            alerts=AlertTopic(stack, "Alerts"),
            schedule=scheduler.ScheduleExpression.rate(cdk.Duration.days(1)),
        )
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        provider: str,
        steps: SyncSteps,
        tracker: SecureTable,
        destination: SecureBucket,
        alerts: AlertTopic,
        schedule: scheduler.ScheduleExpression,
        concurrency: int = 5,
        timeout: Duration | None = None,
        state_names: StateNames | None = None,
        encryption_key: EncryptionKey | None = None,
    ) -> None:
        check = Check(scope, id)
        check.between("concurrency", concurrency, 1, 40)
        check.matches("provider", provider, r"[a-z][a-z0-9-]{0,31}", "a lower-case name, such as photos")
        _, seconds = check.lasts("timeout", timeout, default=12 * HOUR, low=MINUTE, high=365 * DAY)
        if seconds is None:
            raise check.fail("timeout is a token", "give a duration: it stands in the state machine's text")
        failures = steps.transfer.failures
        if failures is None:
            raise check.fail(
                "transfer keeps no failures", "leave its on_failure to the library, or give a queue"
            )
        super().__init__(scope, id)
        self._name = id
        self._key = encryption_key or EncryptionKey.of(scope)
        self._let_steps_work(steps, tracker, destination)
        self._logs = EncryptedLogGroup(self, "Logs", encryption_key=self._key)
        self._role = self._make_role(steps, tracker, failures, alerts)
        wiring = Wiring(
            authenticate=steps.authenticate.function_arn,
            list_items=steps.list_items.function_arn,
            transfer=steps.transfer.function_arn,
            tracker=tracker.table_name,
            item_key=tracker.partition_key.name,
            failures_url=failures.queue.queue_url,
            alerts=alerts.topic_arn,
        )
        body = definition(
            wiring,
            state_names or StateNames(),
            concurrency=concurrency,
            timeout_seconds=int(seconds),
        )
        self._state_machine = self._make_state_machine(body)
        self._schedule = Schedule(
            self,
            "Schedule",
            expression=schedule,
            state_machine_arn=self._state_machine.state_machine_arn,
            input={"provider": provider},
            encryption_key=self._key,
        )

    def _let_steps_work(self, steps: SyncSteps, tracker: SecureTable, destination: SecureBucket) -> None:
        tracker.grant_read(steps.list_items)
        destination.grant_write(steps.list_items, "manifests/")
        tracker.grant_read(steps.transfer)
        tracker.grant_write(steps.transfer)
        destination.grant_read(steps.transfer)
        destination.grant_write(steps.transfer)

    def _make_role(
        self, steps: SyncSteps, tracker: SecureTable, failures: WorkQueue, alerts: AlertTopic
    ) -> ServiceRole:
        functions = [step.function_arn for step in (steps.authenticate, steps.list_items, steps.transfer)]
        statements: list[dict[str, Any]] = [
            {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": functions},
            {"Effect": "Allow", "Action": "dynamodb:UpdateItem", "Resource": tracker.table_arn},
            tracker.encryption_key.use_statement(),
            *failures.send_statements(),
            *alerts.publish_statements(),
            self._key.use_statement(),
        ]
        return ServiceRole(
            self,
            "Role",
            service="states.amazonaws.com",
            same_account_only=True,
            statements=statements,
            unscoped=(*LOG_DELIVERY, *TRACING),
        )

    def _make_state_machine(self, body: dict[str, Any]) -> sfn.StateMachine:
        text = stack_facts(self).stack.to_json_string(body)
        machine = create(
            sfn.StateMachine,
            sfn.StateMachineProps,
            self,
            "Resource",
            definition_body=sfn.DefinitionBody.from_string(text),
            role=self._role.role,
        )
        # At the resource itself: the L2 would add an inline policy for each of these.
        resource = cast("sfn.CfnStateMachine", resource_of(machine, after=self._role.policies))
        resource.tracing_configuration = sfn.CfnStateMachine.TracingConfigurationProperty(enabled=True)
        resource.encryption_configuration = sfn.CfnStateMachine.EncryptionConfigurationProperty(
            type="CUSTOMER_MANAGED_KMS_KEY",
            kms_key_id=self._key.key_arn,
            kms_data_key_reuse_period_seconds=300,
        )
        group = sfn.CfnStateMachine.CloudWatchLogsLogGroupProperty(log_group_arn=self._logs.log_group_arn)
        resource.logging_configuration = sfn.CfnStateMachine.LoggingConfigurationProperty(
            level="ALL",
            include_execution_data=True,
            destinations=[sfn.CfnStateMachine.LogDestinationProperty(cloud_watch_logs_log_group=group)],
        )
        return machine

    @property
    def state_machine(self) -> sfn.StateMachine:
        """The state machine."""
        return self._state_machine

    @property
    def schedule(self) -> Schedule:
        """What starts the sync."""
        return self._schedule

    @property
    def log_group(self) -> logs.LogGroup:
        """The logs of every run."""
        return self._logs.log_group

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the state machine and its schedule; the steps are watched as the functions that they are."""
        name = name or self._name
        machine = AlarmTarget(
            name=name,
            service=Service.STATE_MACHINE,
            dimensions={"StateMachineArn": self._state_machine.state_machine_arn},
        )
        return [machine, *self._schedule.alarm_targets(f"{name}Schedule")]
