"""DurableExecution: a function whose steps survive it, for up to a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cloud_constructs.core import DAY, Check, grant
from cloud_constructs.guardrails import acknowledge

if TYPE_CHECKING:
    from aws_cdk import Duration
    from aws_cdk import aws_lambda as lambda_

    from cloud_constructs.compute._invocable import Invocable

YEAR = 366 * DAY
ACTIONS = ("lambda:CheckpointDurableExecution", "lambda:GetDurableExecutionState")


@dataclass(frozen=True, slots=True, kw_only=True)
class DurableExecution:
    """How long an execution that is made of many invocations may last, and its history be kept.

    It promises that inputs, results and errors of the steps are encrypted with the function's key, and that
    callers reach published code alone: an execution replays the version that it began with.

    A function is durable from its creation or never: to change that, give the construct another id.

    Args:
        timeout: How long an execution may last, up to 366 days
            (https://docs.aws.amazon.com/lambda/latest/dg/durable-functions.html); by default a day.
        retention_days: How many days its history is kept after its end, from 1 to 90.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import DurableExecution

        DurableExecution(timeout=cdk.Duration.days(30), retention_days=14)
        ```
    """

    timeout: Duration | None = None
    retention_days: int = 14

    def check(self, check: Check) -> None:
        """Raise unless every value is in its range."""
        check.lasts("the timeout of durable", self.timeout, default=DAY, low=1, high=YEAR)
        check.between("retention_days of durable", self.retention_days, 1, 90)

    def configure(self, function: Invocable, resource: lambda_.CfnFunction, key_arn: str) -> None:
        """Say so on the resource itself: the L2 knows no key, and adds a policy of AWS's."""
        from aws_cdk import aws_lambda as lambda_

        resource.durable_config = lambda_.CfnFunction.DurableConfigProperty(
            execution_timeout=self.timeout.to_seconds() if self.timeout else DAY,
            kms_key_arn=key_arn,
            retention_period_in_days=self.retention_days,
        )
        versions = f"{function.function_arn}:*"
        grant(function, ACTIONS, [versions])
        reason = "An execution goes on with the version that it began with, and versions have numbers"
        acknowledge(function.granted, "IAMNoWildcardPermissions", reason, finding=("Resource", versions))
