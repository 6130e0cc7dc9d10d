"""The one error that the local runner raises on purpose."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that the app's own validation found broken."""

    rule: str
    construct_path: str
    description: str


@dataclass(eq=False)
class LocalError(Exception):
    """An expected failure: what went wrong, what to do about it, and what the failing part itself said."""

    message: str
    hint: str = ""
    detail: str = ""
    findings: list[Finding] = field(default_factory=list[Finding])

    def __str__(self) -> str:
        return "\n".join(part for part in (self.message, self.hint, self.detail) if part)
