"""Indicator: what share of requests was as users want it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cloud_constructs.core import MINUTE, Service
from cloud_constructs.observability._evaluation import NAME, NAMESPACE, STATISTICS
from cloud_constructs.observability._watchable import targets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from constructs import IConstruct

    from cloud_constructs.core import AlarmTarget, Check, Watchable

Measure = tuple[str, str]
"""A metric and its statistic."""

_FAILED: Mapping[Service, tuple[Measure, Measure]] = {
    Service.FUNCTION: (("Errors", "Sum"), ("Invocations", "Sum")),
    Service.HTTP_API: (("5xx", "Sum"), ("Count", "SampleCount")),
    Service.HTTP_API_ROUTE: (("5xx", "Sum"), ("Count", "SampleCount")),
    Service.REST_API: (("5XXError", "Sum"), ("Count", "SampleCount")),
    Service.REST_API_METHOD: (("5XXError", "Sum"), ("Count", "SampleCount")),
}
"""Failed requests and all requests, as AWS counts them:
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html"""
_DURATION = {service: "Duration" if service is Service.FUNCTION else "Latency" for service in _FAILED}
LONGEST = 15 * MINUTE * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """Two counts: of all requests, and of those that went well or wrong.

    Args:
        fault: What goes wrong, for people: "requests fail".
        namespace: The metrics' namespace.
        dimensions: The metrics' dimensions.
        total: What counts all requests.
        good: What counts those that went well, or
        bad: what counts those that did not.
    """

    fault: str
    namespace: str
    dimensions: Mapping[str, str]
    total: Measure
    good: Measure | None = None
    bad: Measure | None = None

    @property
    def measures(self) -> dict[str, Measure]:
        """The two counts by the names that formulas call them by."""
        counted = {"good": self.good, "bad": self.bad, "total": self.total}
        return {name: measure for name, measure in counted.items() if measure is not None}

    @property
    def gone_wrong(self) -> str:
        """The formula of what went wrong; a count that has no data is none."""
        return "FILL(bad, 0)" if self.good is None else "(total - FILL(good, 0))"


class Indicator:
    """What a `ServiceLevel` counts: requests, and which of them are as users want them.

    Example:
        ```python
        from cloud_constructs import Indicator

        Indicator.of_counts(namespace="Shop", bad="PaymentsLost", total="Payments", fault="payments are lost")
        ```
    """

    def __init__(self, read: Callable[[Check], Ratio]) -> None:
        self._read = read

    @staticmethod
    def without_errors(resource: Watchable | IConstruct) -> Indicator:
        """Return the share of requests that do not fail on our side.

        Args:
            resource: An API, a route or a function: a construct of this library, a plain L2 or an import.
        """

        def read(check: Check) -> Ratio:
            target = _target(check, resource)
            bad, total = _FAILED[target.service]
            return Ratio(
                fault="requests fail",
                namespace=target.service.namespace,
                dimensions=target.dimensions,
                total=total,
                bad=bad,
            )

        return Indicator(read)

    @staticmethod
    def faster_than(resource: Watchable | IConstruct, *, milliseconds: int) -> Indicator:
        """Return the share of requests that are answered within a time.

        Args:
            resource: An API, a route or a function: a construct of this library, a plain L2 or an import.
            milliseconds: The time, up to 15 minutes.
        """

        def read(check: Check) -> Ratio:
            check.between("milliseconds of the indicator", milliseconds, 1, LONGEST)
            target = _target(check, resource)
            metric = _DURATION[target.service]
            return Ratio(
                fault=f"requests take longer than {milliseconds} ms",
                namespace=target.service.namespace,
                dimensions=target.dimensions,
                total=(metric, "SampleCount"),
                # The trimmed count: how many values are at or below the limit.
                good=(metric, f"TC(:{milliseconds})"),
            )

        return Indicator(read)

    @staticmethod
    def of_counts(
        *,
        namespace: str,
        total: str,
        good: str | None = None,
        bad: str | None = None,
        dimensions: Mapping[str, str] | None = None,
        statistic: str = "Sum",
        fault: str = "requests fail",
    ) -> Indicator:
        """Return the share that two metrics of an app count.

        Args:
            namespace: The metrics' namespace.
            total: The metric that counts everything.
            good: The metric that counts what went well, or
            bad: the metric that counts what did not.
            dimensions: The dimensions that both are published with.
            statistic: What counts: `Sum` of counters, `SampleCount` of measurements.
            fault: What goes wrong, for the person who is woken by it.
        """

        def read(check: Check) -> Ratio:
            check.require(
                (good is None) != (bad is None),
                f"the indicator counts {'neither good nor bad' if good is None else 'both good and bad'}",
                "give one of good= and bad=",
            )
            check.matches("the namespace of the indicator", namespace, NAMESPACE, "that of the app's metrics")
            for metric in (name for name in (total, good, bad) if name is not None):
                check.matches("a metric of the indicator", metric, NAME, "1 to 255 characters of ASCII")
            check.matches("the statistic of the indicator", statistic, STATISTICS, "one such as Sum")
            return Ratio(
                fault=fault,
                namespace=namespace,
                dimensions=dimensions or {},
                total=(total, statistic),
                good=(good, statistic) if good is not None else None,
                bad=(bad, statistic) if bad is not None else None,
            )

        return Indicator(read)

    def ratio(self, check: Check) -> Ratio:
        """Return the two counts.

        Raises:
            ArgumentError: The resource counts no requests, or CloudWatch would not take a name.
        """
        return self._read(check)


def _target(check: Check, resource: Watchable | IConstruct) -> AlarmTarget:
    found = [target for target in targets(check, resource, None) if target.service in _FAILED]
    if not found:
        raise check.fail(
            f"a {type(resource).__name__} counts no requests",
            "give an API, a route or a function, or Indicator.of_counts",
        )
    return found[0]
