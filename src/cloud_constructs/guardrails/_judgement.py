"""What is found in a cloud assembly, and what of it somebody answers for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cloud_constructs.guardrails._findings import Finding
from cloud_constructs.guardrails._packs import rules_by_id
from cloud_constructs.guardrails._providers import provider_reason
from cloud_constructs.guardrails._second_pass import template_findings
from cloud_constructs.guardrails.rules import DECISIONS, OWN_PACK, RULES, RuleBook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cloud_constructs.guardrails._assembly import Assembly
    from cloud_constructs.guardrails._packs import Pack
    from cloud_constructs.guardrails._policy import Acknowledgement
    from cloud_constructs.guardrails.rules import Breach


def raw_findings(assembly: Assembly, packs: Sequence[Pack]) -> list[Finding]:
    """Return what our rules and the packs find in the templates.

    Only what nobody can change, in CDK's own handlers, has its reason; acknowledgements are left aside.
    """
    found = [_of_own_rule(breach, assembly) for breach in RuleBook(RULES.values()).breaches(assembly)]
    for finding, resource in template_findings(assembly, packs):
        id, bracket, detail = finding.rule.partition("[")
        rule = rules_by_id().get(f"{finding.pack}::{id}", id)
        reason = provider_reason(assembly, resource, rule + bracket + detail)
        found.append(replace(finding, reason=reason))
    return sorted(found, key=lambda finding: (finding.path, finding.pack, finding.rule))


def _of_own_rule(breach: Breach, assembly: Assembly) -> Finding:
    rule = breach.rule
    mapped = ", ".join(f"{framework} {control}" for framework, control in rule.controls)
    return Finding(
        path=breach.path,
        rule=breach.id,
        pack=OWN_PACK,
        severity=rule.severity,
        description=f"{rule.text}: {rule.fix} - (Control IDs: {mapped})",
        reason=provider_reason(assembly, breach.resource, rule.name) if breach.resource else None,
    )


def judged(found: Iterable[Finding], acknowledgements: Sequence[Acknowledgement]) -> list[Finding]:
    """Return findings with the reasons of the acknowledgements that cover them; the nearest one counts."""
    by_id: dict[str, list[Acknowledgement]] = {}
    for acknowledgement in sorted(acknowledgements, key=lambda a: len(a.path), reverse=True):
        by_id.setdefault(acknowledgement.id, []).append(acknowledgement)
    return [
        finding
        if finding.reason
        else replace(
            finding,
            reason=next(
                (
                    a.reason
                    for a in by_id.get(f"{finding.pack}::{finding.rule}", ())
                    if a.covers(finding.path)
                ),
                None,
            ),
        )
        for finding in found
    ]


def decisions(acknowledgements: Sequence[Acknowledgement]) -> list[Finding]:
    """Return what no rule asks for, and somebody has decided: alarms that are not made, and so on."""
    return [
        Finding(
            path=acknowledgement.path,
            rule=acknowledgement.id.removeprefix(f"{OWN_PACK}::"),
            pack=OWN_PACK,
            severity="warning",
            description=DECISIONS[acknowledgement.rule],
            reason=acknowledgement.reason,
        )
        for acknowledgement in acknowledgements
        if acknowledgement.rule in DECISIONS
    ]
