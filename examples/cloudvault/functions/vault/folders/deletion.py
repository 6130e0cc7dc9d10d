"""How a folder is deleted with all that is in it.

Deleting marks a folder, so that nothing new gets in, and gives its name back. Each marked folder is then
emptied by itself: its files go to the trash, the folders in it are marked in turn, and it goes when no name
is taken in it any more. All that is done so far stands in the table: whoever is stopped in between, or told
twice, goes on from there.
"""

from collections.abc import Callable
from datetime import timedelta

from vault import nodes
from vault.caller import Caller
from vault.files.leaving import move_to_trash
from vault.models.files import FileState
from vault.moments import as_text, now
from vault.problems import conflict, not_found
from vault.tables import Item, Refused, check, delete, together

UNTIL_CLEAN_UP = timedelta(minutes=30)
"""After which the clean-up goes on with what was begun: longer than one function works at it."""
PAGE = 50


def delete_folder(caller: Caller, folder_id: str) -> None:
    """Begin to delete a folder; a second time does nothing."""
    item = nodes.find(caller.user_id, folder_id, nodes.FOLDER)
    if item is None:
        raise not_found("folder")
    if "deleting_since" in item:
        return
    try:
        _mark(item)
    except Refused as refused:
        raise conflict("The folder is being changed; try again.") from refused


def empty_folder(owner: str, folder_id: str, has_time: Callable[[], bool]) -> bool:
    """Go on deleting a folder, as long as there is time; return whether it is gone."""
    item = nodes.find(owner, folder_id, nodes.FOLDER)
    if item is None:
        return True
    if "deleting_since" not in item:
        return False
    while has_time():
        taken = nodes.claims(owner, folder_id, limit=PAGE)
        if not taken:
            _remove(item)
            return True
        for claim in taken:
            _clear(owner, claim["claimed_by"])
    return False


def _mark(item: Item) -> None:
    owner, folder_id, moment = item["owner"], item["node_id"], now()
    together(
        nodes.change(
            owner,
            folder_id,
            "parent_id = :was_in AND #name = :was_called AND attribute_not_exists(deleting_since)",
            to={"deleting_since": as_text(moment), **nodes.due(folder_id, moment + UNTIL_CLEAN_UP)},
            without=["parent", "sort_name"],
            was_in=item["parent_id"],
            was_called=item["name"],
        ),
        nodes.unclaim(owner, item["parent_id"], item["name"], folder_id),
    )


def _clear(owner: str, node_id: str) -> None:
    node = nodes.find_any(owner, node_id)
    try:
        match node:
            case {"kind": nodes.FOLDER}:
                _mark(node)
            case {"kind": nodes.FILE, "file_state": FileState.READY}:
                move_to_trash(node)
            case {"kind": nodes.FILE, "file_state": FileState.UPLOADING}:
                _lose_place(node)
            case _:
                # It has gone since its name was read, and the name with it.
                return
    except Refused:
        # It was changed since it was read: the next page of names shows what it is now.
        return


def _lose_place(item: Item) -> None:
    """Take its name from a file that is still being uploaded: it goes to the trash when it is ready."""
    owner, file_id = item["owner"], item["node_id"]
    together(
        check(
            nodes.NODES,
            nodes.key(owner, file_id),
            "file_state = :uploading",
            uploading=FileState.UPLOADING.value,
        ),
        nodes.unclaim(owner, item["parent_id"], item["name"], file_id),
    )


def _remove(item: Item) -> None:
    try:
        together(
            delete(nodes.NODES, nodes.key(item["owner"], item["node_id"]), "attribute_exists(deleting_since)")
        )
    except Refused:
        # Somebody else was faster.
        return
