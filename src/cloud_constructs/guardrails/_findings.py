"""The findings of a cloud assembly, read from the report that synthesis writes into it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from cloud_constructs.core import ArgumentError

REPORT = "validation-report.json"


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Finding:
    """One rule on one construct; with a reason, it is acknowledged."""

    path: str
    rule: str
    pack: str
    severity: str
    description: str
    reason: str | None = None

    @property
    def headline(self) -> str:
        """The description without the controls that it maps to."""
        return self.description.partition(" - (Control ID")[0]


def findings(assembly: str | Path, *, acknowledged: bool = False) -> list[Finding]:
    """Return the open findings of a cloud assembly, or the acknowledged ones.

    Raises:
        ArgumentError: The folder holds no report, so that nothing was validated.
    """
    report = Path(assembly, REPORT)
    if not report.is_file():
        raise ArgumentError(str(assembly), f"there is no {REPORT}", "synthesise with Guardrails enforced")
    kind = "suppressedViolations" if acknowledged else "violations"
    found = [
        Finding(
            path=construct.get("constructPath", "(no path)"),
            rule=violation["ruleName"],
            pack=plugin["pluginName"],
            severity=violation.get("severity", "error"),
            description=violation["description"],
            reason=violation.get("reason"),
        )
        for plugin in json.loads(report.read_text())["pluginReports"]
        for violation in plugin.get(kind, [])
        for construct in violation["violatingConstructs"]
    ]
    return sorted(found)


def findings_table(found: list[Finding]) -> str:
    """Return findings as lines of text: a construct, and below it each rule with what it says."""
    lines: list[str] = []
    for path in dict.fromkeys(finding.path for finding in found):
        lines.append(path)
        here = [finding for finding in found if finding.path == path]
        width = max(len(finding.rule) for finding in here)
        lines += [f"  {f.severity:8}{f.rule:{width}}  {f.reason or f.headline}" for f in here]
    return "\n".join(lines)
