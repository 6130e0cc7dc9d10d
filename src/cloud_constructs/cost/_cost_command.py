"""`cloud-constructs cost`: what a cloud assembly costs a month before anybody uses it."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from cloud_constructs.core import ConstructError
from cloud_constructs.cost._price import AS_OF, REGION
from cloud_constructs.cost._standing_costs import StandingCosts, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

COUNTED, NOT_COUNTED = 0, 2


def main(arguments: Sequence[str]) -> int:
    """Print what an assembly costs, and return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        costs = StandingCosts.of(options.assembly)
    except ConstructError as error:
        sys.stderr.write(f"{options.assembly} was not counted: {error}\n")
        return NOT_COUNTED
    text = json.dumps(as_json(costs), indent=2) if options.json else "\n".join(_lines(costs))
    sys.stdout.write(f"{text}\n")
    return COUNTED


def as_json(costs: StandingCosts) -> dict[str, object]:
    """Return the costs for other programs to read."""
    return {
        "usd": round(costs.usd, 2),
        "prices": {"region": REGION, "as_of": AS_OF},
        "stacks": {
            path: {
                "usd": round(total(charges), 2),
                "charges": [
                    {
                        "what": charge.what,
                        "quantity": charge.quantity,
                        "per": charge.price.per,
                        "price": charge.price.usd,
                        "usd": round(charge.usd, 2),
                        "page": charge.price.page,
                    }
                    for charge in charges
                ],
            }
            for path, charges in costs.stacks.items()
        },
        "by_use": costs.by_use,
        "not_priced": costs.not_priced,
    }


def _lines(costs: StandingCosts) -> Iterator[str]:
    for path, charges in costs.stacks.items():
        yield f"{path:67}{total(charges):10,.2f}"
        for charge in charges:
            yield f"  {charge.what:28}{charge.quantity:10,.0f} {charge.price.per:24}{charge.usd:10,.2f}"
    yield f"{'together, USD a month before anybody uses it':67}{costs.usd:10,.2f}"
    yield f"\nList prices of {REGION}, {AS_OF}, for every region; before tax, discounts and free tiers."
    yield f"Paid for by use, on top: {_listed(costs.by_use)}"
    yield f"Not priced: {_listed(costs.not_priced)}"


def _listed(types: Mapping[str, int]) -> str:
    return (
        ", ".join(f"{type.removeprefix('AWS::')} ({number})" for type, number in types.items()) or "nothing"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cloud-constructs cost",
        description="Say what the stacks of a cloud assembly cost a month before anybody uses them: keys,"
        " secrets, alarms, gateways, endpoints, firewalls, provisioned capacity and the like. What is paid"
        " for by use and what has no price here is named, and never counted as nothing.",
        epilog="exit codes: 0 counted, 2 the folder could not be read",
    )
    parser.add_argument("assembly", nargs="?", default="cdk.out", help="what cdk synth wrote (cdk.out)")
    parser.add_argument("--json", action="store_true", help="print JSON, with the page of each price")
    return parser
