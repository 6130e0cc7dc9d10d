"""What a caller of `watch` says about a resource: facts that it does not tell, and other thresholds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cloud_constructs.core import Waiver
from cloud_constructs.observability._alarm_spec import AlarmSpec, AnomalyBand, Threshold
from cloud_constructs.observability._evaluation import check_periods, check_threshold
from cloud_constructs.observability.catalogue import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cloud_constructs.core import AlarmTarget, Check

Choice = float | AnomalyBand | Threshold | Waiver
Chosen = tuple[AlarmSpec, float | AnomalyBand]


class Choices:
    """The checked choices for the targets that one resource is."""

    def __init__(
        self,
        check: Check,
        targets: Sequence[AlarmTarget],
        thresholds: Mapping[str, Choice],
        facts: Mapping[str, float],
    ) -> None:
        specs = [spec for target in targets for spec in CATALOGUE[target.service]]
        _names(check, "alarm", thresholds, (spec.alarm_name for spec in specs))
        _names(check, "fact", facts, (fact for spec in specs for fact in spec.facts))
        for name, value in facts.items():
            check.between(f"the fact {name}", value, 0, float("inf"))
        for name, threshold in thresholds.items():
            _usable(check, name, threshold)
        self._thresholds = thresholds
        self.targets = [
            replace(target, limits={**target.limits, **facts}) if facts else target for target in targets
        ]
        for target in self.targets if facts else ():
            for spec in CATALOGUE[target.service]:
                periods = spec.periods_for(target.limits)
                check_periods(check, spec.alarm_name, spec.period, periods)

    def of(self, spec: AlarmSpec, target: AlarmTarget) -> Chosen | Waiver | None:
        """Return an alarm with its threshold, why there is none, or `None` where nobody asks for it."""
        choice = self._thresholds.get(spec.alarm_name, spec.threshold_for(target.limits))
        if choice is None or isinstance(choice, Waiver):
            return choice
        if isinstance(choice, Threshold):
            return spec.measured_as(choice), choice.value
        return spec, choice


def _names(check: Check, what: str, given: Iterable[str], known: Iterable[str]) -> None:
    choices = sorted(set(known))
    for name in given:
        check.one_of(f"the name of a{'n' if what == 'alarm' else ''} {what}", name, choices)


def _usable(check: Check, name: str, choice: Choice) -> None:
    if isinstance(choice, AnomalyBand):
        check.between(f"the width of the band of {name}", choice.width, 0.1, 100)
    elif isinstance(choice, Threshold):
        check_threshold(check, name, choice.value)
        check_periods(check, name, choice.period, choice.periods)
    elif not isinstance(choice, Waiver):
        check_threshold(check, name, choice)
