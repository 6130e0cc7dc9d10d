"""ScheduleTrigger: a function that runs at set times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.compute._schedule import Schedule
from cloud_constructs.core import HOUR, MINUTE, Check
from cloud_constructs.security import EncryptionKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import Duration
    from aws_cdk import aws_scheduler as scheduler
    from constructs import Construct

    from cloud_constructs.compute._enhanced_lambda import EnhancedLambda


class ScheduleTrigger(Schedule):
    """Lets a function run at set times, with EventBridge Scheduler, which keeps time zones.

    It promises that the input is encrypted with a customer-managed key, that the scheduler may start this
    function alone, and that a run which could not be started is kept. What the function then fails to handle
    ends in its own failures.

    Args:
        handler: The function.
        expression: When it runs.
        input: What it is given; by default an empty object.
        flexible_window: How much later it may run, from 1 minute to 24 hours; by default not at all.
        encryption_key: The key of the input; by default the one that the stack's constructs share.

    Raises:
        ArgumentError: A value is out of range, or the function serves tenants one by one.

    Example:
        ```python
        import aws_cdk as cdk
        from aws_cdk import aws_scheduler as scheduler
        from cloud_constructs import EnhancedLambda, ScheduleTrigger

        stack = cdk.Stack(cdk.App(), "Shop")
        clean = EnhancedLambda(stack, "Clean", entry="functions/clean")
        nightly = scheduler.ScheduleExpression.cron(
            hour="2", minute="0", time_zone=cdk.TimeZone.EUROPE_BERLIN
        )
        ScheduleTrigger(stack, "Nightly", handler=clean, expression=nightly)
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        handler: EnhancedLambda,
        expression: scheduler.ScheduleExpression,
        input: Mapping[str, object] | None = None,
        flexible_window: Duration | None = None,
        encryption_key: EncryptionKey | None = None,
    ) -> None:
        check = Check(scope, id)
        handler.check_trigger(check)
        if flexible_window is not None:
            check.lasts(
                "flexible_window", flexible_window, default=0, low=MINUTE, high=24 * HOUR, unit=MINUTE
            )
        super().__init__(
            scope,
            id,
            expression=expression,
            action="lambda:InvokeFunction",
            target_arn=handler.target_arn,
            input=input or {},
            flexible_window=flexible_window,
            encryption_key=encryption_key or EncryptionKey.of(scope),
        )
