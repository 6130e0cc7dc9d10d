"""Somebody is told before the money is spent, and the services that tell may do so and nothing else."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from harness import Template, cost_guard, default_template, new_stack, only, resources, synth, template_of

from cloud_constructs import ArgumentError

BUDGET = "AWS::Budgets::Budget"
MONITOR = "AWS::CE::AnomalyMonitor"
SUBSCRIPTION = "AWS::CE::AnomalySubscription"


def told(budget: dict[str, Any]) -> list[tuple[str, float]]:
    notifications = [each["Notification"] for each in budget["NotificationsWithSubscribers"]]
    return [(each["NotificationType"], each["Threshold"]) for each in notifications]


def topic_of(template: Template) -> dict[str, str]:
    (topic,) = resources(template, "AWS::SNS::Topic")
    return {"Ref": topic}


def test_the_month_is_watched_and_forecast() -> None:  # CV-14
    template = default_template("CostGuard")

    budget = only(template, BUDGET)
    assert budget["Budget"]["TimeUnit"] == "MONTHLY"
    assert budget["Budget"]["BudgetLimit"] == {"Amount": 200, "Unit": "USD"}
    assert told(budget) == [("ACTUAL", 50), ("ACTUAL", 80), ("ACTUAL", 100), ("FORECASTED", 100)]
    for each in budget["NotificationsWithSubscribers"]:
        assert each["Subscribers"] == [{"SubscriptionType": "SNS", "Address": topic_of(template)}]


def test_a_day_has_its_budget_and_no_forecast() -> None:  # CV-14
    template = synth(lambda stack: cost_guard(stack, daily_limit=12, thresholds=[90]))

    (daily,) = (
        body["Properties"]
        for body in resources(template, BUDGET).values()
        if body["Properties"]["Budget"]["TimeUnit"] == "DAILY"
    )
    assert told(daily) == [("ACTUAL", 90)]


def test_an_anomaly_of_a_tenth_of_the_month_is_worth_a_message() -> None:  # CV-14
    template = default_template("CostGuard")

    assert only(template, MONITOR)["MonitorDimension"] == "SERVICE"
    subscription = only(template, SUBSCRIPTION)
    assert json.loads(subscription["ThresholdExpression"])["Dimensions"]["Values"] == ["20"]
    assert subscription["Frequency"] == "IMMEDIATE"
    assert subscription["Subscribers"] == [{"Type": "SNS", "Address": topic_of(template)}]


def test_one_app_is_watched_by_its_tag() -> None:
    template = synth(lambda stack: cost_guard(stack, tag=("Project", "shop"), anomaly_impact=5))

    assert only(template, BUDGET)["Budget"]["CostFilters"] == {"TagKeyValue": ["user:Project$shop"]}
    monitor = only(template, MONITOR)
    assert monitor["MonitorType"] == "CUSTOM"
    assert json.loads(monitor["MonitorSpecification"]) == {"Tags": {"Key": "Project", "Values": ["shop"]}}


@pytest.mark.parametrize("service", ["budgets.amazonaws.com", "costalerts.amazonaws.com"])
def test_who_tells_may_publish_for_this_account_alone(service: str) -> None:
    template = default_template("CostGuard")

    policies = [
        only(template, "AWS::SNS::TopicPolicy")["PolicyDocument"],
        only(template, "AWS::KMS::Key")["KeyPolicy"],
    ]
    for policy in policies:
        (statement,) = (each for each in policy["Statement"] if each["Principal"] == {"Service": service})
        assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": "123456789012"}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"monthly_limit": 0}, "monthly_limit is 0 USD"),
        ({"daily_limit": -1}, "daily_limit is -1 USD"),
        ({"anomaly_impact": 0}, "anomaly_impact is 0 USD"),
        ({"thresholds": []}, "the number of thresholds is 0"),
        ({"thresholds": [1, 2, 3, 4, 5]}, "the number of thresholds is 5"),
        ({"thresholds": [80, 50]}, "thresholds are 80, 50"),
        ({"thresholds": [0, 50]}, "thresholds are 0, 50"),
    ],
)
def test_a_wrong_argument_is_told(arguments: dict[str, Any], says: str) -> None:
    with pytest.raises(ArgumentError, match=re.escape(says)):
        cost_guard(new_stack(), **arguments)


def test_everything_made_is_reachable() -> None:
    stack = new_stack()
    guard = cost_guard(stack, daily_limit=10)
    template = template_of(stack)

    made = {guard.monthly_budget, guard.daily_budget, guard.anomaly_monitor}
    assert {stack.resolve(each.ref)["Ref"] for each in made if each} <= template["Resources"].keys()
