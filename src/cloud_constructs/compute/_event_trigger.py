"""EventTrigger: a function that handles events of EventBridge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aws_cdk import aws_events as events
from aws_cdk import aws_lambda as lambda_

from cloud_constructs.core import L3, AlarmTarget, Check, Service, create
from cloud_constructs.messaging import DeadLetterQueue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constructs import Construct

    from cloud_constructs.compute._enhanced_lambda import EnhancedLambda
    from cloud_constructs.storage import SecureBucket

SERVICE = "events.amazonaws.com"


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


class EventTrigger(L3):
    """Lets a function handle events of EventBridge.

    It promises that EventBridge may invoke the function for these events alone, and that an event which
    could not be delivered is kept. What the function then fails to handle ends in its own failures.

    Args:
        handler: The function.
        on: Which events.

    Raises:
        ArgumentError: The pattern is empty, or the function serves tenants one by one.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import EnhancedLambda, Events, EventTrigger, SecureBucket

        stack = cdk.Stack(cdk.App(), "Shop")
        uploads = SecureBucket(stack, "Uploads", event_bridge=True)
        resize = EnhancedLambda(stack, "Resize", entry="functions/resize")
        on = Events.objects_created(uploads, prefix="pictures/", suffix=".jpg")
        EventTrigger(stack, "UploadsToResize", handler=resize, on=on)
        ```
    """

    def __init__(self, scope: Construct, id: str, *, handler: EnhancedLambda, on: Events) -> None:
        check = Check(scope, id)
        handler.check_trigger(check)
        check.require(
            bool(on.pattern), "the pattern is empty", "say which events, for example by their source"
        )
        super().__init__(scope, id)
        self._name = id
        self._undelivered = DeadLetterQueue(self, "Undelivered", source="the rule of EventBridge")
        self._rule = create(
            events.CfnRule,
            events.CfnRuleProps,
            self,
            "Resource",
            event_bus_name=on.bus.event_bus_name if on.bus else None,
            event_pattern=dict(on.pattern),
            targets=[
                {
                    "id": "Function",
                    "arn": handler.target_arn,
                    "deadLetterConfig": {"arn": self._undelivered.queue_arn},
                }
            ],
        )
        arn = self._rule.attr_arn
        create(
            lambda_.CfnPermission,
            lambda_.CfnPermissionProps,
            self,
            "Permission",
            action="lambda:InvokeFunction",
            function_name=handler.target_arn,
            principal=SERVICE,
            source_arn=arn,
        )
        self._undelivered.accept_from_rule(arn)

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
        rule = AlarmTarget(name=name, service=Service.EVENT_RULE, dimensions={"RuleName": self._rule.ref})
        return [rule, *self._undelivered.alarm_targets(f"{name}Undelivered")]
