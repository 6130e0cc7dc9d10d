"""What a caller of `watch` says about a resource: facts that it does not tell, and other thresholds."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING

from cloud_constructs.core import DAY, Waiver
from cloud_constructs.observability._alarm_spec import AnomalyBand
from cloud_constructs.observability.catalogue import CATALOGUE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cloud_constructs.core import AlarmTarget, Check
    from cloud_constructs.observability._alarm_spec import AlarmSpec

Threshold = float | AnomalyBand
# CloudWatch looks back no further:
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
WEEK = 7 * DAY


class Choices:
    """The checked choices for the targets that one resource is."""

    def __init__(
        self,
        check: Check,
        targets: Sequence[AlarmTarget],
        thresholds: Mapping[str, Threshold | Waiver],
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
                check.between(f"the number of periods of {spec.alarm_name}", periods, 1, WEEK // spec.period)

    def threshold(self, spec: AlarmSpec, target: AlarmTarget) -> Threshold | Waiver | None:
        """Return the threshold of an alarm, why there is none, or `None` where nobody asks for the alarm."""
        if spec.alarm_name in self._thresholds:
            return self._thresholds[spec.alarm_name]
        return spec.threshold_for(target.limits)


def _names(check: Check, what: str, given: Iterable[str], known: Iterable[str]) -> None:
    choices = sorted(set(known))
    for name in given:
        check.one_of(f"the name of a{'n' if what == 'alarm' else ''} {what}", name, choices)


def _usable(check: Check, name: str, threshold: Threshold | Waiver) -> None:
    if isinstance(threshold, AnomalyBand):
        check.between(f"the width of the band of {name}", threshold.width, 0.1, 100)
    elif not isinstance(threshold, Waiver):
        check.require(isfinite(threshold), f"the threshold of {name} is {threshold}", "give a finite number")
