"""What an app costs before anybody uses it, what it may cost, and who is told before it costs more."""

from typing import TYPE_CHECKING

from cloud_constructs._lazily import lazily

if TYPE_CHECKING:
    from cloud_constructs.cost._bill_table import bill_table
    from cloud_constructs.cost._cost_guard import CostGuard
    from cloud_constructs.cost._price import Price
    from cloud_constructs.cost._standing_costs import Charge, StandingCosts, total

__all__ = ["Charge", "CostGuard", "Price", "StandingCosts", "bill_table", "total"]

__getattr__, __dir__ = lazily(
    __name__,
    {
        "_bill_table": ("bill_table",),
        "_cost_guard": ("CostGuard",),
        "_price": ("Price",),
        "_standing_costs": ("Charge", "StandingCosts", "total"),
    },
)
