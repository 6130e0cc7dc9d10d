"""E-mail: what it says, and what becomes of it."""

from __future__ import annotations

import itertools
import json
import re
import secrets
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests
from apex import records
from apex.outcomes import outcome_of
from apex.states import MailState
from apex_attacks import World, world
from apex_attacks.world import CONTEXT
from apex_client import mails_to, upload
from apex_client.film import make_film
from hypothesis import given
from hypothesis import strategies as st

from cloud_constructs.local.trials import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from apex_client.embedded import DeployedApp

TEMPLATES = Path(__file__).parent.parent / "templates"
TRAINER = "trainer-of-mail"
GONE = [{"emailAddress": "Gone@example.com", "status": "5.1.1"}]
SOFT = {"bounceType": "Transient", "bounceSubType": "MailboxFull", "bouncedRecipients": GONE}
HARD = {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": GONE}
LISTED = {**HARD, "bounceSubType": "OnAccountSuppressionList"}
TOLD: dict[str, dict[str, Any]] = {
    "send": {"eventType": "Send", "send": {}},
    "delivery": {"eventType": "Delivery", "delivery": {"recipients": ["gone@example.com"]}},
    "soft bounce": {"eventType": "Bounce", "bounce": SOFT},
    "hard bounce": {"eventType": "Bounce", "bounce": HARD},
    "listed": {"eventType": "Bounce", "bounce": LISTED},
    "complaint": {"eventType": "Complaint", "complaint": {"complainedRecipients": GONE}},
    "failure": {"eventType": "Rendering Failure", "failure": {"errorMessage": "no title"}},
}
FATES = ("delivery", "soft bounce", "hard bounce", "listed", "complaint")


@pytest.fixture(scope="module")
def functions() -> Iterator[World]:
    with world() as made:
        yield made


@pytest.mark.parametrize(
    ("told", "state", "unwanted"),
    [
        ("delivery", MailState.DELIVERED, None),
        ("soft bounce", MailState.BOUNCED, None),
        ("hard bounce", MailState.BOUNCED, "BOUNCE"),
        ("listed", MailState.SUPPRESSED, "BOUNCE"),
        ("complaint", MailState.COMPLAINED, "COMPLAINT"),
    ],
)
def test_what_an_event_says(told: str, state: MailState, unwanted: str | None) -> None:  # AS-5
    outcome = outcome_of(TOLD[told])

    assert outcome
    assert (outcome.state, outcome.unwanted) == (state, unwanted)
    assert outcome.addresses == (("Gone@example.com",) if unwanted else ())


@given(st.sampled_from(sorted(TOLD)), st.dictionaries(st.text(max_size=5), st.integers(), max_size=3))
def test_what_else_stands_in_an_event_changes_nothing(told: str, more: dict[str, int]) -> None:
    assert outcome_of({**more, **TOLD[told]}) == outcome_of(TOLD[told])


def mailed(functions: World, student: str) -> tuple[str, str]:
    """Upload a video, and return its id and that of the e-mail about it."""
    video_id = functions.upload(TRAINER, student_email=student)
    return video_id, functions.mails(student)[-1]["MessageId"]


def take(*bodies: object) -> set[str]:
    """Have the function take messages; return those that it did not take."""
    sent = [{"messageId": str(at), "body": json.dumps(body)} for at, body in enumerate(bodies)]
    answer = import_module("mail_events").handler({"Records": sent}, CONTEXT)
    return {one["itemIdentifier"] for one in answer["batchItemFailures"]}


def tell(video_id: str, message_id: str, *told: str, to: str | None = None) -> list[bool]:
    """Have the function take events; return which of them it took."""
    bodies: list[dict[str, Any]] = []
    for name in told:
        said = json.dumps(TOLD[name]).replace("Gone@example.com", to or "Gone@example.com")
        about = {"messageId": message_id, "tags": {"video_id": [video_id]}}
        bodies.append({"detail": {**json.loads(said), "mail": about}})
    failed = take(*bodies)
    return [str(at) not in failed for at in range(len(bodies))]


@pytest.mark.parametrize("order", list(itertools.permutations(["delivery", "complaint", "delivery"])))
def test_bad_news_stays_in_whatever_order_it_comes(functions: World, order: tuple[str, ...]) -> None:  # AS-5
    video_id, message_id = mailed(functions, "order@example.com")
    tell(video_id, message_id, *order, to="somebody-else@example.com")

    assert functions.video(TRAINER, video_id)["mail"] == "COMPLAINED"


@pytest.mark.parametrize("first", FATES)
@pytest.mark.parametrize("second", FATES)
def test_only_a_delivery_is_changed_by_what_comes_later(functions: World, first: str, second: str) -> None:
    video_id, message_id = mailed(functions, "twice@example.com")
    tell(video_id, message_id, first, second, to="somebody-else@example.com")

    expected = outcome_of(TOLD[second if first == "delivery" else first])
    assert expected
    assert functions.video(TRAINER, video_id)["mail"] == expected.state


def test_who_bounced_gets_no_more_mail(functions: World) -> None:  # AS-5 AS-9
    student = "Bounced@example.com"
    video_id, message_id = mailed(functions, student)
    assert tell(video_id, message_id, "hard bounce", "hard bounce", to=student.lower()) == [True, True]

    assert functions.video(TRAINER, video_id)["mail"] == "BOUNCED"
    noted = records.get(records.address_key(student))
    assert noted
    assert noted["reason"] == "BOUNCE"
    again = functions.upload(TRAINER, student_email=student)
    assert functions.video(TRAINER, again)["mail"] == "SUPPRESSED"
    assert len(functions.mails(student)) == 1


def test_a_full_mailbox_may_have_room_tomorrow(functions: World) -> None:
    student = "full@example.com"
    video_id, message_id = mailed(functions, student)
    tell(video_id, message_id, "soft bounce", to=student)

    assert functions.video(TRAINER, video_id)["mail"] == "BOUNCED"
    assert records.get(records.address_key(student)) is None


def test_what_is_told_before_it_was_noted_comes_again(functions: World) -> None:
    video_id, message_id = mailed(functions, "early@example.com")

    assert tell(video_id, "not-noted-yet", "delivery") == [False]
    assert tell(video_id, message_id, "delivery") == [True]
    assert functions.video(TRAINER, video_id)["mail"] == "DELIVERED"


def test_nobody_wants_to_know_of_an_earlier_mail(functions: World) -> None:
    student = "earlier@example.com"
    video_id, first = mailed(functions, student)
    functions.ask("POST", "/videos/{video_id}/link", trainer=TRAINER, video_id=video_id)
    functions.send_mail()
    assert functions.video(TRAINER, video_id)["mail"] == "SENT"

    assert tell(video_id, first, "soft bounce") == [True]
    assert functions.video(TRAINER, video_id)["mail"] == "SENT"


def test_mail_of_others_and_mail_that_was_not_sent_change_nothing(functions: World) -> None:
    video_id, message_id = mailed(functions, "unsent@example.com")
    by_hand = {"detail": {**TOLD["delivery"], "mail": {"messageId": "by-hand", "tags": {}}}}

    assert take(by_hand) == set()
    assert tell(video_id, message_id, "failure", "send") == [True, True]
    assert functions.video(TRAINER, video_id)["mail"] == "SENT"


@pytest.mark.parametrize(("name", "state"), [("success", "DELIVERED"), ("complaint", "COMPLAINED")])
def test_what_becomes_of_a_mail_comes_back_to_the_trainer(  # AS-5 AS-9
    app: DeployedApp, tmp_path: Path, name: str, state: str
) -> None:
    trainer = app.api()
    address = f"{name}+{secrets.token_hex(4)}@simulator.amazonses.com"
    film = make_film(tmp_path / "GX010001.MOV", 100_000)
    title = "Squat & lunge: &lt;b&gt; it is not"
    video_id = upload(trainer, film, student=address, title=title, content_type="video/quicktime")

    until(f"the e-mail to be {state}", lambda: trainer.get(f"/videos/{video_id}")["mail"] == state)
    (mail,) = mails_to(app.deployment, address)
    assert mail["Subject"].startswith(title)
    # What a trainer writes is shown, and is no part of the page.
    assert "Squat &amp; lunge: &amp;lt;b&amp;gt; it is not</h1>" in mail["BodyHtml"]
    assert title in mail["BodyText"]
    assert address in requests.get(app.deployment.mailbox_url, timeout=10).text


class Read(HTMLParser):
    """What a mail program finds in HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def test_the_mail_loads_nothing_and_runs_nothing() -> None:  # AS-5
    html = (TEMPLATES / "ready.html").read_text()
    read = Read(html)

    assert {tag for tag, _ in read.found} & {"img", "script", "link", "iframe", "object", "form"} == set()
    assert {attributes["href"] for tag, attributes in read.found if tag == "a"} == {"{{link_html}}"}
    assert re.findall(r"https?://|url\(", html) == []


def test_text_and_html_say_the_same() -> None:
    text = (TEMPLATES / "ready.txt").read_text()
    html = Read((TEMPLATES / "ready.html").read_text())

    shown = " ".join(html.words).replace("_html", "")
    for sentence in re.split(r"(?<=[.:])\s+", " ".join(text.split())):
        if "{{link}}" not in sentence and "Download it" not in sentence:
            assert sentence.removeprefix("{{title}} ").rstrip(".:") in re.sub(r" (?=[.,])", "", shown)
