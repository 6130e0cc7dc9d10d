"""EventTrigger: a function that handles events of EventBridge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_lambda as lambda_

from cloud_constructs.core import Check, create
from cloud_constructs.messaging import EventRule

if TYPE_CHECKING:
    from constructs import Construct

    from cloud_constructs.compute._enhanced_lambda import EnhancedLambda
    from cloud_constructs.compute._events import Events

SERVICE = "events.amazonaws.com"


class EventTrigger(EventRule):
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
        on.check(check)
        super().__init__(scope, id)
        arn = self._deliver(on.pattern, {"id": "Function", "arn": handler.target_arn}, on.bus_name)
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
