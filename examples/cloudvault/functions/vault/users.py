"""What a user keeps, counted as files come and go."""

from typing import Any

from vault.caller import Caller
from vault.settings import setting, table
from vault.tables import Item, update

USERS = "USERS_TABLE"


def reserve(caller: Caller, size: int) -> Item:
    """Return the write that counts a file of that size in; its condition is the quota."""
    room = int(setting("QUOTA_BYTES")) - size
    # Whoever has nothing yet has no counter; that is no reason to let a file in that never fits.
    first = "attribute_not_exists(storage_used) OR " if room >= 0 else ""
    return update(
        USERS,
        {"user_id": caller.user_id},
        "ADD storage_used :size, file_count :one SET email = :email",
        f"{first}storage_used <= :room",
        size=size,
        one=1,
        email=caller.email,
        room=room,
    )


def release(user_id: str, size: int) -> Item:
    """Return the write that counts a file of that size out."""
    return update(USERS, {"user_id": user_id}, "ADD storage_used :size, file_count :one", size=-size, one=-1)


def usage(user_id: str) -> tuple[int, int]:
    """Return how many bytes and how many files a user keeps."""
    found: dict[str, Any] = table(USERS).get_item(Key={"user_id": user_id}).get("Item", {})
    return int(found.get("storage_used", 0)), int(found.get("file_count", 0))
