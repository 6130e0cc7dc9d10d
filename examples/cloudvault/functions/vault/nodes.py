"""Files and folders as items of one table, and the claims that keep their names unique.

A folder's children are found by `parent`, sorted with folders first; files are found by `search_name`.
Both are left out of an item that is neither listed nor found: being uploaded, or being deleted. What the
clean-up has to look at some day is found by `shard` and `due_at`, which nothing else has.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from boto3.dynamodb.conditions import Key

from vault.models.base import ROOT
from vault.moments import as_text
from vault.settings import table
from vault.tables import Item, check, delete, put, update

NODES = "NODES_TABLE"
FOLDER_TREE, FILE_SEARCH, DUE_INDEX = "folder-tree-index", "file-search-index", "due-index"
FILE, FOLDER = "file", "folder"
REMAINS = "remains"
"""A file that is gone for everybody, and whose objects are being removed."""
LISTED, DUE = ("parent", "sort_name", "search_name"), ("shard", "due_at")
SHARDS = "0123456789abcdef"
TRASH = "trash"
"""Where trashed files are listed, as if it were a folder."""
FOLDERS_FIRST = {FOLDER: "0", FILE: "1"}


def key(owner: str, node_id: str) -> Item:
    """Return the key of a node."""
    return {"owner": owner, "node_id": node_id}


def find(owner: str, node_id: str, kind: str) -> Item | None:
    """Return a node of that kind, as it is now."""
    found = find_any(owner, node_id)
    return found if found and found.get("kind") == kind else None


def find_any(owner: str, node_id: str) -> Item | None:
    """Return whatever has that key, as it is now."""
    found: Item | None = table(NODES).get_item(Key=key(owner, node_id), ConsistentRead=True).get("Item")
    return found


def find_folder(owner: str, folder_id: str) -> Item | None:
    """Return a folder that is not being deleted."""
    found = find(owner, folder_id, FOLDER)
    return found if found and "deleting_since" not in found else None


def places(owner: str, parent_id: str, kind: str, name: str) -> Item:
    """Return what makes a node appear in its folder and in searches."""
    placed = {
        "parent": f"{owner}#{parent_id}",
        "sort_name": f"{FOLDERS_FIRST[kind]}#{name.casefold()}",
    }
    return placed | ({"search_name": name.casefold()} if kind == FILE else {})


def due(node_id: str, moment: datetime) -> Item:
    """Return what makes the clean-up look at a node from a moment on."""
    # Spread over several partitions of the index: one alone could not be written as fast as the table.
    return {"shard": node_id[0], "due_at": as_text(moment)}


def change(
    owner: str,
    node_id: str,
    condition: str,
    *,
    to: Item,
    without: Sequence[str] = (),
    **values: Any,  # noqa: ANN401
) -> Item:
    """Return the write that gives a node attributes and takes others from it."""
    expression = f"SET {', '.join(f'#{name} = :to_{name}' for name in to)}"
    if without:
        expression += f" REMOVE {', '.join(f'#{name}' for name in without)}"
    given = {f"to_{name}": value for name, value in to.items()}
    return update(NODES, key(owner, node_id), expression, condition, **given, **values)


def claim(owner: str, parent_id: str, name: str, node_id: str) -> Item:
    """Return the write that takes a name in a folder, unless another node has it."""
    item = {**claim_key(owner, parent_id, name), "claimed_by": node_id}
    return put(NODES, item, "attribute_not_exists(node_id) OR claimed_by = :node_id", node_id=node_id)


def unclaim(owner: str, parent_id: str, name: str, node_id: str) -> Item:
    """Return the write that gives a name back, if the node has it."""
    return delete(
        NODES,
        claim_key(owner, parent_id, name),
        "attribute_not_exists(claimed_by) OR claimed_by = :node_id",
        node_id=node_id,
    )


def claim_key(owner: str, parent_id: str, name: str) -> Item:
    """Return the key of a name in a folder; names that differ in case alone are the same."""
    return key(owner, f"name#{parent_id}#{name.casefold()}")


def folder_is_there(owner: str, folder_id: str) -> list[Item]:
    """Return the condition that a folder exists and is not being deleted; everybody has the root."""
    if folder_id == ROOT:
        return []
    return [
        check(
            NODES,
            key(owner, folder_id),
            "kind = :folder AND attribute_not_exists(deleting_since)",
            folder=FOLDER,
        )
    ]


def claims(owner: str, parent_id: str, *, limit: int) -> list[Item]:
    """Return some of the names that are taken in a folder, as it is now: nothing in it is without one."""
    condition = _equal("owner", owner) & _begins("node_id", f"name#{parent_id}#")
    found = table(NODES).query(KeyConditionExpression=condition, Limit=limit, ConsistentRead=True)
    items: list[Item] = found["Items"]
    return items


def due_nodes(moment: datetime, *, page: int = 100) -> Iterator[Item]:
    """Return the nodes that the clean-up has to look at; the index may lag behind the table."""
    for shard in SHARDS:
        condition = _equal("shard", shard) & _until("due_at", as_text(moment))
        after: Item | None = None
        while True:
            found, after = _page(DUE_INDEX, condition, page, after)
            yield from found
            if after is None:
                break


def children(
    owner: str, parent_id: str, *, kind: str | None = None, limit: int, after: Item | None = None
) -> tuple[list[Item], Item | None]:
    """Return a page of what is in a folder, and where the next one begins."""
    condition = _equal("parent", f"{owner}#{parent_id}")
    if kind is not None:
        condition &= _begins("sort_name", f"{FOLDERS_FIRST[kind]}#")
    return _page(FOLDER_TREE, condition, limit, after)


def search(
    owner: str, prefix: str, *, limit: int, after: Item | None = None
) -> tuple[list[Item], Item | None]:
    """Return a page of the files whose names begin so, in whatever folder."""
    condition = _equal("owner", owner) & _begins("search_name", prefix.casefold())
    return _page(FILE_SEARCH, condition, limit, after)


def _equal(name: str, value: str) -> Any:  # noqa: ANN401
    attribute: Any = Key(name)
    return attribute.eq(value)


def _begins(name: str, value: str) -> Any:  # noqa: ANN401
    attribute: Any = Key(name)
    return attribute.begins_with(value)


def _until(name: str, value: str) -> Any:  # noqa: ANN401
    attribute: Any = Key(name)
    return attribute.lte(value)


def _page(index: str, condition: Any, limit: int, after: Item | None) -> tuple[list[Item], Item | None]:  # noqa: ANN401
    start = {"ExclusiveStartKey": after} if after else {}
    found = table(NODES).query(IndexName=index, KeyConditionExpression=condition, Limit=limit, **start)
    return found["Items"], found.get("LastEvaluatedKey")
