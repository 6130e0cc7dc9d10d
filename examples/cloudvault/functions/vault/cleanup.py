"""Ends what nobody else has ended: old uploads, old trash, and deletions that were stopped half-way.

What is due is found by an index that holds nothing else; what is done leaves it. However often the clean-up
is stopped, the next one begins with what is left.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from vault import nodes
from vault.files.leaving import dismiss, remove_remains
from vault.files.processing import process
from vault.folders.deletion import empty_folder
from vault.models.files import FileState
from vault.moments import as_text
from vault.tables import Item, Refused
from vault.telemetry import logger


class CleanUpError(Exception):
    """Something that is due could not be ended; all the rest was."""


def clean_up(moment: datetime, has_time: Callable[[], bool]) -> Counter[str]:
    """End what is due at a moment, as long as there is time, and return how many of each kind were ended.

    Raises:
        CleanUpError: Some could not be ended; the log says which.
    """
    ended, failed = Counter[str](), 0
    for entry in nodes.due_nodes(moment):
        if not has_time():
            logger.info("The rest is left for the next time")
            break
        try:
            kind = _end(entry["owner"], entry["node_id"], moment, has_time)
        except Exception:
            logger.exception("Not ended", owner=entry["owner"], node_id=entry["node_id"])
            failed += 1
        else:
            ended[kind] += 1
    if failed:
        raise CleanUpError(f"{failed} could not be ended")
    return ended


def _end(owner: str, node_id: str, moment: datetime, has_time: Callable[[], bool]) -> str:
    # The index lags behind the table.
    item = nodes.find_any(owner, node_id)
    if item is None or item.get("due_at", "~") > as_text(moment):
        return "ended already"
    match item:
        case {"kind": nodes.FOLDER}:
            return "folders" if empty_folder(owner, node_id, has_time) else "folders begun"
        case {"kind": nodes.REMAINS}:
            remove_remains(item)
            return "remains"
        case {"file_state": FileState.UPLOADING}:
            # Its event may have been lost: what has arrived is not given up.
            return "uploads" if process(owner, node_id) else _dismissed(item)
        case _:
            return _dismissed(item)


def _dismissed(item: Item) -> str:
    state: str = item["file_state"]
    try:
        dismiss(item)
    except Refused:
        return "ended already"
    return state
