"""The report: which rules hold, which are broken, and by what. Pure: it asks nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

NON_COMPLIANT, UNKNOWN = "NON_COMPLIANT", "INSUFFICIENT_DATA"
_SHOWN = {"COMPLIANT": "kept", NON_COMPLIANT: "broken", UNKNOWN: "nothing to judge", "NOT_APPLICABLE": "n/a"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was said of one rule."""

    rule: str
    state: str
    breaking: tuple[str, ...] = ()
    """The resources that break it, such as `AWS::S3::Bucket pictures`."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was said of all of them at a moment."""

    verdicts: Sequence[Verdict]
    at: datetime

    @property
    def key(self) -> str:
        """Where it is kept: one a day, so that making it again changes nothing."""
        return f"compliance/{self.at:%Y-%m-%d}.md"

    @property
    def headline(self) -> str:
        """What is read first."""
        broken = sum(verdict.state == NON_COMPLIANT for verdict in self.verdicts)
        silent = sum(verdict.state == UNKNOWN for verdict in self.verdicts)
        return f"Compliance: {broken} of {len(self.verdicts)} rules are broken, {silent} had nothing to judge"

    def as_markdown(self) -> str:
        """Return the whole of it, the broken rules first."""
        ordered = sorted(self.verdicts, key=lambda verdict: (verdict.state != NON_COMPLIANT, verdict.rule))
        rows = [
            f"| {each.rule} | {_SHOWN.get(each.state, each.state)} | {', '.join(each.breaking)} |"
            for each in ordered
        ]
        head = ["| Rule | State | Broken by |", "|---|---|---|"]
        return "\n".join([f"# {self.headline}", "", f"{self.at:%Y-%m-%d %H:%M} UTC", "", *head, *rows, ""])
