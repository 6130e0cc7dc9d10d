"""What each rule looks at, and which controls of which framework it serves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from cloud_constructs.guardrails._packs import rules_by_id
from cloud_constructs.guardrails.rules import DECISIONS, OWN_PACK, PREFIX, RULES
from cloud_constructs.guardrails.rules._rule import EVERY_TYPE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cloud_constructs.guardrails._findings import Finding
    from cloud_constructs.guardrails.rules import Rule


class Framework(StrEnum):
    """A framework whose controls the evidence speaks of."""

    NIST_800_53_R5 = "NIST 800-53 r5"
    HIPAA = "HIPAA"
    PCI_DSS_321 = "PCI DSS 3.2.1"
    SOC_2 = "SOC 2"
    GDPR = "GDPR"


# No rule pack maps these two: our table (_criteria.json) does, and nobody has certified it.
PROPOSED = (Framework.SOC_2, Framework.GDPR)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFacts:
    """What is known about a rule.

    Args:
        types: The resource types that the rule looks at.
        controls: The controls that it serves, by framework.
        templates: Whether it looks at templates as a whole.
    """

    types: Sequence[str]
    controls: Mapping[str, Sequence[str]]
    templates: bool = False

    @property
    def about_everything(self) -> bool:
        """Whether the rule searches resources of every type for something that few of them have."""
        return self.types == EVERY_TYPE

    def looks_at(self, type: str) -> bool:
        """Whether the rule judges resources of a type."""
        return type in self.types or self.about_everything


@cache
def rule_facts() -> dict[str, RuleFacts]:
    """Return the facts of every rule, of the packs and of this library, by its name."""
    from_packs: dict[str, dict[str, Any]] = _table("_controls.json")
    criteria = {rule: theme["criteria"] for theme in _table("_criteria.json") for rule in theme["rules"]}
    facts = {
        rule: RuleFacts(types=known["types"], controls={**known["controls"], **criteria[rule]})
        for rule, known in from_packs.items()
    }
    return facts | {
        rule.name: RuleFacts(
            types=rule.types, controls=_by_framework(rule), templates=rule.find_in_template is not None
        )
        for rule in RULES.values()
    }


def rule_of(finding: Finding) -> str:
    """Return the name of the rule behind a finding."""
    return rule_named(f"{finding.pack}::{finding.rule}")


def rule_named(id: str) -> str:
    """Return the name of the rule that a qualified id means, or the id where no rule is known by it."""
    id = id.partition("[")[0]
    own = id.removeprefix(f"{OWN_PACK}::{PREFIX}")
    return own if own in RULES or own in DECISIONS else rules_by_id().get(id, id)


def _by_framework(rule: Rule) -> dict[str, list[str]]:
    controls: dict[str, list[str]] = {}
    for framework, control in rule.controls:
        controls.setdefault(framework, []).append(control)
    return controls


def _table(name: str) -> Any:  # noqa: ANN401
    return json.loads((files("cloud_constructs.guardrails") / name).read_text())
