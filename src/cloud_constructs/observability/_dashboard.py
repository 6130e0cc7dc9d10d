"""Dashboard: what the alarms watch, as pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cloud_constructs.core import L3, Check, ask, create, stack_facts
from cloud_constructs.observability._alarm_widgets import alarm_graph

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aws_cdk import aws_cloudwatch as cloudwatch
    from constructs import Construct

    from cloud_constructs.observability._alarm_set import AlarmSet
    from cloud_constructs.observability._graph import Picture

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
MOST_WIDGETS = 500
MOST_ALARMS_IN_A_WIDGET = 100
WHOLE_ROW, QUARTER = 24, 6

Widget = dict[str, Any]


class Dashboard(L3):
    """A dashboard of what the app counts itself, and of everything that an `AlarmSet` watches.

    It promises that each alarm of the set is drawn: its metric, the line that it must not cross, and on top
    the state of all of them. The graphs of the app come first, since they say whether users get what they
    came for.

    Make it last: it draws the alarms that there are by then.

    Args:
        alarms: What is watched; without them there are the graphs alone.
        graphs: What the app wants to see besides: a `Graph`, or the `error_budget` of a `ServiceLevel`.
        dashboard_name: A physical name, unique in the account; by default CloudFormation makes one.

    Raises:
        ArgumentError: Nothing is drawn, a graph cannot be, or there are more than 500 widgets.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import AlarmSet, AlertTopic, Dashboard, Graph, WorkQueue

        stack = cdk.Stack(cdk.App(), "Shop")
        alarms = AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Alerts"))
        alarms.watch(WorkQueue(stack, "Orders"))
        sold = Graph(title="Sold", namespace="Shop", metrics={"Sold": "Sum"})
        Dashboard(stack, "Dashboard", alarms=alarms, graphs=[sold])
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        alarms: AlarmSet | None = None,
        graphs: Sequence[Picture] = (),
        dashboard_name: str | None = None,
    ) -> None:
        check = Check(scope, id)
        for graph in graphs:
            graph.check(check)
        if dashboard_name is not None:
            check.matches("dashboard_name", dashboard_name, r"[\w-]{1,255}", "letters, digits, '_' and '-'")
        facts = stack_facts(scope)
        watched = _alarms(alarms, facts.region) if alarms else ()
        widgets = [*_graphs(graphs, facts.region), *watched]
        check.between("the number of widgets", len(widgets), 1, MOST_WIDGETS)
        super().__init__(scope, id)
        from aws_cdk import aws_cloudwatch as cloudwatch

        self._dashboard = create(
            cloudwatch.CfnDashboard,
            cloudwatch.CfnDashboardProps,
            self,
            "Resource",
            dashboard_body=ask(facts.stack.to_json_string, {"widgets": widgets}),
            dashboard_name=dashboard_name,
        )

    @property
    def dashboard(self) -> cloudwatch.CfnDashboard:
        """The dashboard."""
        return self._dashboard


def _graphs(graphs: Sequence[Picture], region: str) -> Iterator[Widget]:
    for graph in graphs:
        yield _widget("metric", 2 * QUARTER, 6, {"region": region, **graph.properties()})


def _alarms(alarms: AlarmSet, region: str) -> Iterator[Widget]:
    """Yield the state of all alarms, and for each resource a heading and the graphs of its alarms."""
    watched = alarms.watched
    # A dashboard shows metrics of any region, and the state of the alarms of its own.
    arns = [each.arn for each in watched if each.target.region in (None, region)]
    for first in range(0, len(arns), MOST_ALARMS_IN_A_WIDGET):
        some = arns[first : first + MOST_ALARMS_IN_A_WIDGET]
        title = f"{len(watched)} alarms, {alarms.monthly_cost:.2f} USD a month"
        yield _widget("alarm", WHOLE_ROW, 2 + len(some) // 8, {"title": title, "alarms": some})
    for name in dict.fromkeys(each.target.name for each in watched):
        yield _widget("text", WHOLE_ROW, 1, {"markdown": f"## {name}", "background": "transparent"})
        for each in watched:
            if each.target.name == name:
                yield _widget("metric", QUARTER, 5, alarm_graph(each, region))


def _widget(type: str, width: int, height: int, properties: dict[str, Any]) -> Widget:
    return {"type": type, "width": width, "height": height, "properties": properties}
