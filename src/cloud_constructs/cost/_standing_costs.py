"""What an app costs a month before anybody uses it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from cloud_constructs.cost._meters import METERS
from cloud_constructs.cost._price import Price, Standing
from cloud_constructs.cost._unmetered import BY_USE, is_free
from cloud_constructs.guardrails import Assembly

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Charge:
    """One line of a month's bill.

    Args:
        what: What it is for.
        price: What a unit costs.
        quantity: How many units a month.
    """

    what: str
    price: Price
    quantity: float

    @property
    def usd(self) -> float:
        """What it costs, in US dollars."""
        return self.price.of(self.quantity)


@dataclass(frozen=True, slots=True)
class StandingCosts:
    """What the stacks of a cloud assembly cost a month before anybody uses them.

    It counts in the templates, and multiplies by list prices: before tax, discounts and free tiers.

    Args:
        stacks: The charges of each stack, by the stacks' paths, in the order of deployment.
        by_use: The types of what is paid for by use, and how many there are of each.
        not_priced: The types that there is no price for, and how many there are of each.

    Example:
        ```python
        import aws_cdk as cdk
        from aws_cdk import aws_kms as kms
        from cloud_constructs.cost import StandingCosts

        app = cdk.App()
        kms.Key(cdk.Stack(app, "Shop"), "Key")
        assert StandingCosts.of(app.synth().directory).usd == 1.0
        ```
    """

    stacks: Mapping[str, tuple[Charge, ...]]
    by_use: Mapping[str, int]
    not_priced: Mapping[str, int]

    @classmethod
    def of(cls, assembly: str | Path) -> Self:
        """Count what stands in a cloud assembly.

        Args:
            assembly: The folder that `cdk synth` wrote.

        Raises:
            ArgumentError: The folder is no cloud assembly.
        """
        stacks: dict[str, Counter[tuple[str, Standing]]] = {}
        by_use, not_priced = Counter[str](), Counter[str]()
        for template in Assembly(assembly).templates:
            counted = stacks.setdefault(template.stack.path, Counter())
            for resource in template.resources.values():
                for meter in METERS.get(resource.type, ()):
                    counted[meter.what, meter.price] += meter.quantity(resource)  # pyright: ignore[reportArgumentType]
                if resource.type in BY_USE:
                    by_use[resource.type] += 1
                elif resource.type not in METERS and not is_free(resource.type):
                    not_priced[resource.type] += 1
        charges = {path: tuple(_charges(counted)) for path, counted in stacks.items()}
        return cls(charges, dict(sorted(by_use.items())), dict(sorted(not_priced.items())))

    @property
    def usd(self) -> float:
        """What all stacks cost together, in US dollars."""
        return sum(total(charges) for charges in self.stacks.values())

    @property
    def charges(self) -> tuple[Charge, ...]:
        """The charges of all stacks, those for the same added up."""
        added: dict[tuple[str, Price], float] = {}
        for charge in (one for charges in self.stacks.values() for one in charges):
            key = charge.what, charge.price
            added[key] = added.get(key, 0) + charge.quantity
        return tuple(Charge(what, price, quantity) for (what, price), quantity in added.items())


def _charges(counted: Counter[tuple[str, Standing]]) -> Iterable[Charge]:
    """Yield what is charged for, in the order of the prices."""
    order = list(Standing)
    for (what, price), quantity in sorted(counted.items(), key=lambda entry: order.index(entry[0][1])):
        if quantity:
            yield Charge(what, price.value, quantity)


def total(charges: Iterable[Charge]) -> float:
    """Return the sum of a bill, in US dollars."""
    return sum(charge.usd for charge in charges)
