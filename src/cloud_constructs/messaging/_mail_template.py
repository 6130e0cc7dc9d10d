"""MailTemplate: what a mail says, twice: as HTML and as text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from cloud_constructs.core import Check

AS_HTML: Final = "_html"
"""How the name of a variable ends whose value is HTML already."""
# https://docs.aws.amazon.com/ses/latest/dg/quotas.html
_MOST_BYTES: Final = 500_000
# `{{name}}`, or the name that a block such as `{{#if name}}` asks for; not `{{/if}}`.
_VARIABLE: Final = re.compile(r"\{\{\{?\s*(?P<block>#\w+\s+)?(?P<name>[A-Za-z_]\w*)")
_WORDS: Final = frozenset({"else", "this"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MailTemplate:
    """A mail with variables, as HTML and as text for those who read no HTML.

    It promises that both say the same: they use the same variables. SES puts values into HTML as they are
    (https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-advanced.html), so that a name could
    bring a link of its own. The HTML part therefore says `{{title_html}}` where the text says `{{title}}`:
    whoever sends gives both, one of them escaped, or the mail is not sent.

    Args:
        subject: The subject.
        text: The text, or the file that it stands in.
        html: The HTML, or the file that it stands in.

    Example:
        ```python
        from cloud_constructs import MailTemplate

        MailTemplate(
            subject="Your order {{number}}",
            text="Your order {{number}} is on its way.",
            html="<p>Your order <b>{{number_html}}</b> is on its way.</p>",
        )
        ```
    """

    subject: str
    text: str | Path
    html: str | Path

    def check(self, check: Check, name: str) -> None:
        """Raise an ArgumentError for a file that is missing, or parts that do not say the same."""
        for part in (self.text, self.html):
            check.require(
                not isinstance(part, Path) or part.is_file(),
                f"the template {name} is in {part}, which is no file",
                "name a file, or give the text itself",
            )
        subject, text, html = self.parts()
        check.require(
            all(part.strip() for part in (subject, text, html)),
            f"a part of the template {name} is empty",
            "give a subject, a text and its HTML",
        )
        check.require(
            len(html.encode()) + len(text.encode()) <= _MOST_BYTES,
            f"the template {name} is larger than SES takes",
            f"shorten it to {_MOST_BYTES:,} bytes",
        )
        raw = sorted(used for used in _variables(html, blocks=False) if not used.endswith(AS_HTML))
        check.require(
            not raw,
            f"the HTML of the template {name} takes {', '.join(raw)} as it is",
            f"write {', '.join(f'{{{{{used}{AS_HTML}}}}}' for used in raw)}, and send that escaped",
        )
        shown = frozenset(used.removesuffix(AS_HTML) for used in _variables(html))
        check.require(
            shown == _variables(text),
            f"HTML and text of the template {name} do not use the same variables:"
            f" {', '.join(sorted(shown ^ _variables(text)))} is in one of them",
            "use each in both",
        )

    def parts(self) -> tuple[str, str, str]:
        """Return the subject, the text and the HTML."""
        return self.subject, _content(self.text), _content(self.html)

    @property
    def variables(self) -> frozenset[str]:
        """What has to be given to send it: the escaped values too."""
        return frozenset[str]().union(*map(_variables, self.parts()))


def _content(part: str | Path) -> str:
    return part.read_text(encoding="utf-8") if isinstance(part, Path) else part


def _variables(part: str, *, blocks: bool = True) -> frozenset[str]:
    found = (match for match in _VARIABLE.finditer(part) if blocks or not match["block"])
    return frozenset(match["name"] for match in found) - _WORDS
