"""Events: which events of EventBridge are meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_events as events

    from cloud_constructs.core import Check
    from cloud_constructs.storage import SecureBucket


@dataclass(frozen=True, slots=True)
class Events:
    """Which events: `Events.objects_created(...)` or `Events.matching(...)`.

    Example:
        ```python
        from cloud_constructs import Events

        Events.matching({"source": ["aws.health"]})
        ```
    """

    pattern: Mapping[str, Any]
    bus: events.IEventBus | None = None

    @staticmethod
    def matching(pattern: Mapping[str, Any], *, bus: events.IEventBus | None = None) -> Events:
        """Return the events that match a pattern.

        Args:
            pattern: The pattern, as EventBridge writes it
                (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html).
            bus: The bus; by default that of the account.
        """
        return Events(pattern, bus)

    @staticmethod
    def objects_created(bucket: SecureBucket, *, prefix: str = "", suffix: str = "") -> Events:
        """Return the events of new objects; the bucket was made with `event_bridge=True`.

        Args:
            bucket: The bucket.
            prefix: What the objects' keys begin with.
            suffix: What they end with.
        """
        name: str = bucket.bucket.bucket_name
        detail: dict[str, Any] = {"bucket": {"name": [name]}}
        if prefix or suffix:
            detail["object"] = {"key": [{"wildcard": f"{prefix}*{suffix}"}]}
        return Events({"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": detail})

    @property
    def bus_name(self) -> str | None:
        """The name of the bus; `None` for that of the account."""
        return self.bus.event_bus_name if self.bus else None

    def check(self, check: Check) -> None:
        """Raise unless it says which events."""
        check.require(
            bool(self.pattern), "the pattern is empty", "say which events, for example by their source"
        )
