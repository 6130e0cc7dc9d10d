"""The policy on acknowledgements: none is reasonless, bare, blanket, unused or expired."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from cloud_constructs.core import MINIMUM_REASON
from cloud_constructs.guardrails._findings import Finding
from cloud_constructs.guardrails._packs import Pack, rules_by_id
from cloud_constructs.guardrails.rules import DECISIONS, OWN_PACK, PREFIX, RULES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from cloud_constructs.guardrails._assembly import Assembly

# The key under which CDK records them (Validations.ACKNOWLEDGED_RULES_METADATA_KEY, without asking jsii).
METADATA: Final = "aws:cdk:acknowledged-rules"

Places = dict[str, list[str]]
"""The paths of what was found, by qualified ids."""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """One id that was acknowledged on one construct."""

    path: str
    id: str
    reason: str

    @property
    def rule(self) -> str | None:
        """The rule behind the id, or `None` for what neither a pack nor this library has."""
        name = self.id.removeprefix(f"{OWN_PACK}::{PREFIX}").partition("[")[0]
        return name if name in RULES or name in DECISIONS else rules_by_id().get(self.id.partition("[")[0])

    @property
    def subject(self) -> str:
        """What was acknowledged, in words: the rule, or a decision with what it is about."""
        rule = self.rule
        return self.id.removeprefix(f"{OWN_PACK}::{PREFIX}") if rule in DECISIONS else rule or self.id

    @property
    def pack(self) -> str:
        """The pack that the id names; empty for an id without one."""
        return self.id.partition("::")[0]

    def covers(self, path: str) -> bool:
        """Whether a construct is the acknowledged one, or below it."""
        return not self.path or f"{path}/".startswith(f"{self.path}/")


# What a rule of the policy says, and how to mend it.
POLICY: Final = {
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


def acknowledgements(assembly: Assembly) -> list[Acknowledgement]:
    """Return what was acknowledged in the stacks of an assembly."""
    return [
        Acknowledgement(path, id, reason)
        for path, made in assembly.acknowledged.items()
        for entry in made
        if entry["type"] == METADATA
        for id, reason in entry["data"].items()
    ]


def places(found: Iterable[Finding]) -> Places:
    """Return where each finding was made, by qualified ids."""
    by_id: Places = {}
    for finding in found:
        by_id.setdefault(f"{finding.pack}::{finding.rule}", []).append(finding.path)
    return by_id


def policy_findings(
    made: Sequence[Acknowledgement], *, stacks: Collection[str], found: Places, packs: Collection[Pack]
) -> list[Finding]:
    """Return every breach of the policy.

    Args:
        made: What was acknowledged.
        stacks: The paths of the stacks.
        found: What is found when acknowledgements are left aside.
        packs: The packs that were asked.
    """
    known = [ack for ack in made if ack.rule is not None or _is_bare(ack)]
    breaches = [*_breaches(known, stacks), *(("CC-ACK4", ack) for ack in _unused(known, found, packs))]
    broken = sorted({(ack.path, rule, ack.subject) for rule, ack in breaches})
    return [
        Finding(
            path=path,
            rule=rule,
            pack=OWN_PACK,
            # A policy that could itself be acknowledged would be none.
            severity="fatal",
            description=f"{what}: {POLICY[rule][0]}: {POLICY[rule][1]}",
        )
        for path, rule, what in broken
    ]


def _is_bare(ack: Acknowledgement) -> bool:
    """Whether an id lacks its pack: the core files those as annotations."""
    name = re.sub(r"^annotation::", "", ack.id, flags=re.IGNORECASE)
    return name.startswith(PREFIX) or any(name.startswith(f"{pack}-") for pack in Pack)


def _breaches(
    made: Sequence[Acknowledgement], stacks: Collection[str]
) -> Iterator[tuple[str, Acknowledgement]]:
    for ack in made:
        if len(ack.reason.strip()) < MINIMUM_REASON:
            yield "CC-ACK1", ack
        if _is_bare(ack):
            yield "CC-ACK2", ack
        if _is_blanket(ack, stacks):
            yield "CC-ACK3", ack
        last_day = re.search(r"\[expires (\d{4}-\d{2}-\d{2})\]", ack.reason)
        if last_day and date.fromisoformat(last_day[1]) < date.today():
            yield "CC-ACK5", ack


def _is_blanket(ack: Acknowledgement, stacks: Collection[str]) -> bool:
    if ack.path in stacks:
        rule = RULES.get(ack.rule or "")
        # What a rule finds in a template as a whole has no narrower place than the stack.
        return not (rule and rule.find_in_template and ("[" in ack.id or not rule.find))
    return not ack.path or any(stack.startswith(f"{ack.path}/") for stack in stacks)


def _unused(
    made: Sequence[Acknowledgement], found: Places, packs: Collection[Pack]
) -> Iterator[Acknowledgement]:
    """Yield decisions of which no id was needed.

    One decision is fanned out over packs and to our rule of the same meaning: it is unused when none of
    those that run finds anything.
    """
    for (*_, rule), acks in _decisions(made).items():
        runs = rule in RULES or any(ack.pack in packs for ack in acks)
        if runs and not any(ack.covers(path) for ack in acks for path in found.get(ack.id, ())):
            yield acks[0]


def _decisions(made: Sequence[Acknowledgement]) -> dict[tuple[str, str, str, str], list[Acknowledgement]]:
    """Return acknowledgements by place, detail, reason and rule; one of ours joins its twin."""
    decisions: defaultdict[tuple[str, str, str, str], list[Acknowledgement]] = defaultdict(list)
    for ack in made:
        decisions[ack.path, ack.id.partition("[")[2], ack.reason, ack.rule or ""].append(ack)
    for path, detail, reason, name in list(decisions):
        twins = RULES[name].twins if name in RULES else ()
        brought_by = [twin for twin in twins if (path, detail, reason, twin) in decisions]
        if brought_by:
            acks = decisions.pop((path, detail, reason, name))
            for twin in brought_by:
                decisions[path, detail, reason, twin] += acks
    return decisions
