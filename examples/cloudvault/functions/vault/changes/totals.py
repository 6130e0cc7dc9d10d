"""What all users have together: bytes and links, counted as changes are."""

from collections.abc import Iterable

from vault import nodes
from vault.changes.change import ACTIVITY, NODES, SHARES, Change
from vault.models.files import FileState
from vault.settings import table
from vault.tables import Item, update

KEY = {"subject": "totals", "moment": "now"}


def writes_of(changes: Iterable[Change]) -> list[Item]:
    """Return the write that counts changes, if they change anything."""
    some = list(changes)
    size = sum(_bytes(change.after) - _bytes(change.before) for change in some if change.table == NODES)
    links = sum(
        (change.after is not None) - (change.before is not None) for change in some if change.table == SHARES
    )
    if not size and not links:
        return []
    return [update(ACTIVITY, KEY, "ADD storage_used :size, share_links :links", size=size, links=links)]


def totals() -> tuple[int, int]:
    """Return how many bytes are kept, and how many links can be opened."""
    found = table(ACTIVITY).get_item(Key=KEY, ConsistentRead=True).get("Item", {})
    return int(found.get("storage_used", 0)), int(found.get("share_links", 0))


def _bytes(item: Item | None) -> int:
    """Return what a file counts: as much as its owner's quota says, until it is rejected or gone."""
    if item is None or item.get("kind") != nodes.FILE or item["file_state"] == FileState.REJECTED:
        return 0
    return int(item["size"])
