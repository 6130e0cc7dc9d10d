"""SyncPipeline: copies what is new at a source, on a schedule, and tells what it could not copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from cloud_constructs.compute import Schedule
from cloud_constructs.core import (
    DAY,
    HOUR,
    L3,
    MINUTE,
    AlarmTarget,
    Check,
    Service,
    grant,
)
from cloud_constructs.security import EncryptedLogGroup, EncryptionKey, ServiceRole
from cloud_constructs.workflow import _access as access
from cloud_constructs.workflow._definition import StateNames, definition
from cloud_constructs.workflow._event_start import EventStart
from cloud_constructs.workflow._freshness import hours_between_runs
from cloud_constructs.workflow._ledger import Ledger
from cloud_constructs.workflow._mode import Mode
from cloud_constructs.workflow._state_machine import state_machine
from cloud_constructs.workflow._states.asl import Wiring

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import Duration
    from aws_cdk import aws_iam as iam
    from aws_cdk import aws_logs as logs
    from aws_cdk import aws_scheduler as scheduler
    from aws_cdk import aws_stepfunctions as sfn
    from constructs import Construct

    from cloud_constructs.messaging import AlertTopic, WorkQueue
    from cloud_constructs.storage import SecureBucket, SecureTable
    from cloud_constructs.workflow._steps import Reconciliation, SyncSteps


class SyncPipeline(L3):
    """A scheduled, incremental copy from any source.

    It promises that two runs are never at work at once; that a run goes on until its source has nothing
    more; that an item which fails is tried again with jitter, recorded in the tracker, kept in the queue of
    failures and reported, while the others go on; that a run which fails as a whole says so; and that each
    step may do what it needs and nothing else. A run that is started with `"dry_run": true` in its input
    says what it would copy and copies nothing.

    Args:
        provider: The source's name, as every step is told.
        steps: The functions that know the source.
        tracker: What became of each item: its key is the item's id, alone or as the sort key below the
            partition key `provider`, and its attributes `status` and `sync_timestamp` say how it stands since
            when. With both, the pipeline and its steps reach the rows of their own provider and no others.
        destination: Where items are copied to.
        prefix: What the keys of the items begin with; the steps reach no others.
        alerts: Who is told of failures.
        schedule: When the sync runs, in a real time zone.
        flexible_window: Within how long after that it may begin, from 1 minute to 1 day, so that not every
            pipeline asks its source at two o'clock; by default it begins at once.
        mode: How the work is spread; by default page after page.
        concurrency: How many items are copied at once, from 1 to 40, or to 10,000 if distributed.
        timeout: How long one execution may take, up to a year; by default 12 hours.
        reconciliation: The look at both sides when everything is copied; by default there is none.
        freshness: How long may pass without a completed run before an `AlarmSet` tells, from 1 hour to 7
            days; by default two hours longer than the schedule leaves between two runs, if that is a rate or
            the same every day. A new alarm waits so long, but no more than two days.
        state_names: What the states are called.
        encryption_key: The key; by default the one that the stack's constructs share.

    Raises:
        ArgumentError: A value is out of range, `transfer` keeps no failures, or the tracker's key is no text
            or has another shape.

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
        prefix: str = "",
        alerts: AlertTopic,
        schedule: scheduler.ScheduleExpression,
        flexible_window: Duration | None = None,
        mode: Mode | None = None,
        concurrency: int = 5,
        timeout: Duration | None = None,
        reconciliation: Reconciliation | None = None,
        freshness: Duration | None = None,
        state_names: StateNames | None = None,
        encryption_key: EncryptionKey | None = None,
    ) -> None:
        mode = mode or Mode.map()
        check = Check(scope, id)
        mode.check(check)
        check.between("concurrency", concurrency, 1, mode.max_concurrency)
        check.matches("provider", provider, r"[a-z][a-z0-9-]{0,31}", "a lower-case name, such as photos")
        check.matches("prefix", prefix, r"([\w.-]+/)*", "one that ends with a slash, such as photos/")
        _, seconds = check.lasts("timeout", timeout, default=12 * HOUR, low=MINUTE, high=365 * DAY)
        if seconds is None:
            raise check.fail("timeout is a token", "give a duration: it stands in the state machine's text")
        window: float | None = 0
        if flexible_window is not None:
            _, window = check.lasts(
                "flexible_window", flexible_window, default=0, low=MINUTE, high=DAY, unit=MINUTE
            )
        hours = hours_between_runs(check, freshness, schedule, window or 0)
        if reconciliation is not None:
            check.between("at_most_percent", reconciliation.at_most_percent, 1, 100, "%")
        ledger = Ledger(tracker, provider)
        ledger.check(check)
        failures = steps.transfer.failures
        if failures is None:
            raise check.fail(
                "transfer keeps no failures", "leave its on_failure to the library, or give a queue"
            )
        super().__init__(scope, id)
        self._name = id
        self._timeout_seconds, self._hours = seconds, hours
        self._input = {"provider": provider}
        self._steps, self._failures = steps, failures
        self._triggers: list[EventStart] = []
        self._key = encryption_key or EncryptionKey.of(scope)
        distribution = mode.distribution
        workspace = (distribution and distribution.workspace) or destination
        access.let_steps_work(steps, ledger, destination, prefix, workspace)
        functions = [steps.authenticate, steps.list_items, steps.transfer]
        if reconciliation is not None:
            access.let_reconcile(reconciliation, ledger, destination, prefix, workspace)
            functions += filter(None, (reconciliation.compare, reconciliation.delete))
        self._logs = EncryptedLogGroup(self, "Logs", encryption_key=self._key)
        self._role = ServiceRole(
            self,
            "Role",
            service="states.amazonaws.com",
            same_account_only=True,
            statements=access.statements(functions, ledger, failures, alerts, self._key),
            unscoped=access.UNSCOPED,
        )
        wiring = Wiring(
            authenticate=steps.authenticate.target_arn,
            list_items=steps.list_items.target_arn,
            transfer=steps.transfer.target_arn,
            tracker=tracker.table_name,
            item_key=ledger.item_key,
            keyed_by_provider=ledger.keyed_by_provider,
            failures_url=failures.queue.queue_url,
            alerts=alerts.topic_arn,
            workspace=workspace.bucket_name,
            compare=reconciliation.compare.target_arn if reconciliation else None,
            delete=reconciliation.delete.target_arn if reconciliation and reconciliation.delete else None,
        )
        body = definition(
            wiring,
            state_names or StateNames(),
            mode,
            concurrency=concurrency,
            timeout_seconds=int(seconds),
            at_most_percent=reconciliation.at_most_percent if reconciliation else 0,
        )
        self._state_machine = state_machine(
            self, "Resource", body=body, role=self._role, logs=self._logs, encryption_key=self._key
        )
        itself = cast("iam.IGrantable", self._role.granted)
        access.let_itself_continue(itself, self._state_machine)
        if distribution is not None:
            access.let_itself_spread(itself, self._state_machine, workspace)
        self._schedule = Schedule(
            self,
            "Schedule",
            expression=schedule,
            action="states:StartExecution",
            target_arn=self._state_machine.state_machine_arn,
            flexible_window=flexible_window,
            input=self._input,
            encryption_key=self._key,
        )

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

    @property
    def failures(self) -> WorkQueue:
        """Where the items are kept that could not be copied."""
        return self._failures

    def start_on(self, id: str, pattern: Mapping[str, object]) -> EventStart:
        """Start a run upon events too; one that comes while a run is at work is skipped.

        Args:
            id: What the trigger is called.
            pattern: An event pattern of EventBridge, such as `{"source": ["aws.s3"]}`.
        """
        Check(self, id).require(
            len(pattern) > 0, "pattern is empty", "say which events, such as their source"
        )
        trigger = EventStart(
            self,
            id,
            pattern=pattern,
            state_machine_arn=self._state_machine.state_machine_arn,
            input=self._input,
            encryption_key=self._key,
        )
        self._triggers.append(trigger)
        return trigger

    def grant_start(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let a principal start a run by hand, for real or dry."""
        return grant(grantee, ["states:StartExecution"], [self._state_machine.state_machine_arn])

    def grant_redrive(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let a principal try kept items again, and go on with a run that was stopped or timed out."""
        self._failures.grant_consume(grantee)
        self._steps.transfer.grant_invoke(grantee)
        return access.let_redrive(grantee, self._state_machine)

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the state machine and what starts it; the steps are watched as functions."""
        name = name or self._name
        dimensions = {"StateMachineArn": self._state_machine.state_machine_arn}
        machine = AlarmTarget(
            name=name,
            service=Service.STATE_MACHINE,
            dimensions=dimensions,
            limits={"timeout": self._timeout_seconds * 1000},
        )
        runs = AlarmTarget(
            name=name,
            service=Service.SYNC_PIPELINE,
            dimensions=dimensions,
            limits={"freshness_hours": self._hours} if self._hours else {},
        )
        triggers = [
            target
            for trigger in self._triggers
            for target in trigger.alarm_targets(f"{name}{trigger.node.id}")
        ]
        return [machine, runs, *self._schedule.alarm_targets(f"{name}Schedule"), *triggers]
