"""WorkQueue: a queue whose messages are encrypted and never silently lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_sqs as sqs

from cloud_constructs.core import (
    DAY,
    FIFO_IN_FLIGHT,
    HOUR,
    MINUTE,
    STANDARD_IN_FLIGHT,
    AlarmTarget,
    Check,
    Service,
    StageProfile,
    grant,
)
from cloud_constructs.messaging._dead_letter_queue import DeadLetterQueue
from cloud_constructs.messaging._encrypted_queue import EncryptedQueue
from cloud_constructs.security import EncryptionKey

if TYPE_CHECKING:
    from aws_cdk import Duration
    from aws_cdk import aws_iam as iam
    from constructs import Construct


class WorkQueue(EncryptedQueue):
    """A queue with its dead letters.

    It promises that messages are encrypted with a customer-managed key and travel over TLS only, and that a
    message which fails again and again lands in a dead-letter queue instead of vanishing.

    Args:
        visibility_timeout: How long a received message is hidden from others, up to 12 hours; six times the
            timeout of a Lambda function that consumes it
            (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html); by default 3 minutes.
        retention: How long an unread message stays, from 1 minute to 14 days; by default 4 days.
        max_receives: After how many receives a message becomes a dead letter, from 1 to 1,000.
        fifo: Whether order is kept and duplicates are dropped.
        encryption_key: The key; by default the one that the stack's constructs share.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: A value is out of range.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import WorkQueue

        stack = cdk.Stack(cdk.App(), "Shop")
        orders = WorkQueue(stack, "Orders", visibility_timeout=cdk.Duration.minutes(6))
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        visibility_timeout: Duration | None = None,
        retention: Duration | None = None,
        max_receives: int = 3,
        fifo: bool = False,
        encryption_key: EncryptionKey | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        check = Check(scope, id)
        check.between("max_receives", max_receives, 1, 1000)
        visibility_timeout, hidden = check.lasts(
            "visibility_timeout", visibility_timeout, default=3 * MINUTE, low=0, high=12 * HOUR
        )
        retention, kept = check.lasts("retention", retention, default=4 * DAY, low=MINUTE, high=14 * DAY)
        super().__init__(scope, id, encryption_key=encryption_key or EncryptionKey.of(scope))
        profile = profile or StageProfile.of(scope)
        self._dead_letters = DeadLetterQueue(
            self, "DeadLetters", encryption_key=self._key, fifo=fifo, source=None, profile=profile
        )
        self._make_queue(
            fifo=fifo,
            dead_letter_queue=sqs.DeadLetterQueue(
                max_receive_count=max_receives, queue=self._dead_letters.queue
            ),
            removal_policy=profile.removal_policy,
            retention_period=retention,
            visibility_timeout=visibility_timeout,
        )
        self._limits = {
            name: fact
            for name, fact in {"retention": kept, "visibility_timeout": hidden}.items()
            if fact is not None
        } | {"in_flight_quota": FIFO_IN_FLIGHT if fifo else STANDARD_IN_FLIGHT}
        self._fifo = fifo

    @property
    def dead_letters(self) -> DeadLetterQueue:
        """Where messages go that were received too often."""
        return self._dead_letters

    @property
    def fifo(self) -> bool:
        """Whether order is kept and duplicates are dropped."""
        return self._fifo

    @property
    def visibility_seconds(self) -> float | None:
        """How long a received message is hidden; `None` if only CloudFormation knows it."""
        return self._limits.get("visibility_timeout")

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the queue, which should not grow old, and its dead letters."""
        name = name or self._name
        queue = AlarmTarget(
            name=name,
            service=Service.QUEUE,
            dimensions={"QueueName": self._queue_name},
            limits=self._limits,
        )
        return [queue, *self._dead_letters.alarm_targets(f"{name}DeadLetters")]

    def grant_consume(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let a principal receive, hide and delete messages."""
        self._key.grant_use(grantee)
        actions = ["ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueAttributes"]
        return grant(grantee, [f"sqs:{action}" for action in actions], [self.queue_arn])
