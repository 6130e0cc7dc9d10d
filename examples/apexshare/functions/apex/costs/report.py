"""The report of a month, for people and for programs. Pure: it asks nobody."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from apex.costs.advice import Advice, advice_chapter
from apex.costs.bill import Bill
from apex.costs.chapter import Chapter


@dataclass(frozen=True, slots=True)
class Report:
    """What a month cost, what it used, and what to do."""

    month: date
    bill: Bill | None
    advice: Sequence[Advice]
    chapters: Sequence[Chapter]

    @property
    def key(self) -> str:
        """Where it is kept, without its extension: making it again replaces it."""
        return f"costs/{self.month:%Y-%m}"

    @property
    def headline(self) -> str:
        """What is read first: a subject that SNS takes, so at most 100 characters of ASCII."""
        spent = (
            "not known" if self.bill is None else f"{self.bill.totals[-1]:,.2f} USD{self._trend(self.bill)}"
        )
        return f"Costs of {self.month:%Y-%m}: {spent}, {len(self.advice)} things to do"

    def _trend(self, bill: Bill) -> str:
        *_, earlier, last = (0.0, *bill.totals)
        return f" ({100 * (last / earlier - 1):+.0f} %)" if earlier else ""

    def as_markdown(self) -> str:
        """Return it for people: what to do stands first."""
        chapters = [advice_chapter(self.advice), *self.chapters]
        return "\n\n".join([f"# {self.headline}", *(chapter.as_markdown() for chapter in chapters)]) + "\n"

    def as_json(self) -> str:
        """Return it for programs."""
        chapters = [advice_chapter(self.advice), *self.chapters]
        return json.dumps(
            {
                "month": f"{self.month:%Y-%m}",
                "headline": self.headline,
                "usd": None if self.bill is None else round(self.bill.totals[-1], 2),
                "chapters": [chapter.as_json() for chapter in chapters],
            },
            indent=2,
        )
