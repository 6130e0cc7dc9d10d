"""L3: what every construct of the library is made of."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

import jsii
from constructs import Construct

from cloud_constructs.core._batch._steps import batch

M = TypeVar("M")


class _Batched(jsii.JSIIMeta):
    """Has whatever a construct makes in its `__init__` made in one message, as far as that goes."""

    def __call__(cls: type[M], *args: Any, **kwargs: Any) -> M:  # noqa: ANN401, N805
        with batch:
            # jsii's own would have the construct made at once, only to write its name down.
            make: Any = type if batch.is_open else jsii.JSIIMeta
            return make.__call__(cls, *args, **kwargs)


class L3(Construct, metaclass=_Batched):
    """A construct of this library: a part of the construct tree that makes others."""

    def __init__(self, scope: Construct, id: str) -> None:
        self._within = scope
        if batch.is_open and not _answers_node(type(self)):
            batch.make(self, "new", Construct, scope, id)
        else:
            batch.take()
            super().__init__(scope, id)


@cache
def _answers_node(kind: type[L3]) -> bool:
    """Whether Node calls methods of a class: jsii learns of them only from a message of their own."""
    own = {name for base in kind.__mro__[: kind.__mro__.index(L3)] for name in vars(base)}
    public: set[str] = {name for name in own & set(dir(Construct)) if not name.startswith("_")}
    interfaces: list[type] = getattr(kind, "__jsii_ifaces__")  # noqa: B009
    return bool(public) or interfaces != getattr(Construct, "__jsii_ifaces__")  # noqa: B009


def surroundings(scope: Construct) -> Construct:
    """Return the nearest construct around that is not of this library; CDK need not be asked for it."""
    while isinstance(scope, L3):
        scope = scope._within  # pyright: ignore[reportPrivateUsage]
    return scope
