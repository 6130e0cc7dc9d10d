"""RuntimeSupport: a function runs on what AWS still patches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cloud_constructs.core import RUNTIMES
from cloud_constructs.guardrails.rules._rule import Rule, controls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource

NOTICE_DAYS: Final = 90


def _find(function: Resource) -> Iterator[str]:
    runtime = function.get("Runtime")
    lifetime = RUNTIMES.get(runtime) if isinstance(runtime, str) else None
    if lifetime and lifetime.days_left(function.settings.today) <= NOTICE_DAYS:
        yield f"{runtime} until {lifetime.deprecated}"


RULE = Rule(
    name="RuntimeSupport",
    text="AWS stops patching the runtime soon, or has stopped",
    fix="take the newest runtime of the language",
    controls=controls("SA-22; SI-2", pci="6.2", soc2="CC7.1"),
    types=("AWS::Lambda::Function",),
    find=_find,
    twins=("LambdaLatestVersion",),
)
