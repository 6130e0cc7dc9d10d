"""What the readers share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cloud_constructs.core import AlarmTarget, Service, look

Reader = Callable[[Any, str], Sequence[AlarmTarget]]


def named(service: Service, **dimensions: str) -> Reader:
    """Return a reader of resources about which there is nothing to know but their dimensions.

    Args:
        service: The resources' kind.
        dimensions: The attribute that each dimension is read from.
    """

    def read(resource: Any, name: str) -> list[AlarmTarget]:  # noqa: ANN401
        values = dict(zip(dimensions, look(resource, *dimensions.values()), strict=True))
        return [AlarmTarget(name=name, service=service, dimensions=values)]

    return read


def made(resource: Any, attribute: str) -> Any:  # noqa: ANN401
    """Return a property of the CloudFormation resource behind an L2; `None` for an import, which has none."""
    return look(resource, f"node.default_child.{attribute}")[0]


def known(**facts: object) -> dict[str, float]:
    """Return the facts that are numbers: of the others nobody has set some, and some are tokens.

    A token in the place of a number is one far below zero.
    """
    return {name: fact for name, fact in facts.items() if isinstance(fact, int | float) and fact >= 0}
