"""EventRule: a rule of EventBridge, and where events wait that could not be delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk import aws_events as events

from cloud_constructs.core import L3, AlarmTarget, Service, create, dimensions_of_rule, read
from cloud_constructs.messaging._dead_letter_queue import DeadLetterQueue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constructs import Construct

    from cloud_constructs.security import EncryptionKey


class EventRule(L3):
    """What every rule of EventBridge has here: dead letters, and alarms on both.

    Args:
        dead_letters: The id of the dead-letter queue.
        encryption_key: The key of the dead letters; by default the one that the stack's constructs share.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        dead_letters: str = "Undelivered",
        encryption_key: EncryptionKey | None = None,
    ) -> None:
        super().__init__(scope, id)
        self._name = id
        self._kept_as = dead_letters
        self._undelivered = DeadLetterQueue(
            self, dead_letters, encryption_key=encryption_key, source="the rule of EventBridge"
        )

    def _deliver(self, pattern: Mapping[str, Any], target: Mapping[str, Any], bus: str | None = None) -> str:
        """Make the rule that sends what matches to one target, and return its ARN."""
        kept = {"deadLetterConfig": {"arn": self._undelivered.queue_arn}}
        self._rule = create(
            events.CfnRule,
            events.CfnRuleProps,
            self,
            "Resource",
            event_bus_name=bus,
            event_pattern=dict(pattern),
            targets=[{**target, **kept}],
        )
        self._bus = bus
        self._arn = read(self._rule, "attr_arn")
        self._undelivered.accept_from_rule(self._arn)
        return self._arn

    @property
    def rule(self) -> events.CfnRule:
        """The rule."""
        return self._rule

    @property
    def undelivered(self) -> DeadLetterQueue:
        """Where events wait that could not be delivered."""
        return self._undelivered

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the rule, whose events should arrive, and where those wait that did not."""
        name = name or self._name
        dimensions = dimensions_of_rule(self._rule.ref, self._arn, self._bus)
        rule = AlarmTarget(name=name, service=Service.EVENT_RULE, dimensions=dimensions)
        return [rule, *self._undelivered.alarm_targets(f"{name}{self._kept_as}")]
