"""The policy on acknowledgements, as a validation plugin that reports like any rule pack."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import jsii
from aws_cdk import (
    IPolicyValidationPlugin,
    PolicyValidationPluginReport,
    PolicyViolatingResource,
    PolicyViolation,
    Validations,
)

from cloud_constructs.guardrails._packs import Pack, rules_by_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aws_cdk import IPolicyValidationContext
    from constructs import IConstruct

METADATA = Validations.ACKNOWLEDGED_RULES_METADATA_KEY
MINIMUM_REASON = 20


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """One id that was acknowledged on one construct."""

    path: str
    id: str
    reason: str

    @property
    def rule(self) -> str | None:
        """The rule behind the id, or `None` for what no pack of ours has."""
        return rules_by_id().get(self.id.split("[", 1)[0])

    @property
    def pack(self) -> str:
        """The pack that the id names; empty for an id without one."""
        return self.id.partition("::")[0]


# What a rule of the policy says, and how to mend it.
RULES = {
    "CC-ACK1": ("the acknowledgement gives no reason", "say why, in at least 20 characters"),
    "CC-ACK2": (
        "the acknowledgement is bare and leaves no trace in the report",
        "use cloud_constructs.acknowledge, which writes the pack in front of the rule",
    ),
    "CC-ACK3": (
        "the acknowledgement covers a whole stack, stage or app",
        "acknowledge on the construct that the rule is about",
    ),
    "CC-ACK4": ("the acknowledgement is unused: nothing that it covers is found", "remove it"),
    "CC-ACK5": ("the acknowledgement has expired", "mend what it covers, or have it decided anew"),
}


@jsii.implements(IPolicyValidationPlugin)
class AcknowledgementPolicy:
    """Finds acknowledgements that are reasonless, bare, blanket, unused or expired."""

    def __init__(self, packs: Sequence[Pack]) -> None:
        self._packs = packs

    @property
    def name(self) -> str:
        """The name under which the policy's findings are reported."""
        return "CloudConstructs"

    @property
    def version(self) -> str:
        """The version of the policy's rules."""
        return "1"

    @property
    def rule_ids(self) -> list[str]:
        """The ids of the policy's rules."""
        return list(RULES)

    def validate(self, context: IPolicyValidationContext) -> PolicyValidationPluginReport:
        """Report every breach of the policy."""
        root = context.app_construct
        stacks = [template.stack_construct_path for template in context.stack_templates]
        folder = Path(context.template_paths[0]).parent if context.template_paths else None
        made = list(_on_scopes(root)) + (list(_in_assembly(folder)) if folder else [])
        known = [ack for ack in made if ack.rule is not None or _is_bare(ack)]
        breaches = list(_breaches(known, set(stacks)))
        breaches += [("CC-ACK4", ack) for ack in self._unused(known, root)]
        paths: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for rule, ack in breaches:
            paths[rule, ack.rule or ack.id].add(ack.path)
        return PolicyValidationPluginReport(
            success=not breaches,
            violations=[
                _violation(rule, what, sorted(where)) for (rule, what), where in sorted(paths.items())
            ],
        )

    def _unused(self, made: Sequence[Acknowledgement], root: IConstruct) -> Iterator[Acknowledgement]:
        """Yield decisions of which no id was needed.

        One decision is fanned out over packs: it is unused when none of those that run finds anything.
        """
        decisions: defaultdict[tuple[str, str, str], list[Acknowledgement]] = defaultdict(list)
        for ack in made:
            if ack.pack in set(self._packs):
                decisions[ack.path, f"{ack.rule}{ack.id.partition('[')[2]}", ack.reason].append(ack)
        found = _raw_findings(self._packs, root)
        for acks in decisions.values():
            if not any(_covers(ack, found) for ack in acks):
                yield acks[0]


def _is_bare(ack: Acknowledgement) -> bool:
    """Whether an id lacks its pack: the core files those as annotations."""
    name = re.sub(r"^annotation::", "", ack.id, flags=re.IGNORECASE)
    return any(name.startswith(f"{pack}-") for pack in Pack)


def _breaches(made: Sequence[Acknowledgement], stacks: set[str]) -> Iterator[tuple[str, Acknowledgement]]:
    for ack in made:
        if len(ack.reason.strip()) < MINIMUM_REASON:
            yield "CC-ACK1", ack
        if _is_bare(ack):
            yield "CC-ACK2", ack
        if ack.path in stacks or not ack.path or any(s.startswith(f"{ack.path}/") for s in stacks):
            yield "CC-ACK3", ack
        last_day = re.search(r"\[expires (\d{4}-\d{2}-\d{2})\]", ack.reason)
        if last_day and date.fromisoformat(last_day[1]) < date.today():
            yield "CC-ACK5", ack


def _in_assembly(folder: Path) -> Iterator[Acknowledgement]:
    """Yield what was acknowledged in stacks: their metadata files say it without a question to jsii."""
    for file in sorted(folder.rglob("*.metadata.json")):
        for path, entries in json.loads(file.read_text()).items():
            for entry in entries:
                if entry["type"] == METADATA:
                    for id, reason in entry["data"].items():
                        yield Acknowledgement(path.lstrip("/"), id, reason)


def _on_scopes(root: IConstruct) -> Iterator[Acknowledgement]:
    """Yield what was acknowledged above the stacks, where no metadata file looks."""
    for scope in [root, *root.node.children]:
        if type(scope).__name__ in {"App", "Stage"}:
            for entry in scope.node.metadata:
                if entry.type == METADATA:
                    for id, reason in entry.data.items():
                        yield Acknowledgement(scope.node.path, id, reason)


def _raw_findings(packs: Sequence[Pack], root: IConstruct) -> dict[str, list[str]]:
    """Return the paths of what the packs find when qualified acknowledgements are left aside."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for pack in packs:
        for violation in pack.checks().validate_scope(root).violations:
            for resource in violation.violating_resources:
                found[f"{pack}::{violation.rule_name}"].append(resource.construct_path or "")
    return found


def _covers(ack: Acknowledgement, found: dict[str, list[str]]) -> bool:
    return any(
        not ack.path or path == ack.path or path.startswith(f"{ack.path}/") for path in found.get(ack.id, ())
    )


def _violation(rule: str, acknowledged: str, paths: Sequence[str]) -> PolicyViolation:
    description, fix = RULES[rule]
    return PolicyViolation(
        rule_name=rule,
        description=f"{acknowledged}: {description}",
        fix=fix,
        severity="error",
        violating_resources=[
            PolicyViolatingResource(construct_path=path, locations=["acknowledgement"]) for path in paths
        ],
    )
