"""The runbook of an AlarmSet: a chapter for each alarm, under the name by which the alarm links to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.core import ArgumentError
from cloud_constructs.observability._alarm_spec import AnomalyBand, Missing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cloud_constructs.observability._alarm_set import AlarmSet
    from cloud_constructs.observability._watched_alarm import WatchedAlarm

_WITHOUT_DATA = {
    Missing.KEEPS_STATE: "Without data it stays as it is.",
    Missing.IS_FINE: "Without data all is well.",
    Missing.BREACHES: "Without data it goes off.",
}


def runbook(alarms: AlarmSet, *, title: str, notes: Mapping[str, str] | None = None) -> str:
    """Return a runbook in Markdown: what each alarm means, what it watches, and what your team wrote on it.

    Args:
        alarms: The alarms; give them the address at which you publish the text, as `runbook=`.
        title: The heading.
        notes: What to do, in Markdown, by the name of the chapter, such as `function-errors`.

    Raises:
        ArgumentError: There is a note for a chapter that there is not.

    Example:
        ```python
        from pathlib import Path

        import aws_cdk as cdk
        from cloud_constructs import AlarmSet, AlertTopic, WorkQueue, runbook

        stack = cdk.Stack(cdk.App(), "Shop")
        alarms = AlarmSet(stack, "Alarms", notify=AlertTopic(stack, "Alerts"))
        alarms.watch(WorkQueue(stack, "Orders"))
        Path("runbook.md").write_text(runbook(alarms, title="The shop"))
        ```
    """
    chapters: dict[str, list[WatchedAlarm]] = {}
    for watched in alarms.watched:
        chapters.setdefault(watched.anchor, []).append(watched)
    unknown = (notes or {}).keys() - chapters.keys()
    if unknown:
        raise ArgumentError(
            alarms,
            f"there is no chapter {', '.join(sorted(unknown))}",
            f"write notes for {', '.join(chapters)}",
        )
    count = len(alarms.watched)
    lines = [f"# {title}", "", f"{count} alarms, {alarms.monthly_cost:.2f} USD a month.", ""]
    lines += [f"* [{watched[0].spec.why}](#{anchor})" for anchor, watched in chapters.items()]
    for anchor, watched in chapters.items():
        lines += ["", f"## {anchor}", "", *_chapter(watched, (notes or {}).get(anchor))]
    return "\n".join(lines) + "\n"


def _chapter(watched: list[WatchedAlarm], note: str | None) -> Iterator[str]:
    spec = watched[0].spec
    yield f"{spec.why}."
    yield ""
    for measured in dict.fromkeys(map(_measure, watched)):
        yield f"Measured is {measured} {_WITHOUT_DATA[spec.missing]}"
        yield ""
    yield "| Alarm | Threshold | Severity |"
    yield "|---|--:|---|"
    for each in watched:
        yield f"| {each.name} | {_threshold(each)} | {each.severity} |"
    if note is not None:
        yield ""
        yield note.strip()


def _measure(watched: WatchedAlarm) -> str:
    spec = watched.spec
    what = f"`{spec.metric}` ({spec.statistic})"
    if spec.expression is not None:
        metrics = ", ".join(f"{name} is {metric}" for name, metric in spec.expression.metrics.items())
        what = f"`{spec.expression.text}` ({metrics})"
    periods = spec.periods_for(watched.target.limits)
    needed = spec.datapoints or periods
    return f"{what} every {spec.period} s; {needed} of {periods} values have to be beyond the threshold."


def _threshold(watched: WatchedAlarm) -> str:
    if isinstance(watched.threshold, AnomalyBand):
        return f"{watched.threshold.width:g} standard deviations from what is usual"
    return f"{watched.threshold:.12g} {watched.spec.unit}".strip()
