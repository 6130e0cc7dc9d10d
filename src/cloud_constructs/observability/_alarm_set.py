"""AlarmSet: the alarms that a set of resources needs, with thresholds that follow from them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cloud_constructs.core import (
    L3,
    AlarmTarget,
    Check,
    Service,
    StageProfile,
    Waiver,
    batch,
    create,
    read,
    stack_facts,
)
from cloud_constructs.observability._actions import Actions, Receiver, action_arns
from cloud_constructs.observability._alarm_spec import Severity
from cloud_constructs.observability._budget import keep_to_budget
from cloud_constructs.observability._choices import Choices
from cloud_constructs.observability._evaluation import check_metric
from cloud_constructs.observability._health import Health, HealthAlarm
from cloud_constructs.observability._mute_window import MuteRules, MuteWindow
from cloud_constructs.observability._properties import COMPOSITE, properties
from cloud_constructs.observability._sibling import actions_in, sibling_stack, weakly
from cloud_constructs.observability._warm_up import WarmUp
from cloud_constructs.observability._watchable import all_below, targets
from cloud_constructs.observability._watched_alarm import Texts, WatchedAlarm, check_runbook
from cloud_constructs.observability.catalogue import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import Duration
    from aws_cdk import aws_cloudwatch as cloudwatch
    from constructs import Construct, IConstruct

    from cloud_constructs.core import Watchable
    from cloud_constructs.observability._alarm_spec import AlarmSpec, AnomalyBand
    from cloud_constructs.observability._choices import Choice


class AlarmSet(L3):
    """The recommended alarms of everything that it is given to watch.

    It promises that each alarm tells somebody, that its threshold follows from the resource (its timeout,
    its concurrency, its retention), that its description says why it matters, and that its metric is there:
    what has to be switched on for that is switched on.

    Alarms on metrics that are in us-east-1 alone, such as a distribution's, are made in a stack of their own
    beside this one, with an `AlertTopic` of the same addresses.

    Args:
        notify: Who is told when alarms go off and when they are over: one receiver, or one for each severity.
        runbook: Where the runbook is, an address; every alarm names its chapter.
        owner: The team that answers for the alarms.
        health: Whether there is one alarm on the alarms that page.
        mute: When nobody is told.
        warm_up: How long new alarms wait for data, from a minute to two days; by default those that take
            missing data for a fault wait as long as they look back, and the others not at all.
        budget: What the alarms may cost, in US dollars a month, at the list prices of us-east-1 in November
            2026 (check https://aws.amazon.com/cloudwatch/pricing/). Metrics that are switched on for them,
            such as the requests of a bucket or of one route, cost extra and are not counted.
        profile: The stage; one in which nobody is woken turns pages into tickets.

    Raises:
        ArgumentError: Nobody is told, or an argument lies outside what CloudWatch takes.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import AlarmSet, AlertTopic, WorkQueue

        stack = cdk.Stack(cdk.App(), "Shop")
        orders = WorkQueue(stack, "Orders")
        alarms = AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Alerts"), budget=5)
        alarms.watch(orders, thresholds={"ApproximateAgeOfOldestMessage": 600})
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        notify: Receiver | Actions,
        runbook: str | None = None,
        owner: str | None = None,
        health: Health | None = None,
        mute: Sequence[MuteWindow] = (),
        warm_up: Duration | None = None,
        budget: float | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        check = Check(scope, id)
        actions = notify if isinstance(notify, Actions) else Actions(page=notify)
        actions.check(check)
        self._warm_up = WarmUp(warm_up)
        self._warm_up.check(check)
        check_runbook(check, runbook)
        if health is not None:
            health.check(check)
        for window in mute:
            window.check(check)
        super().__init__(scope, id)
        self._facts = stack_facts(scope)
        self._actions = actions
        self._arns = action_arns(self, actions)
        self._texts = Texts(region=self._facts.region, runbook=runbook, owner=owner)
        self._health = HealthAlarm(self, health, self._arns[Severity.PAGE]) if health else None
        self._mute = mute
        self._mute_rules = MuteRules(self, mute)
        self._budget = budget
        self._profile = profile or StageProfile.of(scope)
        self._watched: dict[str, WatchedAlarm] = {}
        self._waived: dict[str, Waiver] = {}
        self._refs: dict[str, str] = {}
        self._elsewhere: dict[str, AlarmSet] = {}
        self._is_elsewhere = False

    @batch
    def watch(
        self,
        resource: Watchable | IConstruct,
        *,
        name: str | None = None,
        thresholds: Mapping[str, Choice] | None = None,
        facts: Mapping[str, float] | None = None,
    ) -> None:
        """Make the alarms of one resource: a construct of this library, a plain L2 or an import.

        Args:
            resource: What is watched.
            name: What its alarms are called; by default the construct's id.
            thresholds: Other thresholds by the names of the alarms, also of those that are made only for who
                asks: a number, a `Threshold` over a time of its own, or an `AnomalyBand`. A `Waiver` for an
                alarm that is not made, which stands in the evidence report.
            facts: What an import or a token does not tell of itself, such as `timeout` in milliseconds.

        Raises:
            ArgumentError: The catalogue does not know the resource, its alarms exist already, it receives the
                alarms itself, no alarm or fact has such a name, or the alarms cost more than they may.
        """
        check = Check(self, "watch")
        self._actions.refuse_to_watch(check, resource)
        self._make(Choices(check, targets(check, resource, name), thresholds or {}, facts or {}))

    @batch
    def watch_all(self, scope: IConstruct, *, thresholds: Mapping[str, Choice] | None = None) -> None:
        """Make the alarms of everything below `scope` that the catalogue knows.

        Names are the constructs' paths below `scope`, so that equal ids in different places do not clash.

        Args:
            scope: Where everything is watched.
            thresholds: Other thresholds, for each resource that has an alarm of the name.

        Raises:
            ArgumentError: As `watch` does; nothing below `scope` has an alarm of a name.
        """
        check = Check(self, "watch_all")
        for resource, there, theirs in all_below(check, scope, thresholds or {}):
            self._actions.refuse_to_watch(check, resource)
            self._make(Choices(check, there, theirs, {}))

    @batch
    def watch_metrics(self, name: str, specs: Sequence[AlarmSpec]) -> None:
        """Make alarms on metrics that the app publishes itself.

        Args:
            name: What the alarms' names begin with, and what stands above their graphs.
            specs: The alarms. Each names its `namespace`, and the `dimensions` that it is published with.

        Raises:
            ArgumentError: CloudWatch would not take one, one lacks its namespace or its threshold, its alarm
                exists already, or the alarms cost more than they may.
        """
        check = Check(self, "watch_metrics")
        target = AlarmTarget(name=name, service=Service.CUSTOM, dimensions={})
        for spec in specs:
            self._add(target, spec, check_metric(check, spec))
        self._keep_up()
        keep_to_budget(self, self._budget)

    def _make(self, choices: Choices) -> None:
        for target in choices.targets:
            here = self._in_region_of(target)
            for spec in CATALOGUE[target.service]:
                choice = choices.of(spec, target)
                if isinstance(choice, Waiver):
                    self._do_without(f"{target.name}{spec.alarm_name}", choice)
                elif choice is not None:
                    here._add(target, *choice)
            here._keep_up()
        keep_to_budget(self, self._budget)

    def _do_without(self, name: str, why: Waiver) -> None:
        from cloud_constructs.guardrails import acknowledge  # not with the family: it is seldom needed

        self._waived[name] = why
        acknowledge(self, "Alarm", why, finding=name)

    @property
    def watched(self) -> list[WatchedAlarm]:
        """The alarms with where they come from: for dashboards, runbooks and people."""
        elsewhere = [alarm for other in self._elsewhere.values() for alarm in other.watched]
        return [*self._watched.values(), *elsewhere]

    @property
    def alarms(self) -> dict[str, cloudwatch.CfnAlarm]:
        """The alarms by their names."""
        return {watched.name: watched.alarm for watched in self.watched}

    @property
    def waived(self) -> dict[str, Waiver]:
        """The alarms that are not made, by their names, and why."""
        return dict(self._waived)

    @property
    def health(self) -> cloudwatch.CfnCompositeAlarm | None:
        """The alarm on the alarms that page; `None` without one, or while nothing pages."""
        return self._health.alarm if self._health else None

    @property
    def mute_rules(self) -> list[cloudwatch.CfnAlarmMuteRule]:
        """The rules by which nobody is told."""
        return self._mute_rules.rules

    @property
    def monthly_cost(self) -> float:
        """What the alarms cost, in US dollars a month, by the prices that `budget` goes by."""
        composite = COMPOSITE * self._health.count if self._health else 0
        return round(sum(watched.monthly_cost for watched in self.watched) + composite, 2)

    def _in_region_of(self, target: AlarmTarget) -> AlarmSet:
        """Return the AlarmSet in the region where a target's metrics are."""
        region = target.region
        if region is None or region == self._facts.region:
            return self
        if region not in self._elsewhere:
            stack = sibling_stack(self, region)
            other = AlarmSet(
                stack,
                self.node.path.replace("/", "-"),
                notify=actions_in(stack, self._actions, Check(self, "watch")),
                runbook=self._texts.runbook,
                owner=self._texts.owner,
                mute=self._mute,
                warm_up=self._warm_up.asked,
                profile=self._profile,
            )
            other._is_elsewhere = True
            self._elsewhere[region] = other
        return self._elsewhere[region]

    def _add(self, target: AlarmTarget, spec: AlarmSpec, threshold: float | AnomalyBand) -> None:
        from aws_cdk import aws_cloudwatch as cloudwatch

        name = f"{target.name}{spec.alarm_name}"
        if name in self._watched:
            raise Check(self, name).fail("there is an alarm of that name", "give watch another name=")
        severity = spec.severity.on(self._profile)
        measured = target
        if self._is_elsewhere:
            measured = replace(target, dimensions=weakly(target.dimensions))
        arns = self._arns[severity]
        alarm = create(
            cloudwatch.CfnAlarm,
            cloudwatch.CfnAlarmProps,
            self,
            name,
            alarm_actions=arns.alarm,
            ok_actions=arns.ok or None,
            alarm_description=self._texts.description(name, spec, target, threshold),
            tags=self._texts.tags,
            warm_up_configuration=self._warm_up.of(spec, target),
            **properties(spec, measured, threshold),
        )
        self._watched[name] = WatchedAlarm(
            name, spec, target, threshold, severity, alarm, read(alarm, "attr_arn")
        )

    def _keep_up(self) -> None:
        """Tell the alarm on alarms and the mute rules what there is now."""
        if self._health is None and not self._mute:
            return
        for name, watched in self._watched.items():
            if name not in self._refs:
                self._refs[name] = watched.alarm.ref
        if self._health is not None:
            paging = [name for name, each in self._watched.items() if each.spec.severity is Severity.PAGE]
            self._health.look_at([self._refs[name] for name in paging])
        self._mute_rules.mute(list(self._refs.values()))
