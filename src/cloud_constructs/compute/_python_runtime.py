"""The Python that a function runs on, held against the days on which AWS stops supporting it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

from aws_cdk import Annotations
from aws_cdk import aws_lambda as lambda_

from cloud_constructs.core import RUNTIMES

if TYPE_CHECKING:
    from constructs import Construct

    from cloud_constructs.core import Check

NOTICE_DAYS: Final = 180


@dataclass(frozen=True, slots=True)
class PythonRuntime:
    """A runtime with its name, which is read once because it is a message to jsii."""

    runtime: lambda_.Runtime
    name: str

    @staticmethod
    def of(check: Check, runtime: lambda_.Runtime | None) -> PythonRuntime:
        """Return a runtime, or the newest Python that CDK knows, if AWS still creates functions on it."""
        python = PythonRuntime(runtime, runtime.name) if runtime else newest_python()
        check.require(
            python.name.startswith("python"), f"runtime is {python.name}", "choose a runtime of Python"
        )
        lifetime = RUNTIMES.get(python.name)
        if lifetime and lifetime.refuses_functions(today()):
            raise check.fail(
                f"runtime is {python.name}, on which AWS creates no functions since {lifetime.create_block}",
                f"leave the argument out to take {newest_python().name}",
            )
        return python

    @property
    def version(self) -> str:
        """The version of Python, such as 3.14."""
        return self.name.removeprefix("python")

    def warn_of_end(self, construct: Construct) -> None:
        """Warn from half a year before AWS stops patching the runtime; the warning can be acknowledged."""
        lifetime = RUNTIMES.get(self.name)
        if lifetime and lifetime.days_left(today()) <= NOTICE_DAYS:
            refusal = f", and creates no functions on it from {lifetime.create_block}"
            Annotations.of(construct).add_warning_v2(
                "cloud-constructs:RuntimeDeprecation",
                f"AWS patches {self.name} until {lifetime.deprecated}"
                f"{refusal if lifetime.create_block else ''}: move to {newest_python().name}",
            )


@cache
def newest_python() -> PythonRuntime:
    """Return the newest Python that CDK knows."""
    return PythonRuntime(lambda_.Runtime.PYTHON_3_14, "python3.14")


def today() -> date:
    """Return the day against which ends of support are measured."""
    return date.today()
