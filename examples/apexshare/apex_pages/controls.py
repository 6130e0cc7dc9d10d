"""The control matrix: what was judged for each control of SOC 2 and of the GDPR, and what is waived."""

from collections.abc import Iterable

from apex_pages.app import assembly, share
from cloud_constructs.guardrails import Evidence, Framework, Settings

SHOWN = (Framework.SOC_2, Framework.GDPR)

INTRODUCTION = """\
# Controls

Made by `python examples/apexshare/pages.py` from the templates of production, by the rules that really ran
over them: six rule packs of cdk-nag and those of the library. It is evidence about a configuration for an
auditor, not a certificate. The whole of it, finding by finding and with NIST 800-53, HIPAA and PCI DSS beside
these two, comes from `cloud-constructs evidence cdk.out`.

* **pass**: rules looked at it and found nothing.
* **waived**: what they found is acknowledged with a reason, listed below.
* **open**: they found something.
* **not evaluated**: nothing in the app is of a type that its rules look at. That is not a pass."""


def controls_page() -> str:
    """What an auditor asks for."""
    evidence = Evidence.of(assembly(), Settings(mandatory_tags=tuple(share().config.tags.as_dict())))
    parts = [INTRODUCTION]
    for framework in SHOWN:
        judged = evidence.controls[framework]
        rows = [(control, each.status, ", ".join(each.rules)) for control, each in judged.items()]
        parts += [f"## {framework}", _table(("Control", "Status", "Rules"), rows)]
    waived = sorted({(waiver.rule.partition("[")[0], waiver.reason) for waiver in evidence.waivers})
    parts += ["## What is waived, and why", _table(("Rule", "Reason"), waived)]
    return "\n\n".join(parts) + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    cells = ([cell.replace("|", "\\|").replace("<", "&lt;") for cell in line] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)
