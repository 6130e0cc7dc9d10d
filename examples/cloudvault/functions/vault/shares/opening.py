"""Links as strangers open them.

Whether a link never was, has expired, was revoked, is used up or locked, needs a password or another one: the
answer is the same, and a password takes as long to be hashed.
"""

import hmac
from datetime import timedelta

from vault import nodes
from vault.files.library import sign_download
from vault.models.files import FileState
from vault.models.shares import OpenedShare, OpenShare
from vault.moments import now
from vault.problems import not_found
from vault.settings import table
from vault.shares.owned import SHARES
from vault.shares.tokens import digest_of, is_password, pretend_to_check, share_id_of
from vault.tables import Item, alone, update

MAX_ATTEMPTS = 5
LOCKED = timedelta(minutes=15)


def open_share(request: OpenShare) -> OpenedShare:
    """Return the file behind a link, and count the download."""
    share = _find(request.token)
    if not _admits(share, request.password) or share is None:
        raise not_found("link")
    file = nodes.find(share["owner"], share["file_id"], nodes.FILE)
    if file is None or file["file_state"] != FileState.READY or not _count(share):
        raise not_found("link")
    download = sign_download(file)
    return OpenedShare(
        name=file["name"],
        size=int(file["size"]),
        content_type=file["content_type"],
        url=download.url,
        expires_in=download.expires_in,
    )


def _find(token: str) -> Item | None:
    digest = digest_of(token)
    key = {"share_id": share_id_of(digest)}
    found: Item | None = table(SHARES).get_item(Key=key, ConsistentRead=True).get("Item")
    if found is None or not hmac.compare_digest(found["token_digest"], digest):
        return None
    return found if int(found["expires_at"]) > now().timestamp() else None


def _admits(share: Item | None, password: str | None) -> bool:
    wanted = share is not None and "password_hash" in share
    if password is None:
        return not wanted
    if share is None or not wanted or not _may_try(share):
        pretend_to_check(password)
        return share is not None and not wanted
    return is_password(password, share["password_salt"], share["password_hash"])


def _may_try(share: Item) -> bool:
    """Count an attempt before it is made, so that many at once are no more than a few."""
    moment = int(now().timestamp())
    first = update(
        SHARES,
        _key(share),
        "SET attempts = :one, attempts_until = :until",
        "attribute_exists(share_id) AND (attribute_not_exists(attempts_until) OR attempts_until <= :now)",
        one=1,
        until=moment + int(LOCKED.total_seconds()),
        now=moment,
    )
    further = update(
        SHARES,
        _key(share),
        "ADD attempts :one",
        "attempts < :most AND attempts_until > :now",
        one=1,
        most=MAX_ATTEMPTS,
        now=moment,
    )
    return alone(first) or alone(further)


def _count(share: Item) -> bool:
    """Count a download, unless there were as many as there may be; attempts begin anew."""
    counted = update(
        SHARES,
        _key(share),
        "ADD downloads :one REMOVE attempts, attempts_until",
        "attribute_exists(share_id) AND (attribute_not_exists(max_downloads) OR downloads < max_downloads)",
        one=1,
    )
    return alone(counted)


def _key(share: Item) -> Item:
    return {"share_id": share["share_id"]}
