"""The evidence as a document for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails._controls import PROPOSED, Framework
from cloud_constructs.guardrails._evidence import PROPOSAL, Evidence, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cloud_constructs.guardrails._waivers import WaivedFinding

_HOW_TO_READ = """\
What the rules of every pack and of this library say about the templates of one cloud assembly.
It is evidence about a configuration, not a certificate: nothing that runs was looked at.

* **open**: a rule found something, and nobody has acknowledged it.
* **waived**: what rules found is acknowledged with a reason, listed below.
* **pass**: rules looked at it and found nothing.
* **not evaluated**: no rule looks at it. That is not a pass."""


def as_markdown(evidence: Evidence) -> str:
    """Return the evidence as Markdown."""
    waivers = evidence.waivers
    shipped = [waiver for waiver in waivers if waiver.shipped]
    own = [waiver for waiver in waivers if not waiver.shipped]
    parts = [
        "# Evidence",
        _HOW_TO_READ,
        "## Summary",
        _summary(evidence),
        f"## Findings that are open ({len(evidence.findings)})",
        _table(
            ("Construct", "Rule", "Severity", "What it says"),
            [(f.path, f.rule, f.severity, f.headline) for f in evidence.findings],
        ),
        f"## Waivers of the app ({len(own)})",
        _waivers(own),
        f"## Waivers of the library ({len(shipped)})",
        "Reasons that the constructs of cloud-constructs give unasked.",
        _waivers(shipped),
        "## Resource types",
        _table(
            ("Type", *Framework),
            [(type, *(judged[f].status for f in Framework)) for type, judged in evidence.types.items()],
        ),
    ]
    for framework in Framework:
        parts += [f"## Controls of {framework}", *_controls(evidence, framework)]
    return "\n\n".join(parts) + "\n"


def _summary(evidence: Evidence) -> str:
    rows = [
        (framework, *(_count(evidence, framework, status) for status in Status)) for framework in Framework
    ]
    return _table(("Controls of", *Status), rows)


def _count(evidence: Evidence, framework: Framework, status: Status) -> str:
    return str(sum(judged.status is status for judged in evidence.controls[framework].values()))


def _controls(evidence: Evidence, framework: Framework) -> list[str]:
    note = [f"The mapping is {PROPOSAL}: no rule pack has one."] if framework in PROPOSED else []
    rows = [
        (
            control,
            judged.status,
            *(str(judged.counts.get(status, 0)) for status in (Status.OPEN, Status.WAIVED, Status.PASS)),
            ", ".join(judged.rules),
        )
        for control, judged in evidence.controls[framework].items()
    ]
    return [*note, _table(("Control", "Status", "Open", "Waived", "Pass", "Rules"), rows)]


def _waivers(waivers: Iterable[WaivedFinding]) -> str:
    rows = [(w.path, w.rule, w.reason, w.ticket or "", w.expires or "") for w in waivers]
    return _table(("Construct", "Rule", "Reason", "Ticket", "Expires"), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return "None."
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")
