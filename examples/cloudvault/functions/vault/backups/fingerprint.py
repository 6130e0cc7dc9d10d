"""Tells whether two tables hold the same items, without keeping either.

Items are spread over blocks by their keys, and each block is the exclusive or of its items' digests, in
whatever order they come. A table that is read before and after it is backed up shows which blocks nobody
touched in between: these must come back as they were. An item that came and went in between, and is in the
backup, looks like a difference; another backup tells.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from vault.tables import Item

BLOCKS, WIDTH = 256, 8


@dataclass(slots=True)
class Fingerprint:
    """What a table holds, as far as it was read."""

    count: int = 0
    blocks: list[int] = field(default_factory=lambda: [0] * BLOCKS)
    cursor: str | None = None
    """After which key reading goes on; `None` before the first and after the last item."""

    def add(self, item: Item, key: Sequence[str]) -> None:
        """Add an item, in DynamoDB's own JSON, whose key has these attributes."""
        block = _digest([item[name] for name in key])[0]
        self.blocks[block] ^= int.from_bytes(_digest(item)[:WIDTH])
        self.count += 1

    def as_item(self) -> Item:
        """Return it as the table keeps it."""
        blocks = b"".join(block.to_bytes(WIDTH) for block in self.blocks)
        return {"count": self.count, "blocks": blocks, "cursor": self.cursor}

    @classmethod
    def of(cls, item: Item | None) -> "Fingerprint":
        """Return what the table keeps, or an empty one."""
        if item is None:
            return cls()
        raw: Any = item["blocks"]
        data = bytes(raw)
        blocks = [int.from_bytes(data[at : at + WIDTH]) for at in range(0, len(data), WIDTH)]
        return cls(count=int(item["count"]), blocks=blocks, cursor=item["cursor"])


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a restored table compares with the one that was backed up."""

    compared: float
    """Which part of the blocks nobody touched while the backup was taken."""
    is_same: bool
    """Whether these came back as they were."""


def compare(before: Fingerprint, after: Fingerprint, restored: Fingerprint) -> Comparison:
    """Compare a restored table with what was there just before and just after it was backed up."""
    untouched = [at for at in range(BLOCKS) if before.blocks[at] == after.blocks[at]]
    is_same = all(restored.blocks[at] == before.blocks[at] for at in untouched)
    if len(untouched) == BLOCKS:
        is_same = is_same and restored.count == before.count
    return Comparison(compared=len(untouched) / BLOCKS, is_same=is_same)


def _digest(value: object) -> bytes:
    text = json.dumps(value, sort_keys=True, default=bytes.hex)
    return hashlib.sha256(text.encode()).digest()
