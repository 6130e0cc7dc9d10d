"""Where the next page of a list begins, as clients carry it.

A cursor names no partition: whoever changes one still lists what is theirs.
"""

import base64
import json
from typing import Any

from vault.problems import invalid
from vault.tables import Item


def write_cursor(last: Item | None, *named: str) -> str | None:
    """Return the cursor after an item, of those attributes of its key that are not the caller's own."""
    if last is None:
        return None
    return base64.urlsafe_b64encode(json.dumps([last[name] for name in named]).encode()).decode()


def read_cursor(cursor: str | None, *named: str, **own: str) -> Item | None:
    """Return the key that a cursor stands for.

    Raises:
        Problem: It is no cursor of that list.
    """
    if cursor is None:
        return None
    try:
        values: Any = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, RecursionError) as error:
        raise invalid("cursor: is none that a list answered.") from error
    match values:
        case [*texts] if len(texts) == len(named) and all(isinstance(text, str) and text for text in texts):
            return {**own, **dict(zip(named, texts, strict=True))}
        case _:
            raise invalid("cursor: is none that a list answered.")
