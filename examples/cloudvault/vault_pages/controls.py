"""The control matrix: what was judged for each control of SOC 2 and of the GDPR, and what watches over it."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from cloud_constructs import AuditEvent, Remediation
from cloud_constructs.guardrails import Evidence, Framework, Settings
from vault_pages.app import STAGE, assembly, vault

SHOWN = (Framework.SOC_2, Framework.GDPR)

INTRODUCTION = """\
# Controls

Made by `python examples/cloudvault/pages.py` from the templates of production, by the rules that really ran
over them: six rule packs of cdk-nag and those of the library. It is evidence about a configuration for your
auditor, not a certificate: which control a rule serves is a proposal that nobody has certified, and what
people do is not in a template.

The whole of it, finding by finding and with NIST 800-53, HIPAA and PCI DSS beside these two:

```
cdk synth
cloud-constructs evidence cdk.out --tag Environment --tag Project --tag Owner --tag CostCenter
```

* **pass**: rules looked at it and found nothing.
* **waived**: some of what they found is acknowledged with a reason, listed below.
* **open**: they found something.
* **not evaluated**: nothing in the app is of a type that its rules look at. That is not a pass."""

AFTER_DEPLOYMENT = """\
## What watches after deployment

Templates say what was meant; these say what became of it. All of them tell the operators' topic.

* **AWS Config** records every resource, holds it to the rules below, and delivers history and a daily
  snapshot to an encrypted bucket: what each resource was, and when. Each Monday the operators are told which
  rules are broken and by what; the report is kept for three years.
* **CloudTrail** writes down every call, and who read or wrote users' files, folders and shares.
* **GuardDuty, Security Hub and Access Analyzer** find attacks, weak settings and what strangers can reach.
  New files are scanned for malware, and nobody can read one in which some was found."""


def controls_page() -> str:
    """What an auditor asks for."""
    waived = sorted({(waiver.rule.partition("[")[0], waiver.reason) for waiver in _evidence().waivers})
    with_waivers = {rule for rule, _ in waived}
    parts = [INTRODUCTION]
    for framework in SHOWN:
        rows = [
            (
                control,
                judged.status,
                ", ".join(rule for rule in judged.rules if rule not in with_waivers),
                ", ".join(rule for rule in judged.rules if rule in with_waivers),
            )
            for control, judged in _evidence().controls[framework].items()
        ]
        head = ("Control", "Status", "Rules that found nothing", "Rules with a waiver")
        parts += [f"## {framework}", _table(head, rows)]
    parts += ["## What is waived, and why", _table(("Rule", "Reason"), waived)]
    parts += [AFTER_DEPLOYMENT, _table(("Rule of AWS Config", "Parameters", "Put right by itself"), _rules())]
    parts += [_table(("The audit trail tells of", "because"), _events())]
    return "\n\n".join(parts) + "\n"


@cache
def _evidence() -> Evidence:
    return Evidence.of(assembly(), Settings(mandatory_tags=tuple(vault(STAGE).config.tags.as_dict())))


def _rules() -> list[tuple[str, str, str]]:
    mended = {remediation.rule: remediation.document for remediation in Remediation}
    rules: Iterable[dict[str, Any]] = (
        resource.properties for resource in _evidence().assembly.of_type("AWS::Config::ConfigRule")
    )
    rows = ((rule["Source"]["SourceIdentifier"], rule.get("InputParameters", {})) for rule in rules)
    return sorted(
        (name, ", ".join(f"{key}: {value}" for key, value in given.items()), mended.get(name, ""))
        for name, given in rows
    )


def _events() -> list[tuple[str, str]]:
    return [(event.value, event.alarm("").why) for event in AuditEvent]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
