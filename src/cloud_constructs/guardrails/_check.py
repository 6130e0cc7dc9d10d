"""A cloud assembly judged anew: what its templates say counts, not the report that lies beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.core import ArgumentError
from cloud_constructs.guardrails._packs import Pack

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cloud_constructs.guardrails._assembly import Settings
    from cloud_constructs.guardrails._findings import Finding


def check(
    assembly: str | Path, packs: Sequence[Pack] = tuple(Pack), settings: Settings | None = None
) -> list[Finding]:
    """Return every finding of a cloud assembly: those with a reason are acknowledged, the others open.

    The packs and our own rules run over the templates, and the policy over the acknowledgements of the
    stacks' constructs; one that stands on an app or a stage is not written into an assembly and counts for
    nothing here.

    Args:
        assembly: The folder that synthesis wrote.
        packs: The packs to run.
        settings: What the app decides about our rules.

    Raises:
        ArgumentError: The folder is no cloud assembly, or there is no stack in it.
        GuardrailError: A template cannot be read as CloudFormation.
    """
    from cloud_constructs.guardrails._assembly import Assembly
    from cloud_constructs.guardrails._judgement import decisions, judged, raw_findings
    from cloud_constructs.guardrails._policy import acknowledgements, places, policy_findings

    judged_assembly = Assembly(assembly, settings)
    if not judged_assembly.templates:
        raise ArgumentError(str(assembly), "there is no stack in it", "name the folder that cdk synth wrote")
    made = acknowledgements(judged_assembly)
    raw = raw_findings(judged_assembly, packs)
    broken = policy_findings(
        made,
        stacks={template.path for template in judged_assembly.templates},
        found=places(raw),
        packs=packs,
    )
    return [*judged(raw, made), *decisions(made), *broken]
