"""What can be watched: the words that constructs and alarms share."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Service(StrEnum):
    """A kind of resource that CloudWatch has metrics for, by its metrics' namespace."""

    FUNCTION = "AWS/Lambda"
    HTTP_API = "AWS/ApiGateway"
    QUEUE = "AWS/SQS"
    DEAD_LETTER_QUEUE = "AWS/SQS (dead letters)"
    ENDPOINT = "AWS/PrivateLinkEndpoints"
    NAT_GATEWAY = "AWS/NATGateway"
    SCHEDULE_GROUP = "AWS/Scheduler"
    STATE_MACHINE = "AWS/States"
    TABLE = "AWS/DynamoDB"
    TABLE_INDEX = "AWS/DynamoDB (index)"
    TOPIC = "AWS/SNS"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmTarget:
    """One resource with the facts from which its thresholds follow.

    Args:
        name: What tells it apart among those that one AlarmSet watches.
        service: Its kind.
        dimensions: The dimensions of its metrics.
        limits: Facts such as a timeout, in the unit of the metric that they bound.
    """

    name: str
    service: Service
    dimensions: Mapping[str, str]
    limits: Mapping[str, float] = field(default_factory=dict[str, float])


@runtime_checkable
class Watchable(Protocol):
    """A construct that says itself what about it is to be watched."""

    def alarm_targets(self, name: str | None = None) -> Sequence[AlarmTarget]:
        """Return the resources that matter; their names begin with `name`, or with the construct's id."""
        ...
