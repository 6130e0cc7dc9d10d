"""When the operator is told: the library's alarms with this app's thresholds, and those on its own metrics.

docs/alarms.md says for each why it is where it is.
"""

from collections.abc import Sequence

from constructs import Construct

from cloud_constructs import (
    AlarmSet,
    AlarmSpec,
    AlertTopic,
    Comparison,
    Health,
    Severity,
    Threshold,
)

from .monitoring import NAMESPACE

FIVE_MINUTES, QUARTER_OF_AN_HOUR = 300, 900

THRESHOLDS = {
    "ItemsFailed": Threshold(value=3, period=FIVE_MINUTES),
    "Errors": Threshold(value=5, period=FIVE_MINUTES),
    "Throttles": Threshold(value=1, period=FIVE_MINUTES),
    "ExecutionsFailed": Threshold(value=1, period=FIVE_MINUTES),
}
"""Above what functions and pipelines set off alarms: steps are tried again, so one failure is no news."""


def watch(
    scope: Construct, *, notify: AlertTopic, providers: Sequence[str], runbook: str | None = None
) -> AlarmSet:
    """Make the alarms of everything below a scope, and those of each provider."""
    alarms = AlarmSet(scope, "Alarms", notify=notify, health=Health(), runbook=runbook)
    alarms.watch_all(scope, thresholds=THRESHOLDS)
    for provider in providers:
        alarms.watch_metrics(provider, own_alarms(provider))
    return alarms


def own_alarms(provider: str) -> list[AlarmSpec]:
    """Return the alarms on what the functions publish about a provider."""
    of_provider = {"Provider": provider}
    return [
        AlarmSpec(
            namespace=NAMESPACE,
            metric="AuthenticationFailures",
            dimensions=of_provider,
            why="The provider refuses the credentials: nothing is copied until somebody renews them",
            threshold=1,
            severity=Severity.PAGE,
            period=FIVE_MINUTES,
        ),
        AlarmSpec(
            namespace=NAMESPACE,
            metric="RotationFailed",
            dimensions=of_provider,
            why="The credentials were not renewed: they still work, until the provider no longer takes them",
            period=FIVE_MINUTES,
        ),
        AlarmSpec(
            namespace=NAMESPACE,
            metric="TransferThroughput",
            dimensions=of_provider,
            why="Transfers crawl: a night may not be long enough for what is new",
            threshold=20,
            unit="Mbit/s",
            comparison=Comparison.BELOW,
            # One average over the whole time: a slow transfer is measured once, at its end, so that hardly
            # any shorter period would have a value. Where nothing is transferred there is none: all is well.
            statistic="Average",
            period=QUARTER_OF_AN_HOUR,
        ),
    ]
