"""What a user keeps, counted as files come and go."""

from typing import Any

from vault.caller import Caller
from vault.settings import setting, table
from vault.tables import Item, update

USERS = "USERS_TABLE"


def reserve(caller: Caller, size: int) -> Item:
    """Return the write that counts a file of that size in; its condition is the quota."""
    return update(
        USERS,
        {"user_id": caller.user_id},
        "ADD storage_used :size, file_count :one SET email = :email",
        "attribute_not_exists(storage_used) OR storage_used <= :room",
        size=size,
        one=1,
        email=caller.email,
        room=int(setting("QUOTA_BYTES")) - size,
    )


def release(user_id: str, size: int) -> Item:
    """Return the write that counts a file of that size out."""
    return update(USERS, {"user_id": user_id}, "ADD storage_used :size, file_count :one", size=-size, one=-1)


def usage(user_id: str) -> tuple[int, int]:
    """Return how many bytes and how many files a user keeps."""
    found: dict[str, Any] = table(USERS).get_item(Key={"user_id": user_id}).get("Item", {})
    return int(found.get("storage_used", 0)), int(found.get("file_count", 0))
