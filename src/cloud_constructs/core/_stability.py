"""Markers that tell users how far they may lean on a construct."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from aws_cdk import Annotations

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

STABILITY = "__stability__"


def experimental(*, since: str, because: str) -> Callable[[type[T]], type[T]]:
    """Mark a construct whose interface may still change in a minor release."""
    return _marker("experimental", f"experimental since {since}: {because}")


def deprecated(*, since: str, removal: str, use: str) -> Callable[[type[T]], type[T]]:
    """Mark a construct that will go, with what replaces it."""
    return _marker("deprecated", f"deprecated since {since}, removed in {removal}: use {use}")


def _marker(kind: str, message: str) -> Callable[[type[T]], type[T]]:
    """Return a decorator that warns whoever makes the construct, under an id that can be acknowledged."""

    def mark(construct: type[T]) -> type[T]:
        make: Callable[..., None] = construct.__init__

        @wraps(make)
        def warn(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
            make(self, *args, **kwargs)
            warning = f"cloud-constructs:{kind}.{construct.__name__}"
            Annotations.of(self).add_warning_v2(warning, f"{construct.__name__} is {message}")

        setattr(construct, "__init__", warn)  # noqa: B010
        setattr(construct, STABILITY, kind)
        return construct

    return mark
