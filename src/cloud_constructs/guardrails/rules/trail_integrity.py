"""TrailIntegrity: the audit trail runs, everywhere, and shows when it was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cloud_constructs.guardrails.rules._rule import Rule, controls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource

_PROPERTIES: Final = ("IsLogging", "EnableLogFileValidation", "IsMultiRegionTrail")


def _find(trail: Resource) -> Iterator[str]:
    yield from (p for p in _PROPERTIES if trail.get(p) is None or trail.get(p) is False)


RULE = Rule(
    name="TrailIntegrity",
    text="The trail does not run, does not cover every region, or cannot be shown to be complete",
    fix="set IsLogging, EnableLogFileValidation and IsMultiRegionTrail to true",
    controls=controls("AU-2; AU-9; AU-12", hipaa="164.312(b)", pci="10.1; 10.5.2", soc2="CC7.2"),
    types=("AWS::CloudTrail::Trail",),
    find=_find,
    twins=("CloudTrailLogFileValidationEnabled",),
)
