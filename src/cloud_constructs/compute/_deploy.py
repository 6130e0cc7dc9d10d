"""Deploy: how callers move from one version of a function to the next, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_cloudwatch as cloudwatch

    from cloud_constructs.compute._invocable import Invocable
    from cloud_constructs.core import Check
    from cloud_constructs.messaging import AlertTopic

# https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
PREDEFINED = {"TimeBasedCanary": (5, 10, 15, 30), "TimeBasedLinear": (1, 2, 3, 10)}
TWO_DAYS = 2880


@dataclass(frozen=True, slots=True)
class Traffic:
    """How callers move to a new version: `Traffic.canary(...)`, `.linear(...)` or `.ALL_AT_ONCE`.

    Example:
        ```python
        from cloud_constructs import Traffic

        Traffic.linear(percent=10, minutes=1)
        ```
    """

    routing: str
    percent: int = 100
    minutes: int = 0

    ALL_AT_ONCE: ClassVar[Traffic]
    """Every caller moves at the same moment."""

    @staticmethod
    def canary(*, percent: int, minutes: int) -> Traffic:
        """Move some callers first, and the others after a while.

        Args:
            percent: How many of a hundred move first.
            minutes: How long the others wait, up to two days.
        """
        return Traffic("TimeBasedCanary", percent, minutes)

    @staticmethod
    def linear(*, percent: int, minutes: int) -> Traffic:
        """Move callers in equal steps.

        Args:
            percent: How many of a hundred move with each step.
            minutes: How long a step takes, up to two days.
        """
        return Traffic("TimeBasedLinear", percent, minutes)

    def check(self, check: Check) -> None:
        """Raise unless every value is in its range."""
        if self is not Traffic.ALL_AT_ONCE:
            check.between("percent of traffic", self.percent, 1, 99)
            check.between("minutes of traffic", self.minutes, 1, TWO_DAYS)

    @property
    def predefined(self) -> str | None:
        """The name under which CodeDeploy has this already; an account may add fifty of its own at most."""
        if self is Traffic.ALL_AT_ONCE:
            return "CodeDeployDefault.LambdaAllAtOnce"
        if self.percent != 10 or self.minutes not in PREDEFINED[self.routing]:
            return None
        unit = "Minute" if self.minutes == 1 else "Minutes"
        step = (
            f"Canary10Percent{self.minutes}"
            if "Canary" in self.routing
            else f"Linear10PercentEvery{self.minutes}"
        )
        return f"CodeDeployDefault.Lambda{step}{unit}"


Traffic.ALL_AT_ONCE = Traffic("AllAtOnce")
CANARY = Traffic.canary(percent=10, minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deploy:
    """A deployment in which callers move to a new version under the eyes of alarms.

    It promises that callers return to the old version by themselves when the new one fails: an alarm of its
    own looks at each minute's errors, because the alarms of operators are slower than a canary.

    Args:
        notify: Who is told that a deployment fails.
        traffic: How callers move; by default one in ten, and five minutes later the others.
        rollback_on: More alarms that end a deployment, such as those of the API in front.
        before_traffic: A function that tests the new version before callers reach it; it reports its verdict
            to CodeDeploy, for which it is granted the permission
            (https://docs.aws.amazon.com/codedeploy/latest/userguide/tutorial-lambda-sam-create-lambda-pre-traffic.html).
        after_traffic: A function that tests it when all callers have moved.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import AlertTopic, Deploy, EnhancedLambda

        stack = cdk.Stack(cdk.App(), "Shop")
        deploy = Deploy(notify=AlertTopic(stack, "Alerts"))
        EnhancedLambda(stack, "Checkout", entry="functions/checkout", deploy=deploy)
        ```
    """

    notify: AlertTopic
    traffic: Traffic = CANARY
    rollback_on: Sequence[cloudwatch.CfnAlarm] = ()
    before_traffic: Invocable | None = None
    after_traffic: Invocable | None = None

    def check(self, check: Check) -> None:
        """Raise unless every value is in its range."""
        self.traffic.check(check)

    @property
    def hooks(self) -> list[Invocable]:
        """The functions that test a new version."""
        return [hook for hook in (self.before_traffic, self.after_traffic) if hook is not None]
