"""What every queue of ours has: its key, TLS, and narrow grants to send."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from aws_cdk import aws_iam as iam
from aws_cdk import aws_sqs as sqs

from cloud_constructs.core import L3, call, create, grant, make, read

if TYPE_CHECKING:
    from constructs import Construct

    from cloud_constructs.security import EncryptionKey

EVENT_BRIDGE: Final = "events.amazonaws.com"


class EncryptedQueue(L3):
    """The queue inside a `WorkQueue` or a `DeadLetterQueue`."""

    def __init__(self, scope: Construct, id: str, *, encryption_key: EncryptionKey) -> None:
        super().__init__(scope, id)
        self._name = id
        self._key = encryption_key

    def _make_queue(self, *, fifo: bool, **properties: Any) -> None:  # noqa: ANN401
        self._queue = create(
            sqs.Queue,
            sqs.QueueProps,
            self,
            "Resource",
            encryption_master_key=self._key.key,
            enforce_ssl=True,
            fifo=fifo or None,
            **properties,
        )
        # Read here, so that watching costs a message per alarm and no more.
        self._queue_name = read(self._queue, "queue_name")

    @property
    def queue(self) -> sqs.Queue:
        """The queue."""
        return self._queue

    @property
    def queue_name(self) -> str:
        """The queue's name."""
        return self._queue_name

    @cached_property
    def queue_arn(self) -> str:
        """The queue's ARN."""
        return read(self._queue, "queue_arn")

    @property
    def encryption_key(self) -> EncryptionKey:
        """The key that encrypts the messages."""
        return self._key

    def send_statements(self) -> list[dict[str, Any]]:
        """Return the IAM statements of a role that leaves messages from the start."""
        send = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": self.queue_arn}
        return [send, self._key.use_statement()]

    def grant_send(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let a principal send messages."""
        self._key.grant_use(grantee)
        return grant(grantee, ["sqs:SendMessage"], [self.queue_arn])

    def accept_from_rule(self, rule_arn: str) -> None:
        """Let a rule of EventBridge send events, or what it could not deliver; it uses no role for that."""
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": EVENT_BRIDGE},
            "Action": "sqs:SendMessage",
            "Resource": self.queue_arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": rule_arn}},
        }
        call(self._queue.add_to_resource_policy, make(iam.PolicyStatement.from_json, statement))
        self._key.allow_service(EVENT_BRIDGE)
