"""CostGuard: budgets, and a watch for costs that nobody planned."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.core import L3, Check, create, stack_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_budgets as budgets
    from aws_cdk import aws_ce as ce
    from constructs import Construct

    from cloud_constructs.messaging import AlertTopic

# https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-controlling-costs.html: five
# notifications per budget, of which the forecast is one.
MOST_THRESHOLDS: Final = 4


class CostGuard(L3):
    """A monthly budget, a daily one if wanted, and the detection of anomalies.

    It promises that somebody is told while there is still time: when parts of the budget are spent, when the
    month is forecast to end above it, and when a service suddenly costs more than it used to.

    Args:
        notify: Who is told.
        monthly_limit: The month's budget in USD.
        daily_limit: A day's budget in USD; by default days have none.
        thresholds: The parts of a budget, in percent, at which somebody is told; up to four.
        anomaly_impact: From how many USD on an anomaly is worth a message; by default a tenth of the month's
            budget.
        tag: A cost allocation tag and its value, to watch one app; by default the whole account is watched.
            The tag has to be activated in the billing console first, and AWS gives an account one monitor
            of all its services, so that two apps in an account need their tags.

    Raises:
        ArgumentError: A limit is not positive, or thresholds are out of order or too many.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import AlertTopic, CostGuard

        stack = cdk.Stack(cdk.App(), "Shop")
        alerts = AlertTopic(stack, "Alerts", emails=["finance@example.com"])
        CostGuard(stack, "Costs", notify=alerts, monthly_limit=200, tag=("Project", "shop"))
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        notify: AlertTopic,
        monthly_limit: float,
        daily_limit: float | None = None,
        thresholds: Sequence[float] = (50, 80, 100),
        anomaly_impact: float | None = None,
        tag: tuple[str, str] | None = None,
    ) -> None:
        check = Check(scope, id)
        amounts = {
            "monthly_limit": monthly_limit,
            "daily_limit": daily_limit,
            "anomaly_impact": anomaly_impact,
        }
        for name, amount in amounts.items():
            if amount is not None:
                check.between(name, amount, 0.01, 1_000_000_000, "USD")
        check.between("the number of thresholds", len(thresholds), 1, MOST_THRESHOLDS)
        check.require(
            list(thresholds) == sorted(set(thresholds)) and thresholds[0] > 0,
            f"thresholds are {', '.join(map(str, thresholds))}",
            "give percentages above 0, each greater than the one before",
        )
        super().__init__(scope, id)
        self._topic = notify.topic_arn
        notify.allow_publish("budgets.amazonaws.com")
        notify.allow_publish("costalerts.amazonaws.com")
        self._monthly = self._budget("Monthly", monthly_limit, thresholds, tag, forecast=True)
        # AWS forecasts months and quarters, not days.
        self._daily = self._budget("Daily", daily_limit, thresholds, tag) if daily_limit else None
        self._monitor = self._watch(tag)
        self._subscribe(anomaly_impact or monthly_limit / 10)

    def _budget(
        self,
        period: str,
        limit: float,
        thresholds: Sequence[float],
        tag: tuple[str, str] | None,
        *,
        forecast: bool = False,
    ) -> budgets.CfnBudget:
        from aws_cdk import aws_budgets as budgets

        told = [("ACTUAL", threshold) for threshold in thresholds] + [("FORECASTED", 100)] * forecast
        budget: dict[str, Any] = {
            "budgetType": "COST",
            "timeUnit": period.upper(),
            "budgetLimit": {"amount": limit, "unit": "USD"},
            "costFilters": {"TagKeyValue": [f"user:{'$'.join(tag)}"]} if tag else None,
        }
        return create(
            budgets.CfnBudget,
            budgets.CfnBudgetProps,
            self,
            period,
            budget=budget,
            notifications_with_subscribers=[self._notification(*when) for when in told],
        )

    def _notification(self, kind: str, threshold: float) -> dict[str, Any]:
        return {
            "notification": {
                "notificationType": kind,
                "comparisonOperator": "GREATER_THAN",
                "threshold": threshold,
                "thresholdType": "PERCENTAGE",
            },
            "subscribers": [{"subscriptionType": "SNS", "address": self._topic}],
        }

    def _watch(self, tag: tuple[str, str] | None) -> ce.CfnAnomalyMonitor:
        from aws_cdk import aws_ce as ce

        by_tag = json.dumps({"Tags": {"Key": tag[0], "Values": [tag[1]]}}) if tag else None
        return create(
            ce.CfnAnomalyMonitor,
            ce.CfnAnomalyMonitorProps,
            self,
            "Anomalies",
            monitor_name=self._unique_name("services"),
            monitor_type="CUSTOM" if tag else "DIMENSIONAL",
            monitor_dimension=None if tag else "SERVICE",
            monitor_specification=by_tag,
        )

    def _subscribe(self, impact: float) -> None:
        from aws_cdk import aws_ce as ce

        total = {"Key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE", "MatchOptions": ["GREATER_THAN_OR_EQUAL"]}
        create(
            ce.CfnAnomalySubscription,
            ce.CfnAnomalySubscriptionProps,
            self,
            "AnomalyAlerts",
            subscription_name=self._unique_name("alerts"),
            # The only frequency at which a topic is told.
            frequency="IMMEDIATE",
            monitor_arn_list=[self._monitor.attr_monitor_arn],
            subscribers=[{"type": "SNS", "address": self._topic}],
            threshold_expression=json.dumps({"Dimensions": {**total, "Values": [f"{impact:g}"]}}),
        )

    def _unique_name(self, suffix: str) -> str:
        """Return a name: AWS asks for one, and an account may have the same stack in two regions."""
        facts = stack_facts(self)
        return f"{facts.stack.stack_name}-{self.node.id}-{facts.region}-{suffix}"

    @property
    def monthly_budget(self) -> budgets.CfnBudget:
        """The month's budget."""
        return self._monthly

    @property
    def daily_budget(self) -> budgets.CfnBudget | None:
        """A day's budget; `None` without `daily_limit`."""
        return self._daily

    @property
    def anomaly_monitor(self) -> ce.CfnAnomalyMonitor:
        """What learns the usual costs."""
        return self._monitor
