"""Checks of arguments, made before CDK sees them. Tokens are let through: nobody knows their value yet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aws_cdk import Token

from cloud_constructs.core._durations import duration, seconds_of
from cloud_constructs.core._errors import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Collection

    from aws_cdk import Duration
    from constructs import Construct


class Check:
    """The checks of one construct's arguments: `Check(scope, id).between(...)`."""

    def __init__(self, scope: Construct, id: str) -> None:
        self._scope = scope
        self._id = id

    @property
    def path(self) -> str:
        """The path that the construct would have; read only when an error is on its way."""
        parent: str = self._scope.node.path
        return f"{parent}/{self._id}" if parent else self._id

    def fail(self, problem: str, remedy: str) -> ArgumentError:
        """Return the error to raise."""
        return ArgumentError(self.path, problem, remedy)

    def require(self, holds: bool, problem: str, remedy: str) -> None:  # noqa: FBT001
        """Raise unless a condition holds."""
        if not holds:
            raise self.fail(problem, remedy)

    def between(self, name: str, value: float, low: float, high: float, unit: str = "") -> None:
        """Raise unless a number lies in a closed range."""
        # The comparison first: asking about tokens is a message to jsii, and nearly every value is a number.
        if low <= value <= high or Token.is_unresolved(value):
            return
        unit = f" {unit}" if unit else ""
        raise self.fail(f"{name} is {value}{unit}", f"choose a value from {low} to {high}{unit}")

    def lasts(
        self, name: str, value: Duration | None, *, default: int, low: int, high: int, unit: int = 1
    ) -> tuple[Duration, float | None]:
        """Raise unless a duration lies in a closed range of seconds, and is a multiple of `unit` seconds.

        Returns:
            The duration, or the default, and its seconds; `None` for the seconds of a token.
        """
        if value is None:
            return duration(default), default
        seconds = seconds_of(value)
        if seconds is None:
            return value, None
        self.between(name, seconds, low, high, "seconds")
        self.require(
            seconds % unit == 0,
            f"{name} is {seconds:g} seconds",
            f"choose a multiple of {unit} seconds",
        )
        return value, seconds

    def one_of(self, name: str, value: str, choices: Collection[str]) -> None:
        """Raise unless a string is one of the choices."""
        if value not in choices and not Token.is_unresolved(value):
            raise self.fail(f"{name} is {value!r}", f"choose one of {', '.join(choices)}")

    def matches(self, name: str, value: str, pattern: str, expected: str) -> None:
        """Raise unless a whole string has the expected form."""
        if not re.fullmatch(pattern, value) and not Token.is_unresolved(value):
            raise self.fail(f"{name} is {value!r}", f"give {expected}")
