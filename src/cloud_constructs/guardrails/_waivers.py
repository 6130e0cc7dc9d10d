"""Who decided what: the reasons that this library ships, and those that the app's own team wrote."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from cloud_constructs.core import MINIMUM_REASON
from cloud_constructs.guardrails._controls import rule_facts, rule_named, rule_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cloud_constructs.guardrails._assembly import Resource
    from cloud_constructs.guardrails._findings import Finding


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class WaivedFinding:
    """One acknowledged finding of one rule, whichever packs report it."""

    path: str
    rule: str
    reason: str
    packs: tuple[str, ...]

    @property
    def shipped(self) -> bool:
        """Whether the reason is this library's own, not one that the app's team gave."""
        return _shipped_reasons().fullmatch(self.reason) is not None

    @property
    def ticket(self) -> str | None:
        """Where the decision was taken."""
        return _noted("ticket", self.reason)

    @property
    def expires(self) -> str | None:
        """The last day on which the decision holds."""
        return _noted("expires", self.reason)


def waived(findings: Iterable[Finding]) -> list[WaivedFinding]:
    """Return the acknowledged ones of some findings, those of one rule in several packs as one."""
    packs: dict[tuple[str, str, str], list[str]] = {}
    for finding in findings:
        if finding.reason is not None:
            detail = "".join(finding.rule.partition("[")[1:])
            packs.setdefault((finding.path, rule_of(finding) + detail, finding.reason), []).append(
                finding.pack
            )
    return sorted(
        WaivedFinding(path=path, rule=rule, reason=reason, packs=tuple(found))
        for (path, rule, reason), found in packs.items()
    )


def waived_rules(resource: Resource) -> list[str]:
    """Return the rules that are acknowledged for a resource, on its construct or above it."""
    from cloud_constructs.guardrails._policy import METADATA

    found: set[str] = set()
    for path, entries in resource.template.assembly.acknowledged.items():
        if f"{resource.path}/".startswith(f"{path}/"):
            ids: list[str] = [id for entry in entries if entry["type"] == METADATA for id in entry["data"]]
            found.update(map(rule_named, ids))
    facts = rule_facts()
    # An acknowledgement of a bucket's rule, made on the bucket, stands above the bucket's policy as well.
    return sorted(rule for rule in found if rule not in facts or facts[rule].looks_at(resource.type))


def _noted(what: str, reason: str) -> str | None:
    found = re.search(rf"\[{what} ([^\]]+)\]", reason)
    return found[1] if found else None


@cache
def _shipped_reasons() -> re.Pattern[str]:
    """Return what the reasons in this library's own source look like.

    A cloud assembly says where something was acknowledged, but not whose code did it: a construct written in
    Python has no name of its own there. The words tell: whoever hands a `Waiver` to a construct of ours
    writes them, and whatever our constructs say unasked stands in their source.
    """
    modules = Path(str(files("cloud_constructs"))).glob("*/_*.py")
    # One pattern: an assembly has a thousand waivers, the source a thousand texts.
    return re.compile("|".join({pattern for module in modules for pattern in _literals(module.read_text())}))


def _literals(source: str) -> Iterator[str]:
    """Yield a pattern for every string of a module that is long enough to be a reason."""
    for node in ast.walk(ast.parse(source)):
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        texts = [part.value if isinstance(part, ast.Constant) else None for part in parts]
        words = [text for text in texts if isinstance(text, str)]
        if sum(map(len, words)) >= MINIMUM_REASON:
            yield ".+".join(map(re.escape, _around_gaps(texts)))


def _around_gaps(texts: Sequence[object]) -> list[str]:
    """Return the literal stretches between the places that a formatted string fills in."""
    stretches = [""]
    for text in texts:
        if isinstance(text, str):
            stretches[-1] += text
        else:
            stretches.append("")
    return stretches
