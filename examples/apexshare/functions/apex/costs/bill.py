"""What AWS billed, by month and service, as Cost Explorer has it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from apex.costs.chapter import Chapter

TAG = "Project"
"""The cost allocation tag by which the app's costs are told from others'."""
MONTHS = 3
METRIC = "UnblendedCost"


@dataclass(frozen=True, slots=True)
class Bill:
    """What the app was billed, by service and month, and what carries no tag."""

    months: tuple[str, ...]
    services: Mapping[str, tuple[float, ...]]
    untagged: tuple[float, ...]
    """What of the account's costs belongs to no project."""

    @property
    def totals(self) -> tuple[float, ...]:
        """What each month cost."""
        return tuple(
            sum(costs[number] for costs in self.services.values()) for number in range(len(self.months))
        )

    def chapter(self) -> Chapter:
        """Return the services, the dearest of the last month first."""
        ordered = sorted(self.services.items(), key=lambda entry: (-entry[1][-1], entry[0]))
        rows = [
            *ordered,
            ("together", self.totals),
            (f"of the account, without the tag {TAG}", self.untagged),
        ]
        return Chapter(
            "Costs by service, USD", ("service", *self.months), tuple((name, *costs) for name, costs in rows)
        )


def ask_for_bill(ce: Any, *, project: str, view: str, month: date) -> Bill:  # noqa: ANN401
    """Ask for the months that end with `month`, given by its first day.

    One question is answered for the app and for what is not tagged: each page of an answer costs a cent.
    """
    question: dict[str, Any] = {
        "TimePeriod": {"Start": before(month, MONTHS - 1).isoformat(), "End": before(month, -1).isoformat()},
        "Granularity": "MONTHLY",
        "Metrics": [METRIC],
        "GroupBy": [{"Type": "TAG", "Key": TAG}, {"Type": "DIMENSION", "Key": "SERVICE"}],
        "BillingViewArn": view,
    }
    return bill_of(_pages(ce, question), project)


def _pages(ce: Any, question: dict[str, Any]) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    while True:
        page = ce.get_cost_and_usage(**question)
        yield from page["ResultsByTime"]
        if "NextPageToken" not in page:
            return
        question["NextPageToken"] = page["NextPageToken"]


def bill_of(results: Iterable[dict[str, Any]], project: str) -> Bill:
    """Return the bill that Cost Explorer's results are; a month may stand in several of them."""
    services: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    untagged: dict[str, float] = defaultdict(float)
    for result in results:
        month = result["TimePeriod"]["Start"][:7]
        untagged[month] += 0
        for group in result["Groups"]:
            tag, service = group["Keys"]
            usd = float(group["Metrics"][METRIC]["Amount"])
            if tag == f"{TAG}${project}":
                services[service][month] += usd
            elif tag == f"{TAG}$":
                untagged[month] += usd
    months = tuple(sorted(untagged))
    return Bill(
        months,
        {name: tuple(costs[month] for month in months) for name, costs in services.items()},
        tuple(untagged[month] for month in months),
    )


def before(month: date, number: int) -> date:
    """Return the first day of the month that many months earlier."""
    index = month.year * 12 + month.month - 1 - number
    return date(index // 12, index % 12 + 1, 1)
