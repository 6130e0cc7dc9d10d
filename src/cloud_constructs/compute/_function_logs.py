"""FunctionLogs: what a function writes down, what nobody reads in it, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_lambda as lambda_
    from aws_cdk import aws_logs as logs


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionLogs:
    """The logs of a function.

    Args:
        level: The least that the handler's own lines must matter to be kept; by default the stage's level.
        system_level: The same for the lines of Lambda itself.
        masks: Kinds of personal data that nobody reads in the logs without the permission to unmask.
        retention_days: How long they are kept; by default what the stage says.

    Example:
        ```python
        from aws_cdk import aws_lambda as lambda_
        from aws_cdk import aws_logs as logs
        from cloud_constructs import FunctionLogs

        FunctionLogs(level=lambda_.ApplicationLogLevel.WARN, masks=[logs.DataIdentifier.EMAILADDRESS])
        ```
    """

    level: lambda_.ApplicationLogLevel | None = None
    system_level: lambda_.SystemLogLevel | None = None
    masks: Sequence[logs.DataIdentifier] = ()
    retention_days: int | None = None
