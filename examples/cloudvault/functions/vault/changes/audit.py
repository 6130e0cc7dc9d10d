"""The audit: who changed what, from what to what, for as long as auditors may ask."""

from datetime import timedelta

from vault import nodes
from vault.changes.change import NODES, SHARES, Change
from vault.moments import as_text
from vault.tables import Item

KEPT = timedelta(days=365)
# Named one by one, so that no secret of a later day is written down: digests, passwords, ids of uploads.
AUDITED = {
    NODES: (
        *("kind", "name", "parent_id", "size", "content_type", "file_state", "sha256", "reason"),
        "deleting_since",
    ),
    SHARES: ("file_id", "max_downloads", "downloads", "expires_at"),
}
# Not the claims of names, nor what remains of a file until its objects are removed.
PEOPLE_SEE = (nodes.FILE, nodes.FOLDER)
NAMES = {NODES: "node_id", SHARES: "share_id"}


def entry_of(change: Change) -> Item | None:
    """Return the entry for a change; `None` if nobody will ask for it.

    Its key follows from the change, so that a change which is told twice has one entry.
    """
    before, after = _seen(change, change.before), _seen(change, change.after)
    if before == after:
        return None
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    owner, thing = change.item["owner"], change.item[NAMES[change.table]]
    return {
        "subject": f"audit#{owner}",
        "moment": f"{as_text(change.moment)}#{change.id}",
        "thing": thing,
        "by": "expiry" if change.expired else owner,
        "before": {name: before[name] for name in names if name in before},
        "after": {name: after[name] for name in names if name in after},
        "expires_at": int((change.moment + KEPT).timestamp()),
    }


def _seen(change: Change, item: Item | None) -> Item:
    if item is None or (change.table == NODES and item.get("kind") not in PEOPLE_SEE):
        return {}
    return {name: item[name] for name in AUDITED.get(change.table, ()) if name in item}
