"""Links as their owners have them: given away, listed, revoked."""

from datetime import UTC, datetime, timedelta

from vault.caller import Caller
from vault.cursors import read_cursor, write_cursor
from vault.files.items import existing
from vault.models.files import FileState
from vault.models.shares import CreatedShare, NewShare, Share, SharePage, SharesWanted
from vault.moments import as_text, now
from vault.problems import not_found
from vault.settings import table
from vault.shares.tokens import digest_of, hash_password, new_token, share_id_of
from vault.tables import Item, alone, delete, put

SHARES, BY_OWNER = "SHARES_TABLE", "owner-index"
NAMED = ("created_at", "share_id")


def create_share(caller: Caller, request: NewShare) -> CreatedShare:
    """Make a link to a file of the caller's."""
    existing(caller.user_id, request.file_id, FileState.READY)
    moment, token = now(), new_token()
    digest = digest_of(token)
    item: Item = {
        "share_id": share_id_of(digest),
        "token_digest": digest,
        "owner": caller.user_id,
        "file_id": request.file_id,
        "downloads": 0,
        "created_at": as_text(moment),
        "expires_at": int((moment + timedelta(seconds=request.expires_in)).timestamp()),
    }
    if request.max_downloads is not None:
        item["max_downloads"] = request.max_downloads
    if request.password is not None:
        item["password_salt"], item["password_hash"] = hash_password(request.password)
    # Whether the file is there is asked again when the link is opened.
    alone(put(SHARES, item))
    return CreatedShare(share=_as_share(item), token=token)


def list_shares(caller: Caller, query: SharesWanted) -> SharePage:
    """Return a page of the caller's links that can still be opened, the newest first."""
    after = read_cursor(query.cursor, *NAMED, owner=caller.user_id)
    found = table(SHARES).query(
        IndexName=BY_OWNER,
        KeyConditionExpression="#owner = :owner",
        # DynamoDB removes what has expired within days, not at once.
        FilterExpression="expires_at > :now",
        ExpressionAttributeNames={"#owner": "owner"},
        ExpressionAttributeValues={":owner": caller.user_id, ":now": int(now().timestamp())},
        ScanIndexForward=False,
        Limit=query.limit,
        **({"ExclusiveStartKey": after} if after else {}),
    )
    return SharePage(
        shares=[_as_share(item) for item in found["Items"]],
        cursor=write_cursor(found.get("LastEvaluatedKey"), *NAMED),
    )


def revoke_share(caller: Caller, share_id: str) -> None:
    """Make a link of the caller's worthless; nothing of it remains."""
    key = {"share_id": share_id}
    if not alone(delete(SHARES, key, "#owner = :owner", owner=caller.user_id)):
        raise not_found("link")


def _as_share(item: Item) -> Share:
    limit = item.get("max_downloads")
    return Share(
        share_id=item["share_id"],
        file_id=item["file_id"],
        has_password="password_hash" in item,
        max_downloads=None if limit is None else int(limit),
        downloads=int(item["downloads"]),
        created_at=item["created_at"],
        expires_at=as_text(datetime.fromtimestamp(int(item["expires_at"]), UTC)),
    )
