"""The tree of folders: no two nodes of one folder share a name, and no folder is in itself."""

from vault import nodes
from vault.caller import Caller
from vault.cursors import read_cursor, write_cursor
from vault.models.base import ROOT
from vault.models.folders import (
    Folder,
    FolderChange,
    FolderDetails,
    FolderPage,
    FolderStep,
    FoldersWanted,
    NewFolder,
)
from vault.moments import as_text, new_id, now
from vault.problems import Problem, conflict, not_found
from vault.tables import Item, Refused, put, together, update

MAX_DEPTH = 50
"""Of a folder when it is made or moved: each level is one more read for whatever is below."""
TREE = "tree"
ATTEMPTS = 5
NAME = 1
"""Which write of a transaction takes the name."""


def create_folder(caller: Caller, request: NewFolder) -> Folder:
    """Make a folder."""
    owner, folder_id, moment = caller.user_id, new_id(), as_text(now())
    _line_with_room(owner, request.parent_id)
    item: Item = {
        **nodes.key(owner, folder_id),
        "kind": nodes.FOLDER,
        "parent_id": request.parent_id,
        "name": request.name,
        "created_at": moment,
        "updated_at": moment,
        **nodes.places(owner, request.parent_id, nodes.FOLDER, request.name),
    }
    try:
        together(
            put(nodes.NODES, item),
            nodes.claim(owner, request.parent_id, request.name, folder_id),
            *nodes.folder_is_there(owner, request.parent_id),
        )
    except Refused as refused:
        raise _why_not(refused, request.name) from refused
    return _as_folder(item)


def get_folder(caller: Caller, folder_id: str) -> FolderDetails:
    """Return a folder, and the folders that it is in."""
    line = _line_to(caller.user_id, folder_id)
    if not line:
        raise not_found("folder")
    steps = [FolderStep(folder_id=step["node_id"], name=step["name"]) for step in line[:-1]]
    return FolderDetails(folder=_as_folder(line[-1]), path=steps)


def list_folders(caller: Caller, query: FoldersWanted) -> FolderPage:
    """Return a page of the folders in a folder."""
    owner, named = caller.user_id, ("sort_name", "node_id")
    after = read_cursor(query.cursor, *named, owner=owner, parent=f"{owner}#{query.parent_id}")
    found, last = nodes.children(owner, query.parent_id, kind=nodes.FOLDER, limit=query.limit, after=after)
    return FolderPage(folders=[_as_folder(item) for item in found], cursor=write_cursor(last, *named))


def change_folder(caller: Caller, folder_id: str, request: FolderChange) -> Folder:
    """Give a folder another name, another place, or both; what is in it comes along."""
    owner = caller.user_id
    for _ in range(ATTEMPTS):
        item = nodes.find_folder(owner, folder_id)
        if item is None:
            raise not_found("folder")
        name, parent_id = request.name or item["name"], request.parent_id or item["parent_id"]
        if (name, parent_id) == (item["name"], item["parent_id"]):
            return _as_folder(item)
        places = nodes.places(owner, parent_id, nodes.FOLDER, name)
        changed = {"name": name, "parent_id": parent_id, "updated_at": as_text(now()), **places}
        guards = _guards(item, parent_id) if parent_id != item["parent_id"] else []
        try:
            together(*_replacing(item, changed), *guards)
        except Refused as refused:
            if NAME in refused.failed:
                raise _why_not(refused, name) from refused
            # This folder or another one was moved: what was read of the tree is not how it is now.
            continue
        return _as_folder(item | changed)
    raise conflict("The folders are being changed; try again.")


def _replacing(item: Item, changed: Item) -> list[Item]:
    """Return the writes that change a folder's name and place, unless it has changed since it was read."""
    owner, folder_id = item["owner"], item["node_id"]
    was, becomes = [nodes.claim_key(owner, one["parent_id"], one["name"]) for one in (item, changed)]
    return [
        nodes.change(
            owner,
            folder_id,
            "parent_id = :was_in AND #name = :was_called AND attribute_not_exists(deleting_since)",
            to=changed,
            was_in=item["parent_id"],
            was_called=item["name"],
        ),
        nodes.claim(owner, changed["parent_id"], changed["name"], folder_id),
        *([nodes.unclaim(owner, item["parent_id"], item["name"], folder_id)] if was != becomes else []),
    ]


def _guards(item: Item, parent_id: str) -> list[Item]:
    """Return the conditions under which a folder may go into another one.

    Two moves, each fine alone, can make a circle together. Every move therefore counts one counter of the
    owner, as it was before the line of folders was read: of two that overlap one is refused, and looks again.
    """
    owner = item["owner"]
    moves = (nodes.find_any(owner, TREE) or {}).get("moves", 0)
    if any(step["node_id"] == item["node_id"] for step in _line_with_room(owner, parent_id)):
        raise conflict("A folder cannot be moved into itself.")
    counted = update(
        nodes.NODES,
        nodes.key(owner, TREE),
        "ADD moves :one",
        "attribute_not_exists(moves) OR moves = :moves",
        one=1,
        moves=moves,
    )
    return [*nodes.folder_is_there(owner, parent_id), counted]


def _line_to(owner: str, folder_id: str) -> list[Item]:
    """Return the folders from the outermost one to this one; the root is none of them.

    Raises:
        Problem: One of them is not there, or is being deleted with all that is in it.
    """
    line: list[Item] = []
    while folder_id != ROOT:
        item = nodes.find_folder(owner, folder_id)
        if item is None:
            raise not_found("folder")
        line.insert(0, item)
        folder_id = item["parent_id"]
    return line


def _line_with_room(owner: str, parent_id: str) -> list[Item]:
    line = _line_to(owner, parent_id)
    if len(line) >= MAX_DEPTH:
        raise conflict(f"Folders may be nested {MAX_DEPTH} deep.")
    return line


def _why_not(refused: Refused, name: str) -> Problem:
    if NAME in refused.failed:
        return conflict(f"The folder has a {name!r} already.")
    return not_found("folder")


def _as_folder(item: Item) -> Folder:
    return Folder(
        folder_id=item["node_id"],
        parent_id=item["parent_id"],
        name=item["name"],
        created_at=item["created_at"],
        updated_at=item["updated_at"],
    )
