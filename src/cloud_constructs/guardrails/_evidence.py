"""What an auditor is shown: findings, waivers, and each control with what was judged for it."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from cloud_constructs.guardrails._assembly import Assembly
from cloud_constructs.guardrails._check import check
from cloud_constructs.guardrails._controls import PROPOSED, Framework, rule_facts, rule_of
from cloud_constructs.guardrails._waivers import waived
from cloud_constructs.guardrails.rules import mandatory_tags

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from cloud_constructs.guardrails._assembly import Settings
    from cloud_constructs.guardrails._findings import Finding
    from cloud_constructs.guardrails._waivers import WaivedFinding

PROPOSAL = "a proposal for your auditor"


class Status(StrEnum):
    """What became of judging something, the worst first."""

    OPEN = "open"
    WAIVED = "waived"
    PASS = "pass"  # noqa: S105
    NOT_EVALUATED = "not evaluated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Which rules judged resources, and how often with which outcome."""

    rules: tuple[str, ...]
    counts: Mapping[Status, int]

    @property
    def status(self) -> Status:
        """The worst that was found; what no rule looked at was not evaluated, which is not a pass."""
        return next((status for status in Status if self.counts.get(status)), Status.NOT_EVALUATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known about a cloud assembly.

    Args:
        assembly: The assembly.
        found: What rules found; with a reason, it is acknowledged.
        controls: What was judged for each control, by framework.
        types: What was judged of each resource type, by framework.
    """

    assembly: Assembly
    found: list[Finding]
    controls: Mapping[Framework, Mapping[str, Judged]]
    types: Mapping[str, Mapping[Framework, Judged]]

    @staticmethod
    def of(folder: str | Path, settings: Settings | None = None) -> Evidence:
        """Judge a cloud assembly by every pack and every rule, and return the evidence.

        Args:
            folder: The folder that synthesis wrote.
            settings: What the app decides about the rules of this library.

        Raises:
            ArgumentError: The folder is no cloud assembly.
            GuardrailError: A template cannot be read as CloudFormation.
        """
        assembly = Assembly(folder, settings)
        found = check(folder, settings=settings)
        verdicts = list(_verdicts(assembly, found))
        return Evidence(
            assembly=assembly,
            found=found,
            controls={framework: _by_control(framework, verdicts) for framework in Framework},
            types=_by_type(assembly, verdicts),
        )

    @property
    def findings(self) -> list[Finding]:
        """What is found and not acknowledged."""
        return [finding for finding in self.found if finding.reason is None]

    @property
    def waivers(self) -> list[WaivedFinding]:
        """What is found and acknowledged."""
        return waived(self.found)

    def as_json(self) -> dict[str, Any]:
        """Return the evidence as JSON; the same assembly gives the same evidence."""
        return {
            "made_by": {name: version(name) for name in ("cloud-constructs", "cdk-nag")},
            "templates": {
                str(template.file.relative_to(self.assembly.folder)): {
                    "stack": template.path,
                    "sha256": hashlib.sha256(template.text.encode()).hexdigest(),
                }
                for template in self.assembly.templates
            },
            "findings": [
                {
                    "path": f.path,
                    "rule": f.rule,
                    "pack": f.pack,
                    "severity": f.severity,
                    "text": f.description,
                }
                for f in self.findings
            ],
            "waivers": {
                "library": [_waiver(waiver) for waiver in self.waivers if waiver.shipped],
                "app": [_waiver(waiver) for waiver in self.waivers if not waiver.shipped],
            },
            "controls": [
                {
                    "framework": framework,
                    "mapping": PROPOSAL if framework in PROPOSED else "as the rules declare",
                    "control": control,
                    **_judged(judged),
                }
                for framework, controls in self.controls.items()
                for control, judged in controls.items()
            ],
            "types": [
                {"type": type, "framework": framework, **_judged(judged)}
                for type, frameworks in self.types.items()
                for framework, judged in frameworks.items()
            ],
        }


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What one rule says about one resource, or about one template."""

    rule: str
    type: str
    status: Status


def _verdicts(assembly: Assembly, found: Iterable[Finding]) -> Iterator[_Verdict]:
    """Yield one verdict for each rule and each resource that it looks at.

    Findings are all that rules report: what a rule looked at without a finding passed. Not so where a rule
    searches everything for what few resources have: that a queue has no policy is no proof about the queue.
    """
    reported: dict[tuple[str, str], Status] = {}
    for finding in sorted(found, key=lambda finding: finding.reason is None):
        status = Status.OPEN if finding.reason is None else Status.WAIVED
        reported[rule_of(finding), finding.path] = status
    for rule, facts in rule_facts().items():
        # Without tags to ask for, the rule judges nothing.
        if rule == mandatory_tags.RULE.name and not assembly.settings.mandatory_tags:
            continue
        for resource in assembly.resources():
            status = reported.get((rule, resource.path))
            if facts.looks_at(resource.type) and (status or not facts.about_everything):
                yield _Verdict(rule, resource.type, status or Status.PASS)
        for template in assembly.templates if facts.templates else ():
            yield _Verdict(rule, "", reported.get((rule, template.path), Status.PASS))


def _by_control(framework: Framework, verdicts: Iterable[_Verdict]) -> dict[str, Judged]:
    """Return every control that a rule serves, also those for which nothing was there to be judged."""
    found: defaultdict[str, list[_Verdict]] = defaultdict(list)
    for verdict in verdicts:
        for control in rule_facts()[verdict.rule].controls.get(framework, ()):
            found[control].append(verdict)
    served = {control for facts in rule_facts().values() for control in facts.controls.get(framework, ())}
    return {control: _summary(found[control]) for control in sorted(served)}


def _by_type(assembly: Assembly, verdicts: Iterable[_Verdict]) -> dict[str, dict[Framework, Judged]]:
    found: defaultdict[tuple[str, str], list[_Verdict]] = defaultdict(list)
    for verdict in verdicts:
        for framework in rule_facts()[verdict.rule].controls:
            found[verdict.type, framework].append(verdict)
    types = sorted({resource.type for resource in assembly.resources()})
    return {type: {f: _summary(found[type, f]) for f in Framework} for type in types}


def _summary(verdicts: Iterable[_Verdict]) -> Judged:
    listed = list(verdicts)
    rules = sorted({verdict.rule for verdict in listed})
    return Judged(rules=tuple(rules), counts=Counter(verdict.status for verdict in listed))


def _waiver(waiver: WaivedFinding) -> dict[str, Any]:
    return {
        "path": waiver.path,
        "rule": waiver.rule,
        "packs": list(waiver.packs),
        "reason": waiver.reason,
        "ticket": waiver.ticket,
        "expires": waiver.expires,
    }


def _judged(judged: Judged) -> dict[str, Any]:
    counts = {status: judged.counts.get(status, 0) for status in (Status.OPEN, Status.WAIVED, Status.PASS)}
    return {"status": judged.status, "verdicts": counts, "rules": list(judged.rules)}
