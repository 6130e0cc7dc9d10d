"""Links to files, as owners and strangers of the deployed app have them, and in this process."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from vault import nodes
from vault.caller import Caller
from vault.models.shares import CreatedShare, NewShare, OpenShare, SharesWanted
from vault.moments import new_id, now
from vault.problems import Problem
from vault.settings import table
from vault.shares import opening, owned
from vault.shares.opening import LOCKED, MAX_ATTEMPTS, open_share
from vault.shares.owned import create_share, list_shares, revoke_share
from vault.shares.tokens import new_token
from vault_client import ApiError, upload
from vault_client.embedded import DeployedApp
from vault_trials.journey import settled

pytestmark = pytest.mark.embedded
PASSWORD = "a password of ours"


@pytest.fixture
def ada(in_functions: DeployedApp) -> Caller:
    """A user of her own for each test."""
    return _user()


@pytest.fixture
def file_id(ada: Caller) -> str:
    """A file of hers."""
    file_id = new_id()
    item = {
        **nodes.key(ada.user_id, file_id),
        "kind": nodes.FILE,
        "parent_id": "root",
        "name": "Plan.txt",
        "size": 5,
        "content_type": "text/plain",
        "file_state": "ready",
    }
    table(nodes.NODES).put_item(Item=item)
    return file_id


def _user() -> Caller:
    return Caller(user_id=new_id(), email="ada@example.com", groups=frozenset())


def _share(caller: Caller, **said: object) -> CreatedShare:
    return create_share(caller, NewShare.model_validate(said))


def _opens(token: str, password: str | None = None) -> bool:
    try:
        open_share(OpenShare(token=token, password=password))
    except Problem as problem:
        if (problem.status, problem.detail) != (404, "There is no such link."):
            raise
        return False
    return True


def test_a_stranger_opens_a_link_until_it_is_revoked(app: DeployedApp, tmp_path: Path) -> None:  # CV-2.4
    path = tmp_path / "Plan.txt"
    path.write_bytes(b"plan\n")
    api, stranger = app.api(), type(app.api())(app.deployment)
    file = settled(api, upload(api, path, content_type="text/plain")["file_id"])
    made = api.post("/api/shares", file_id=file["file_id"], password=PASSWORD)

    opened = stranger.post("/api/shares/open", token=made["token"], password=PASSWORD)

    assert (opened["name"], opened["size"], opened["content_type"]) == ("Plan.txt", 5, "text/plain")
    assert requests.get(opened["url"], timeout=10).content == b"plan\n"
    (listed,) = api.get("/api/shares")["shares"]
    assert listed == made["share"] | {"downloads": 1}
    api.delete(f"/api/shares/{listed['share_id']}")
    with pytest.raises(ApiError, match="404: There is no such link"):
        stranger.post("/api/shares/open", token=made["token"], password=PASSWORD)
    assert api.get("/api/shares")["shares"] == []


def test_neither_tables_nor_logs_know_what_opens_a_link(app: DeployedApp, ada: Caller, file_id: str) -> None:
    # CV-2.4, CV-6
    made = _share(ada, file_id=file_id, password=PASSWORD)
    app.api().request("POST", "/api/shares/open", json={"token": made.token, "password": PASSWORD})

    (kept,) = [
        item for item in table("SHARES_TABLE").scan()["Items"] if item["share_id"] == made.share.share_id
    ]
    assert made.token not in str(kept)
    assert PASSWORD not in str(kept)
    logs = app.client("logs")
    groups = [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]
    lines = [
        event["message"]
        for group in groups
        for event in logs.filter_log_events(logGroupName=group, limit=10_000)["events"]
    ]
    assert any("OpenShare" in line for line in lines)
    assert not [line for line in lines if made.token in line or PASSWORD in line]


def test_nobody_tells_why_a_link_does_not_open(
    ada: Caller, file_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # CV-2.4
    protected, plain = _share(ada, file_id=file_id, password=PASSWORD), _share(ada, file_id=file_id)

    assert not _opens(new_token())  # was never given away
    assert not _opens(protected.token)
    assert not _opens(protected.token, "another password")
    assert _opens(protected.token, PASSWORD)
    assert _opens(plain.token, "a password that nobody asked for")
    later = now() + timedelta(days=7, seconds=1)
    monkeypatch.setattr(opening, "now", lambda: later)
    monkeypatch.setattr(owned, "now", lambda: later)
    assert not _opens(plain.token)
    assert list_shares(ada, SharesWanted()).shares == []


def test_guesses_of_a_password_take_as_long_where_there_is_no_link(
    in_functions: DeployedApp, monkeypatch: pytest.MonkeyPatch
) -> None:  # CV-2.4
    checked = list[str]()
    monkeypatch.setattr(opening, "pretend_to_check", checked.append)

    assert not _opens(new_token(), "a guess")

    assert checked == ["a guess"]


def test_a_password_cannot_be_guessed_even_by_many_at_once(
    ada: Caller, file_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # CV-2.4
    made = _share(ada, file_id=file_id, password=PASSWORD)
    tried = list[str]()
    monkeypatch.setattr(opening, "is_password", lambda given, *_: bool(tried.append(given)))
    with ThreadPoolExecutor(8) as many:
        guesses = list(many.map(lambda at: _opens(made.token, f"guess {at}"), range(4 * MAX_ATTEMPTS)))
    monkeypatch.undo()

    assert not any(guesses)
    assert len(tried) == MAX_ATTEMPTS


def test_a_locked_link_opens_again_after_a_time(
    ada: Caller, file_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # CV-2.4
    made = _share(ada, file_id=file_id, password=PASSWORD)
    monkeypatch.setattr(opening, "is_password", lambda given, *_: given == PASSWORD)
    for _ in range(MAX_ATTEMPTS):
        assert not _opens(made.token, "a guess")

    assert not _opens(made.token, PASSWORD)
    later = now() + LOCKED + timedelta(seconds=1)
    monkeypatch.setattr(opening, "now", lambda: later)
    assert _opens(made.token, PASSWORD)


def test_a_link_is_downloaded_as_often_as_it_may_be_even_by_many_at_once(ada: Caller, file_id: str) -> None:
    # CV-2.4
    made = _share(ada, file_id=file_id, max_downloads=3)

    with ThreadPoolExecutor(8) as many:
        opened = list(many.map(lambda _: _opens(made.token), range(12)))

    assert sum(opened) == 3
    assert list_shares(ada, SharesWanted()).shares[0].downloads == 3


def test_a_link_leads_to_nothing_while_its_file_is_in_the_trash(ada: Caller, file_id: str) -> None:  # CV-2.4
    made = _share(ada, file_id=file_id)
    table(nodes.NODES).update_item(
        Key=nodes.key(ada.user_id, file_id),
        UpdateExpression="SET file_state = :trashed",
        ExpressionAttributeValues={":trashed": "trashed"},
    )

    assert not _opens(made.token)
    with pytest.raises(Problem, match="There is no such file"):
        _share(ada, file_id=file_id)


def test_links_of_others_are_out_of_reach(ada: Caller, file_id: str) -> None:  # CV-17
    made, eve = _share(ada, file_id=file_id), _user()

    with pytest.raises(Problem, match="There is no such file"):
        _share(eve, file_id=file_id)
    with pytest.raises(Problem, match="There is no such link"):
        revoke_share(eve, made.share.share_id)
    assert list_shares(eve, SharesWanted()).shares == []
    assert _opens(made.token)


def test_links_are_listed_page_by_page_the_newest_first(ada: Caller, file_id: str) -> None:  # CV-2.4
    made = [_share(ada, file_id=file_id).share.share_id for _ in range(5)]
    pages, cursor = list[str](), None
    while True:
        page = list_shares(ada, SharesWanted(limit=2, cursor=cursor))
        pages += [share.share_id for share in page.shares]
        cursor = page.cursor
        if cursor is None:
            break

    assert sorted(pages) == sorted(made)
    moments = {share.share_id: share.created_at for share in list_shares(ada, SharesWanted()).shares}
    assert [moments[one] for one in pages] == sorted(moments.values(), reverse=True)
