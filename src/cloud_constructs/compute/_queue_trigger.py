"""QueueTrigger: a function that handles the messages of a queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cloud_constructs.compute._event_source_mapping import (
    MOST_SECONDS_OF_WINDOW,
    check_mapping,
    map_events,
    reader_of,
)
from cloud_constructs.core import L3, Check
from cloud_constructs.guardrails import acknowledge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import Duration
    from aws_cdk import aws_lambda as lambda_
    from constructs import Construct

    from cloud_constructs.compute._enhanced_lambda import EnhancedLambda
    from cloud_constructs.messaging import WorkQueue

# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
TIMEOUTS_OF_VISIBILITY = 6
MOST_OF_A_BATCH = 10_000
MOST_WITHOUT_WINDOW = 10


class QueueTrigger(L3):
    """Lets a function handle the messages of a queue.

    It promises that a message stays hidden for as long as its handling can take, that one bad message does
    not bring back the others of its batch, and that the function may read this queue alone. The handler
    answers with `batchItemFailures`, as the batch processor of Powertools does; without an answer the whole
    batch counts as handled.

    Args:
        handler: The function.
        queue: The queue; what fails again and again ends in its dead letters.
        batch_size: How many messages the function is given at most, up to 10,000; 10 for a FIFO queue.
        batching_window: How long Lambda waits for a batch to fill, up to 5 minutes; by default it does not.
        max_concurrency: How many batches are handled at once, from 2 to 1,000; by default as many as the
            function's own concurrency lets through.
        filters: Patterns of messages that are handled; the others are deleted
            (https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html).

    Raises:
        ArgumentError: A value is out of range, or the queue shows a message again while it is being handled.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import EnhancedLambda, QueueTrigger, WorkQueue

        stack = cdk.Stack(cdk.App(), "Shop")
        orders = WorkQueue(stack, "Orders", visibility_timeout=cdk.Duration.minutes(3))
        ship = EnhancedLambda(stack, "Ship", entry="functions/ship", timeout=cdk.Duration.seconds(30))
        QueueTrigger(stack, "OrdersToShip", handler=ship, queue=orders, max_concurrency=5)
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        handler: EnhancedLambda,
        queue: WorkQueue,
        batch_size: int = 10,
        batching_window: Duration | None = None,
        max_concurrency: int | None = None,
        filters: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        check = Check(scope, id)
        check_mapping(check, handler, filters)
        most = MOST_WITHOUT_WINDOW if queue.fifo else MOST_OF_A_BATCH
        check.between("batch_size", batch_size, 1, most)
        window, seconds = check.lasts(
            "batching_window", batching_window, default=0, low=0, high=MOST_SECONDS_OF_WINDOW
        )
        check.require(
            not (queue.fifo and seconds),
            "batching_window is set for a FIFO queue",
            "leave it out: a FIFO queue gives what it has",
        )
        check.require(
            batch_size <= MOST_WITHOUT_WINDOW or seconds != 0,
            f"batch_size is {batch_size} without a batching_window",
            f"choose at most {MOST_WITHOUT_WINDOW}, or a window of at least a second",
        )
        if max_concurrency is not None:
            check.between("max_concurrency", max_concurrency, 2, min(1000, handler.concurrency or 1000))
        _check_visibility(check, handler, queue, seconds)
        super().__init__(scope, id)
        reader = reader_of(self, handler)
        queue.grant_consume(reader)
        self._mapping = map_events(
            self,
            handler,
            reader=reader,
            filters=filters,
            batch_size=batch_size,
            event_source_arn=queue.queue_arn,
            maximum_batching_window_in_seconds=window.to_seconds() if batching_window else None,
            scaling_config={"maximumConcurrency": max_concurrency} if max_concurrency else None,
        )
        reason = "SQS has no such destination: what fails goes to the queue's dead letters"
        acknowledge(self._mapping, "LambdaEventSourceMappingDestination", reason)

    @property
    def mapping(self) -> lambda_.CfnEventSourceMapping:
        """The event source mapping."""
        return self._mapping


def _check_visibility(check: Check, handler: EnhancedLambda, queue: WorkQueue, window: float | None) -> None:
    timeout, visibility = handler.timeout_seconds, queue.visibility_seconds
    if timeout is None or visibility is None or window is None:
        return
    least = TIMEOUTS_OF_VISIBILITY * timeout + window
    check.require(
        visibility >= least,
        f"the queue shows messages again after {visibility:g} seconds, and the function may take {timeout:g}",
        f"give the queue a visibility_timeout of at least {least:g} seconds, or the function less time",
    )
