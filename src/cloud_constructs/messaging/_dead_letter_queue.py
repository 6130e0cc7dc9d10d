"""DeadLetterQueue: where messages end that nothing could deliver or handle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.core import (
    DAY,
    MINUTE,
    AlarmTarget,
    Check,
    Service,
    StageProfile,
    grant,
)
from cloud_constructs.guardrails import acknowledge_each
from cloud_constructs.messaging._encrypted_queue import EncryptedQueue
from cloud_constructs.security import EncryptionKey

if TYPE_CHECKING:
    from aws_cdk import Duration
    from aws_cdk import aws_iam as iam
    from constructs import Construct


class DeadLetterQueue(EncryptedQueue):
    """The last queue of a path: it keeps what failed until a person or a redrive takes it.

    It promises that nothing in it is readable without the key, that nobody sends to it without TLS, and that
    messages stay for as long as SQS can keep them.

    Args:
        encryption_key: The key; by default the one that the stack's constructs share.
        retention: How long messages stay, from 1 minute to 14 days; by default 14 days.
        fifo: Whether it belongs to a FIFO queue, whose dead letters must be FIFO too.
        source: Who leaves messages, in words; `None` for a queue or a function, which the rule on
            dead-letter queues sees by itself.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: `retention` is out of range.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import DeadLetterQueue

        stack = cdk.Stack(cdk.App(), "Shop")
        DeadLetterQueue(stack, "Undelivered")
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        encryption_key: EncryptionKey | None = None,
        retention: Duration | None = None,
        fifo: bool = False,
        source: str | None = "whatever has a grant to send to it",
        profile: StageProfile | None = None,
    ) -> None:
        check = Check(scope, id)
        retention, _ = check.lasts("retention", retention, default=14 * DAY, low=MINUTE, high=14 * DAY)
        super().__init__(scope, id, encryption_key=encryption_key or EncryptionKey.of(scope))
        self._make_queue(
            fifo=fifo,
            retention_period=retention,
            removal_policy=(profile or StageProfile.of(self)).removal_policy,
        )
        waivers = {"SQSRedrivePolicy": "A dead-letter queue is where redriving ends: one more would loop"}
        if source is not None:
            waivers["SQSQueueDLQ"] = f"This is itself the dead-letter queue of {source}"
        acknowledge_each(self._queue, waivers)

    def grant_redrive(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let a principal take messages out again."""
        self._key.grant_use(grantee)
        return grant(
            grantee, ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], [self.queue_arn]
        )

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the queue, in which nothing should ever be."""
        dimensions = {"QueueName": self._queue_name}
        name = name or self._name
        return [AlarmTarget(name=name, service=Service.DEAD_LETTER_QUEUE, dimensions=dimensions)]
