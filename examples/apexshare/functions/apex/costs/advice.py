"""What would make the app cheaper: rules over what was measured, and what each saves, if known."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from apex.costs.bill import TAG, Bill
from apex.costs.chapter import Chapter
from apex.costs.lens import ALL, OLD_VERSIONS, UNFINISHED, Lens
from apex.costs.memory import Use
from apex.costs.optimizer import Recommendation

LEAST_MB = 128
LITTLE_USED_PERCENT = 40
"""Below this, half of the memory would do; but processor time goes with it, so that somebody has to look."""
WORTH_A_LOOK_USD = 1.0
GREW_BY = 1.5
OLD_VERSIONS_SHARE = 0.2
UNFINISHED_GB = 0.1
UNTAGGED_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to do."""

    about: str
    what: str
    saves_usd: float | None = None
    """A month; `None` where nobody knows."""


def advice(
    bill: Bill | None, uses: Sequence[Use], recommended: Sequence[Recommendation], lens: Lens | None
) -> list[Advice]:
    """Return what there is to do, the greatest known savings first."""
    found = [
        *(_about_functions(uses, recommended)),
        *(_about_buckets(lens) if lens else ()),
        *(_about_services(bill) if bill else ()),
    ]
    return sorted(found, key=lambda each: -(each.saves_usd or 0))


def _about_functions(uses: Iterable[Use], recommended: Iterable[Recommendation]) -> Iterator[Advice]:
    better = {each.function: each for each in recommended if each.better_mb not in (None, each.given_mb)}
    for each in better.values():
        yield Advice(
            each.function, f"{each.better_mb} MB of memory instead of {each.given_mb} MB", each.saves_usd
        )
    for use in uses:
        if use.function not in better and use.given_mb > LEAST_MB and use.share < LITTLE_USED_PERCENT:
            yield Advice(
                use.function,
                f"at most {use.used_mb:.0f} of {use.given_mb:.0f} MB were used: measure it with less",
            )


def _about_buckets(lens: Lens) -> Iterator[Advice]:
    for bucket, held in lens.held.items():
        everything, old, unfinished = (held.get(name, 0.0) for name in (ALL, OLD_VERSIONS, UNFINISHED))
        if old > OLD_VERSIONS_SHARE * everything:
            yield Advice(
                bucket, f"{old:.1f} of {everything:.1f} GB are old versions: keep them for fewer days"
            )
        if unfinished > UNFINISHED_GB:
            yield Advice(
                bucket, f"{unfinished:.1f} GB of uploads were never finished: let S3 abort them sooner"
            )


def _about_services(bill: Bill) -> Iterator[Advice]:
    for service, costs in bill.services.items():
        earlier, latest = costs[-2:] if len(costs) > 1 else (0.0, 0.0)
        if latest > GREW_BY * earlier and latest - earlier > WORTH_A_LOOK_USD:
            yield Advice(service, f"it went from {earlier:.2f} to {latest:.2f} USD in a month: see what grew")
    tagged, untagged = bill.totals[-1], bill.untagged[-1]
    if untagged > UNTAGGED_SHARE * (tagged + untagged):
        yield Advice(
            f"the tag {TAG}",
            f"{untagged:.2f} USD carry none: activate it in the billing console, and see what lacks it",
        )


def advice_chapter(found: Sequence[Advice]) -> Chapter:
    """Return what there is to do."""
    return Chapter(
        "What to do",
        ("about", "what", "saves, USD a month"),
        tuple((each.about, each.what, "" if each.saves_usd is None else each.saves_usd) for each in found),
        "" if found else "Nothing stands out.",
    )
