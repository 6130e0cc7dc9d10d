"""What the table is asked: every access pattern with its key condition. A test asks each of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from apexshare.storage import BY_TRAINER

INTRODUCTION = """\
# Data

Made by `python examples/apexshare/pages.py`; a test asks the deployed table each of these and finds what it
put there. There is one table, on demand, encrypted with a key of its own, with recovery to any second of the
stage's days, and one index. Nothing scans it: no function may.

## What stands in it"""

PATTERNS_HEAD = """\
## What it is asked

Every read goes by the whole key or by a key condition, so that its cost does not grow with the table."""

EXPIRY = """\
## What goes by itself

Every item has `expires_at`, in seconds since 1970; DynamoDB deletes it within days of that. Since that is
not at once, whoever reads compares with the clock. Items live as long as videos do (`-c video_days`, 90 by
default), and a link opens its video for as long as `-c link_days` says.

## What is written

What belongs together is written in one transaction: a download is counted on its link, on the video and on
the day, and written down, all of it or nothing. Conditions stand in the writes (how many downloads are left,
the generation of a link, the state of a video), so that two at the same time cannot both have the last one.
All of it goes through [one module](../functions/apex/records.py)."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of item."""

    pk: str
    sk: str
    holds: str
    index: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One question."""

    question: str
    asked_by: str
    condition: str
    """The key condition; of a whole key, that of the item."""
    values: Mapping[str, str]
    index: str | None = None
    newest_first: bool = False

    @property
    def operation(self) -> str:
        """What it is asked by."""
        whole = "pk = :pk AND sk = :sk"
        return "GetItem" if self.condition == whole else "Query"


KINDS = (
    Kind(
        "VIDEO#id", "META", "a video: trainer, title, student, size, state, what became of its e-mail", "yes"
    ),
    Kind("VIDEO#id", "DOWNLOAD#moment#id", "one download: network, kind of browser"),
    Kind("LINK#digest of the token", "META", "which video it opens, until when, how often"),
    Kind("MESSAGE#id", "META", "which video an e-mail was about"),
    Kind("ADDRESS#digest", "META", "an address that gets no more e-mail, since when and why"),
    Kind("DAY#date", "TOTALS", "uploads, bytes, mails and downloads of a day"),
)
WHOLE_KEY = "pk = :pk AND sk = :sk"
PATTERNS = (
    Pattern("One video", "uploads, downloads, email_sender", WHOLE_KEY, {"pk": "VIDEO#1", "sk": "META"}),
    Pattern(
        "A trainer's videos, the newest first",
        "uploads",
        "gsi1pk = :owner",
        {"owner": "TRAINER#1"},
        index=BY_TRAINER,
        newest_first=True,
    ),
    Pattern(
        "The last downloads of a video",
        "uploads",
        "pk = :pk AND begins_with(sk, :sk)",
        {"pk": "VIDEO#1", "sk": "DOWNLOAD#"},
        newest_first=True,
    ),
    Pattern("What a link opens", "downloads", WHOLE_KEY, {"pk": "LINK#1", "sk": "META"}),
    Pattern("Which video an e-mail was about", "mail_events", WHOLE_KEY, {"pk": "MESSAGE#1", "sk": "META"}),
    Pattern("Whether an address gets e-mail", "email_sender", WHOLE_KEY, {"pk": "ADDRESS#1", "sk": "META"}),
    Pattern("What a day brought", "operators", WHOLE_KEY, {"pk": "DAY#2026-11-21", "sk": "TOTALS"}),
)


def data_page() -> str:
    """The items, the questions, and what goes by itself."""
    parts = [INTRODUCTION, "\n".join(_kinds()), PATTERNS_HEAD, "\n".join(_patterns()), EXPIRY]
    return "\n\n".join(parts) + "\n"


def _kinds() -> Iterator[str]:
    yield f"| pk | sk | holds | in `{BY_TRAINER}` |\n|---|---|---|---|"
    for kind in KINDS:
        yield f"| {kind.pk} | {kind.sk} | {kind.holds} | {kind.index} |"


def _patterns() -> Iterator[str]:
    yield "| question | by | operation | index | key condition | for example |\n|---|---|---|---|---|---|"
    for one in PATTERNS:
        example = ", ".join(f"`{name}` = {value}" for name, value in one.values.items())
        cells = (one.question, one.asked_by, one.operation, one.index or "", f"`{one.condition}`", example)
        yield f"| {' | '.join(cells)} |"
