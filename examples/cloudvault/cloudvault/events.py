"""What runs without being asked: on new files, on changes, and by the clock."""

from collections.abc import Mapping
from typing import Any

import aws_cdk as cdk
from constructs import Construct

from cloud_constructs import EnhancedLambda, Events, EventTrigger, SecureBucket

from .compute import FILES


class EventsStack(cdk.Stack):
    """Triggers, and the queues between them."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        functions: Mapping[str, EnhancedLambda],
        files: SecureBucket,
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        EventTrigger(
            self,
            "NewFiles",
            handler=functions["file_processor"],
            on=Events.objects_created(files, prefix=FILES),
        )
