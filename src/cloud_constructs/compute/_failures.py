"""What becomes of asynchronous events whose handling fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_cdk import aws_lambda as lambda_

from cloud_constructs.compute._live import ALIAS
from cloud_constructs.core import DAY, HOUR, MINUTE, Check, Waiver, assign, create, duration
from cloud_constructs.guardrails import acknowledge
from cloud_constructs.messaging import WorkQueue

if TYPE_CHECKING:
    from aws_cdk import Duration
    from constructs import Construct

    from cloud_constructs.compute._live import Live
    from cloud_constructs.core import StageProfile
    from cloud_constructs.security import EncryptionKey


@dataclass(frozen=True, slots=True, kw_only=True)
class AsyncInvocation:
    """How often and how long Lambda tries to have an asynchronous event handled.

    It promises that what fails for good is kept together with its error: the queue of failures becomes the
    failure destination, in the place of a dead-letter queue that keeps the event alone.

    Args:
        max_event_age: How long an event may wait, from 1 minute to 6 hours; by default 6 hours.
        retry_attempts: How often a failed event is tried again, from 0 to 2.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import AsyncInvocation

        AsyncInvocation(max_event_age=cdk.Duration.hours(1), retry_attempts=1)
        ```
    """

    max_event_age: Duration | None = None
    retry_attempts: int = 2

    def check(self, check: Check) -> None:
        """Raise unless every value is in its range."""
        check.lasts("max_event_age", self.max_event_age, default=6 * HOUR, low=MINUTE, high=6 * HOUR)
        check.between("retry_attempts", self.retry_attempts, 0, 2)

    def limits(self, failures: WorkQueue | Waiver) -> dict[str, float]:
        """Return what alarms have to know of it."""
        age = self.max_event_age
        limits: dict[str, float] = {} if isinstance(failures, Waiver) else {"failure_destinations": 1}
        if age is None or not age.is_unresolved():
            limits["max_event_age"] = age.to_milliseconds() if age else 6 * HOUR * 1000
        return limits

    def configure(
        self, scope: Construct, live: Live | None, function_name: str, failures: WorkQueue | Waiver
    ) -> None:
        """Configure how a function, or an alias of it, is invoked asynchronously."""
        waived = isinstance(failures, Waiver)
        age = self.max_event_age
        config = create(
            lambda_.CfnEventInvokeConfig,
            lambda_.CfnEventInvokeConfigProps,
            scope,
            "AsyncInvocation",
            destination_config=None if waived else {"onFailure": {"destination": failures.queue_arn}},
            function_name=function_name,
            maximum_event_age_in_seconds=age.to_seconds() if age else None,
            maximum_retry_attempts=self.retry_attempts,
            qualifier=ALIAS if live else "$LATEST",
        )
        if live is not None:
            config.node.add_dependency(live)
        if waived:
            acknowledge(config, "LambdaAsyncFailureDestination", failures)


def queue_for_failures(
    scope: Construct, on_failure: WorkQueue | Waiver | None, key: EncryptionKey, profile: StageProfile
) -> WorkQueue | Waiver:
    """Return what was given, or a queue of the function's own."""
    if on_failure is not None:
        return on_failure
    return WorkQueue(scope, "Failures", retention=duration(14 * DAY), encryption_key=key, profile=profile)


def keep_dead_letters(resource: lambda_.CfnFunction, failures: WorkQueue) -> None:
    """Name the queue on the resource itself: the L2 would add an inline policy for it."""
    assign(resource, dead_letter_config={"targetArn": failures.queue_arn})
