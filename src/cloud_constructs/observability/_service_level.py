"""ServiceLevel: a promise to users, and alarms that go off while it can still be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.core import L3, AlarmTarget, Check, Service, StageProfile, create, read, stack_facts
from cloud_constructs.observability._actions import Actions, action_arns
from cloud_constructs.observability._burn_rate import BURN_RATES, Objective
from cloud_constructs.observability._error_budget import ErrorBudget
from cloud_constructs.observability._properties import COMPOSITE, monthly_cost, properties
from cloud_constructs.observability._watched_alarm import Texts, check_runbook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_cloudwatch as cloudwatch
    from constructs import Construct

    from cloud_constructs.observability._actions import ActionArns, Receiver
    from cloud_constructs.observability._alarm_spec import Severity
    from cloud_constructs.observability._burn_rate import BurnRate
    from cloud_constructs.observability._indicator import Indicator

PERIODS = (28, 30)
HALF = "It is half of a condition: the composite alarm that looks at it tells somebody when both halves hold"


class ServiceLevel(L3):
    """An objective, such as 99.9 % of requests without an error, and alarms on how fast its budget is spent.

    It promises that somebody is woken while most of the budget is left (2 % of it spent in an hour, or 5 % in
    six), that a slow leak becomes a ticket (10 % in three days), and that each alarm is over soon after the
    fault is: a shorter time has to agree. One bad request alone sets nothing off.

    Args:
        indicator: What is counted.
        notify: Who is told: one receiver, or one for each severity.
        objective: The percentage of requests that are as users want them, from 95 to 99.999.
        days: The days over which they are counted: 28, which always has the same weekends, or 30.
        runbook: Where the runbook is, an address; every alarm names its chapter.
        owner: The team that answers for it.
        profile: The stage; one in which nobody is woken turns pages into tickets.

    Raises:
        ArgumentError: The indicator counts nothing, nobody is told, or an argument is out of range.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import AlarmSet, AlertTopic, Authorizer, Dashboard, HttpApi, Indicator
        from cloud_constructs import ServiceLevel

        stack = cdk.Stack(cdk.App(), "Shop")
        api = HttpApi(stack, "Api", authorizer=Authorizer.iam())
        told = AlertTopic(stack, "Alerts")
        quick = Indicator.faster_than(api, milliseconds=500)
        speed = ServiceLevel(stack, "Speed", indicator=quick, notify=told, objective=99)
        alarms = AlarmSet(stack, "Alarms", notify=told)
        alarms.watch(api)
        Dashboard(stack, "Dashboard", alarms=alarms, graphs=[speed.error_budget])
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        indicator: Indicator,
        notify: Receiver | Actions,
        objective: float = 99.9,
        days: int = 28,
        runbook: str | None = None,
        owner: str | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        check = Check(scope, id)
        check.between("objective", objective, 95, 99.999, "percent")
        check.require(days in PERIODS, f"days is {days}", "choose 28 or 30 days")
        check_runbook(check, runbook)
        actions = notify if isinstance(notify, Actions) else Actions(page=notify)
        actions.check(check)
        self._ratio = indicator.ratio(check)
        self._objective = Objective(percent=objective, days=days)
        super().__init__(scope, id)
        self._id = id
        self._texts = Texts(region=stack_facts(scope).region, runbook=runbook, owner=owner)
        self._monthly_cost = 0.0
        profile = profile or StageProfile.of(scope)
        arns = action_arns(self, actions)
        self._alarms = {burn.name: self._alarm(burn, arns, profile) for burn in BURN_RATES}

    def _alarm(
        self, burn: BurnRate, arns: Mapping[Severity, ActionArns], profile: StageProfile
    ) -> cloudwatch.CfnCompositeAlarm:
        from aws_cdk import aws_cloudwatch as cloudwatch

        halves = [
            self._half(burn, f"{burn.name}Long", burn.within),
            self._half(burn, f"{burn.name}Short", burn.lately),
        ]
        told = arns[burn.severity.on(profile)]
        spec = self._objective.alarm(self._ratio, burn, burn.within)
        self._monthly_cost += COMPOSITE
        return create(
            cloudwatch.CfnCompositeAlarm,
            cloudwatch.CfnCompositeAlarmProps,
            self,
            burn.name,
            alarm_actions=told.alarm,
            alarm_description=self._texts.description(
                f"{self._id}{burn.name}", spec, self._target, burn.rate(self._objective.days)
            ),
            alarm_rule=" AND ".join(f'ALARM("{read(half, "ref")}")' for half in halves),
            ok_actions=told.ok or None,
            tags=self._texts.tags,
        )

    def _half(self, burn: BurnRate, id: str, period: int) -> cloudwatch.CfnAlarm:
        from aws_cdk import aws_cloudwatch as cloudwatch

        from cloud_constructs.guardrails import acknowledge_each  # not with the family: it is seldom needed

        spec = self._objective.alarm(self._ratio, burn, period)
        threshold = burn.rate(self._objective.days)
        self._monthly_cost += monthly_cost(spec, threshold)
        alarm = create(
            cloudwatch.CfnAlarm,
            cloudwatch.CfnAlarmProps,
            self,
            id,
            alarm_description=self._texts.description(f"{self._id}{id}", spec, self._target, threshold),
            tags=self._texts.tags,
            **properties(spec, self._target, threshold),
        )
        acknowledge_each(alarm, {"AlarmActions": HALF, "CloudWatchAlarmAction": HALF})
        return alarm

    @property
    def _target(self) -> AlarmTarget:
        return AlarmTarget(name=self._id, service=Service.CUSTOM, dimensions={})

    @property
    def alarms(self) -> dict[str, cloudwatch.CfnCompositeAlarm]:
        """The alarms that tell somebody: `Fast`, `Steady` and `Slow`."""
        return dict(self._alarms)

    @property
    def error_budget(self) -> ErrorBudget:
        """The picture of what is left of the budget, for the `graphs` of a `Dashboard`."""
        return ErrorBudget(title=self._id, ratio=self._ratio, objective=self._objective)

    @property
    def monthly_cost(self) -> float:
        """What the alarms cost, in US dollars a month, by the prices that `AlarmSet` goes by."""
        return round(self._monthly_cost, 2)
