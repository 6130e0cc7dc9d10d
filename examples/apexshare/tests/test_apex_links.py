"""The life of a link: never more downloads than allowed, and none once it is revoked or expired."""

import hashlib
import os
from collections.abc import Iterator

import pytest
from apex import aws, links, records
from apex.moments import as_epoch, now
from apex.tokens import TOKEN, token_of
from apex_attacks import World, world
from hypothesis import given, settings
from hypothesis import strategies as st

TRAINER = "trainer"
ALLOWED = 3
STUDENTS = (f"student-{number}@example.com" for number in range(10_000))


@pytest.fixture(scope="module")
def functions() -> Iterator[World]:
    with world(DOWNLOADS_PER_LINK=str(ALLOWED)) as made:
        yield made


def shared(functions: World) -> tuple[str, str]:
    """Return a new video, and the token of its link."""
    student = next(STUDENTS)
    video_id = functions.upload(TRAINER, student_email=student)
    (token,) = functions.tokens(student)
    return video_id, token


@pytest.mark.embedded
@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(steps=st.lists(st.sampled_from(["download", "open", "revoke", "again", "expire"]), max_size=12))
def test_a_link_opens_as_often_as_it_may_and_while_it_may(functions: World, steps: list[str]) -> None:
    # AS-4 AS-10
    student = next(STUDENTS)
    video_id = functions.upload(TRAINER, student_email=student)
    left = {functions.tokens(student)[0]: ALLOWED}
    counted = 0
    for step in steps:
        newest = list(left)[-1]
        if step == "revoke":
            revoked = functions.ask("DELETE", "/videos/{video_id}/link", trainer=TRAINER, video_id=video_id)
            assert revoked.status == 204
            left = dict.fromkeys(left, 0)
        elif step == "again":
            functions.ask("POST", "/videos/{video_id}/link", trainer=TRAINER, video_id=video_id)
            functions.send_mail()
            left = dict.fromkeys(left, 0) | {functions.tokens(student)[-1]: ALLOWED}
        elif step == "expire":
            functions.change(records.link_key(newest), expires=as_epoch(now()))
            left[newest] = 0
        for token, remaining in left.items():
            opened = functions.open(token)
            assert opened.status == (200 if remaining else 404)
            if step == "download":
                downloaded = functions.download(token)
                assert downloaded.status == (200 if remaining else 404)
                left[token] = max(0, remaining - 1)
                counted += downloaded.status == 200
    assert functions.video(TRAINER, video_id)["downloads"] == counted


@pytest.mark.embedded
@pytest.mark.parametrize("why", ["unknown", "expired", "revoked", "used up", "of a video that has expired"])
def test_whatever_is_wrong_with_a_link_is_answered_alike(functions: World, why: str) -> None:  # AS-10
    video_id, token = shared(functions)
    match why:
        case "unknown":
            token = "A" * 43
        case "expired":
            functions.change(records.link_key(token), expires=as_epoch(now()))
        case "revoked":
            functions.ask("DELETE", "/videos/{video_id}/link", trainer=TRAINER, video_id=video_id)
        case "used up":
            assert [functions.download(token).status for _ in range(ALLOWED)] == [200] * ALLOWED
        case _:
            functions.change(records.video_key(video_id), expires_at=as_epoch(now()))
    for ask in (functions.open, functions.download):
        before = asked()
        answer = ask(token)
        del answer.body["instance"]
        assert answer.status == 404
        assert answer.body == {
            "type": "about:blank",
            "title": "Not Found",
            "status": 404,
            "detail": "There is no such link.",
        }
        # The link and a video, whatever the first of them says: time tells nothing either.
        assert asked() - before == 2


def asked() -> int:
    address = os.environ["AWS_ENDPOINT_URL"]
    return aws._connections().connection_from_url(address).num_requests


@pytest.mark.embedded
def test_the_table_keeps_nothing_that_opens_a_link(functions: World) -> None:  # AS-10
    _, token = shared(functions)
    items = functions.aws.clients("dynamodb").scan(TableName="apexshare")["Items"]
    assert token not in str(items)
    assert hashlib.sha256(token.encode()).hexdigest() in str(items)


@given(secret=st.text(min_size=1), video_id=st.text("0123456789abcdef", min_size=32, max_size=32))
def test_tokens_have_256_bits_and_are_made_again_alike(secret: str, video_id: str) -> None:  # AS-10
    made = [token_of(secret, video_id, generation) for generation in range(20)]
    assert all(TOKEN.fullmatch(token) for token in made)
    assert len(set(made)) == len(made)
    assert made == [token_of(secret, video_id, generation) for generation in range(20)]
    assert token_of(f"{secret}.", video_id, 0) != made[0]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.0.0/16"),
        ("2001:db8:1:2::7", "2001:db8::/32"),
        ("", "unknown"),
        ("x", "unknown"),
    ],
)
def test_addresses_are_kept_in_part(address: str, network: str) -> None:  # AS-4
    assert links.network_of(address) == network


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/131.0 Safari/537.36 Edg/131.0", "Edg"),
        ("Mozilla/5.0 (iPhone) Version/18.1 Mobile Safari/604.1", "Safari"),
        ("<script>alert(1)</script>", "other"),
    ],
)
def test_of_browsers_the_family_is_kept(agent: str, family: str) -> None:  # AS-4 AS-10
    assert links.agent_of(agent) == family
