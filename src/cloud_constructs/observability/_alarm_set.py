"""AlarmSet: the alarms that a set of resources needs, with thresholds that follow from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from constructs import Construct

from cloud_constructs.core import AlarmTarget, Check, Watchable, create
from cloud_constructs.observability._catalogue import CATALOGUE, AlarmSpec
from cloud_constructs.observability._targets import is_known, known_kinds, l2_target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_cloudwatch as cloudwatch
    from constructs import IConstruct

PERCENTILE = "p"


class AlarmReceiver(Protocol):
    """What alarms can be sent to: an `AlertTopic`, or any SNS topic."""

    @property
    def topic_arn(self) -> str:
        """The topic's ARN."""
        ...


class AlarmSet(Construct):
    """The recommended alarms of everything that it is given to watch.

    It promises that each alarm tells somebody, that its threshold follows from the resource (its timeout,
    its concurrency, its retention) and that its description says why it matters.

    Args:
        notify: Where alarms are sent, when they go off and when they are over.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import AlarmSet, AlertTopic, WorkQueue

        stack = cdk.Stack(cdk.App(), "Shop")
        orders = WorkQueue(stack, "Orders")
        alarms = AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Alerts"))
        alarms.watch(orders)
        ```
    """

    def __init__(self, scope: Construct, id: str, *, notify: AlarmReceiver) -> None:
        super().__init__(scope, id)
        self._actions = [notify.topic_arn]
        self._alarms: dict[str, cloudwatch.CfnAlarm] = {}

    def watch(self, resource: Watchable | IConstruct, *, name: str | None = None) -> None:
        """Make the alarms of one resource: a construct of this library, or a plain L2.

        Args:
            resource: What is watched.
            name: What its alarms are called; by default the construct's id.

        Raises:
            ArgumentError: The catalogue does not know the resource, or its alarms exist already.
        """
        for target in self._targets(resource, name):
            for spec in CATALOGUE[target.service]:
                threshold = spec.threshold_for(target.limits)
                if threshold is not None:
                    self._add(f"{target.name}{spec.metric}", spec, threshold, target)

    def watch_all(self, scope: IConstruct) -> None:
        """Make the alarms of everything below `scope` that the catalogue knows.

        Names are the constructs' paths below `scope`, so that equal ids in different places do not clash.
        """
        prefix = len(scope.node.path) + 1
        covered: set[IConstruct] = set()
        for construct in scope.node.find_all():
            known = isinstance(construct, Watchable) or is_known(construct)
            if construct not in covered and known:
                # What a construct of ours is made of is covered by its own targets.
                covered.update(construct.node.find_all())
                self.watch(construct, name=construct.node.path[prefix:].replace("/", ""))

    @property
    def alarms(self) -> dict[str, cloudwatch.CfnAlarm]:
        """The alarms by their names."""
        return dict(self._alarms)

    def _targets(self, resource: Watchable | IConstruct, name: str | None) -> Sequence[AlarmTarget]:
        if isinstance(resource, Watchable):
            return resource.alarm_targets(name)
        target = l2_target(resource, name)
        if target is None:
            raise Check(self, "watch").fail(
                f"nothing is known about watching a {type(resource).__name__}",
                f"watch a construct of this library or one of CDK's {', '.join(known_kinds())}",
            )
        return [target]

    def _add(self, name: str, spec: AlarmSpec, threshold: float, target: AlarmTarget) -> None:
        if name in self._alarms:
            raise Check(self, name).fail("there is an alarm of that name", "give watch another name=")
        from aws_cdk import aws_cloudwatch as cloudwatch

        statistic = "extended_statistic" if spec.statistic.startswith(PERCENTILE) else "statistic"
        self._alarms[name] = create(
            cloudwatch.CfnAlarm,
            cloudwatch.CfnAlarmProps,
            self,
            name,
            alarm_actions=self._actions,
            ok_actions=self._actions,
            alarm_description=f"{spec.why}. Threshold: {threshold:g}.",
            comparison_operator="GreaterThanThreshold",
            datapoints_to_alarm=spec.datapoints,
            dimensions=[{"name": key, "value": value} for key, value in target.dimensions.items()],
            evaluation_periods=spec.periods,
            metric_name=spec.metric,
            namespace=target.service.value.partition(" ")[0],
            period=spec.period,
            threshold=threshold,
            treat_missing_data="notBreaching",
            **{statistic: spec.statistic},
        )
