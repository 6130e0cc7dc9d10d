"""EventQueue: a queue in which events of EventBridge wait to be handled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.core import Check
from cloud_constructs.messaging import EventRule

if TYPE_CHECKING:
    from constructs import Construct

    from cloud_constructs.compute._events import Events
    from cloud_constructs.messaging import WorkQueue


class EventQueue(EventRule):
    """Sends events of EventBridge to a queue, where they wait for as long as their handler is down or busy.

    It promises that this rule alone may send on behalf of EventBridge, that events are encrypted with the
    queue's key, and that an event which could not be delivered is kept. What takes them from the queue is a
    `QueueTrigger`; it may see an event twice, and events in any order.

    Args:
        queue: The queue; not a FIFO queue, since EventBridge does not keep an order that could be held to.
        on: Which events.

    Raises:
        ArgumentError: The pattern is empty, or the queue is a FIFO queue.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import EventQueue, Events, WorkQueue

        stack = cdk.Stack(cdk.App(), "Shop")
        orders = WorkQueue(stack, "Orders")
        placed = Events.matching({"source": ["shop"], "detail-type": ["OrderPlaced"]})
        EventQueue(stack, "PlacedToOrders", queue=orders, on=placed)
        ```
    """

    def __init__(self, scope: Construct, id: str, *, queue: WorkQueue, on: Events) -> None:
        check = Check(scope, id)
        on.check(check)
        check.require(
            not queue.fifo,
            "the queue is a FIFO queue, and EventBridge delivers in any order",
            "give a queue without fifo",
        )
        super().__init__(scope, id, encryption_key=queue.encryption_key)
        arn = self._deliver(on.pattern, {"id": "Queue", "arn": queue.queue_arn}, on.bus_name)
        queue.accept_from_rule(arn)
