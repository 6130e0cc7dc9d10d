"""StreamTrigger: a function that handles the records of a stream in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cloud_constructs.compute._event_source_mapping import (
    MOST_SECONDS_OF_WINDOW,
    check_mapping,
    map_events,
    reader_of,
)
from cloud_constructs.core import DAY, L3, MINUTE, AlarmTarget, Check, Service, duration
from cloud_constructs.messaging import WorkQueue
from cloud_constructs.storage import SecureTable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import Duration
    from aws_cdk import aws_kinesis as kinesis
    from aws_cdk import aws_lambda as lambda_
    from constructs import Construct

    from cloud_constructs.compute._enhanced_lambda import EnhancedLambda

# How long DynamoDB keeps changes, and Kinesis records unless it is told otherwise.
RETENTION = DAY


class StreamTrigger(L3):
    """Lets a function handle the changes of a table, or the records of a Kinesis stream.

    It promises that a bad record does not stop those behind it: a failing batch is halved until the record
    is alone, and after some tries a note of where it stands is kept in a queue. The handler answers with
    `batchItemFailures`, as the batch processor of Powertools does.

    Args:
        handler: The function.
        stream: A table that has a stream, or a stream of Kinesis.
        starting_position: Where a new trigger begins: `TRIM_HORIZON` with the oldest record, `LATEST` with
            the next one.
        batch_size: How many records the function is given at most, up to 10,000.
        batching_window: How long Lambda waits for a batch to fill, up to 5 minutes; by default it does not.
        parallelization_factor: How many batches of a shard are handled at once, from 1 to 10; records of one
            key stay in order.
        retry_attempts: How often a failing batch is tried again, from 0 to 10,000.
        max_record_age: When a record is too old to be handled, from 1 minute to 7 days; by default a day.
        filters: Patterns of records that are handled; the others are passed over.
        on_failure: Where notes of failed records are kept; by default a queue of the trigger's own.

    Raises:
        ArgumentError: A value is out of range, or the table has no stream.

    Example:
        ```python
        import aws_cdk as cdk
        from aws_cdk import aws_dynamodb as dynamodb
        from cloud_constructs import EnhancedLambda, SecureTable, StreamTrigger

        stack = cdk.Stack(cdk.App(), "Shop", env=cdk.Environment(region="eu-west-1"))
        orders = SecureTable(
            stack,
            "Orders",
            partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING),
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
        )
        audit = EnhancedLambda(stack, "Audit", entry="functions/audit")
        StreamTrigger(stack, "OrdersToAudit", handler=audit, stream=orders)
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        handler: EnhancedLambda,
        stream: SecureTable | kinesis.IStream,
        starting_position: lambda_.StartingPosition | None = None,
        batch_size: int = 100,
        batching_window: Duration | None = None,
        parallelization_factor: int = 1,
        retry_attempts: int = 10,
        max_record_age: Duration | None = None,
        filters: Sequence[Mapping[str, Any]] = (),
        on_failure: WorkQueue | None = None,
    ) -> None:
        check = Check(scope, id)
        check_mapping(check, handler, filters)
        check.between("batch_size", batch_size, 1, 10_000)
        check.between("parallelization_factor", parallelization_factor, 1, 10)
        check.between("retry_attempts", retry_attempts, 0, 10_000)
        window, _ = check.lasts(
            "batching_window", batching_window, default=0, low=0, high=MOST_SECONDS_OF_WINDOW
        )
        age, _ = check.lasts("max_record_age", max_record_age, default=DAY, low=MINUTE, high=7 * DAY)
        super().__init__(scope, id)
        self._name = id
        reader = reader_of(self, handler)
        if isinstance(stream, SecureTable):
            stream.grant_stream_read(reader)
            source = str(stream.table.table_stream_arn)
        else:
            stream.grant_read(reader)
            source = stream.stream_arn
        handler.note_stream(RETENTION)
        self._failures = on_failure or WorkQueue(self, "Failures", retention=duration(14 * DAY))
        self._failures.grant_send(reader)
        self._mapping = map_events(
            self,
            handler,
            reader=reader,
            filters=filters,
            batch_size=batch_size,
            bisect_batch_on_function_error=True,
            destination_config={"onFailure": {"destination": self._failures.queue_arn}},
            event_source_arn=source,
            maximum_batching_window_in_seconds=window.to_seconds() if batching_window else None,
            maximum_record_age_in_seconds=age.to_seconds(),
            maximum_retry_attempts=retry_attempts,
            parallelization_factor=parallelization_factor,
            starting_position=starting_position.value if starting_position else "TRIM_HORIZON",
        )

    @property
    def mapping(self) -> lambda_.CfnEventSourceMapping:
        """The event source mapping."""
        return self._mapping

    @property
    def failures(self) -> WorkQueue:
        """Where notes of failed records are kept."""
        return self._failures

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return what could not be handled; whether the function keeps up is among its own alarms."""
        name = name or self._name
        failures = AlarmTarget(
            name=f"{name}Failures",
            service=Service.DEAD_LETTER_QUEUE,
            dimensions={"QueueName": self._failures.queue_name},
        )
        return [failures, *self._failures.dead_letters.alarm_targets(f"{name}FailuresDeadLetters")]
