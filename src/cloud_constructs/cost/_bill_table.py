"""Bills side by side, as a page shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.cost._standing_costs import total

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cloud_constructs.cost._price import Price
    from cloud_constructs.cost._standing_costs import Charge


def bill_table(bills: Mapping[str, Sequence[Charge]]) -> str:
    """Return bills as a table in Markdown: what for, the price with its page, then quantity and US dollars.

    Charges for the same at the same price share a line, and the last line has the sums.

    Args:
        bills: The bills by what stands above their columns.

    Example:
        ```python
        from cloud_constructs.cost import Charge, Price, bill_table

        key = Price(1.0, "key-month", "https://aws.amazon.com/kms/pricing/")
        print(bill_table({"dev": [Charge("keys", key, 2)], "prod": [Charge("keys", key, 3)]}))
        ```
    """
    return "\n".join(_lines(bills))


def _lines(bills: Mapping[str, Sequence[Charge]]) -> Iterator[str]:
    yield f"| for | a unit | price | {' | | '.join(bills)} | |"
    yield f"|---|---|--:|{'--:|' * 2 * len(bills)}"
    by_line = [{(charge.what, charge.price): charge for charge in bill} for bill in bills.values()]
    for what, price in dict.fromkeys(line for lines in by_line for line in lines):
        cells = " | ".join(_cells(lines.get((what, price))) for lines in by_line)
        yield f"| {what} | [{price.per}]({price.page}) | {_exactly(price)} | {cells} |"
    sums = " | | ".join(f"**{total(bill):.2f}**" for bill in bills.values())
    yield f"| **together** | | | | {sums} |"


def _cells(charge: Charge | None) -> str:
    return " | " if charge is None else f"{charge.quantity:,.0f} | {charge.usd:.2f}"


def _exactly(price: Price) -> str:
    return f"{price.usd:.10f}".rstrip("0").rstrip(".")
