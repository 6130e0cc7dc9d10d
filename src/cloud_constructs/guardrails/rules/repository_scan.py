"""RepositoryScan: images are scanned when they are pushed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(repository: Resource) -> tuple[str, ...]:
    return once(not repository.get("ImageScanningConfiguration", "ScanOnPush"))


RULE = Rule(
    name="RepositoryScan",
    text="Images are not scanned when they are pushed",
    fix="set ImageScanningConfiguration.ScanOnPush to true",
    controls=controls("RA-5; SI-2", pci="6.1; 11.2", soc2="CC7.1"),
    types=("AWS::ECR::Repository",),
    find=_find,
)
