"""Numbers of bytes, as people write and read them."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError

UNITS = {"GB": 10**9, "MiB": 2**20, "MB": 10**6, "KB": 10**3, "B": 1}


def size(text: str) -> int:
    """Read a size: `100MB`."""
    number = re.fullmatch(r"([1-9]\d*)(\w+)", text)
    if number is None or number[2] not in UNITS:
        raise ArgumentTypeError(f"{text} is no size, such as 100MB or 16MiB")
    return int(number[1]) * UNITS[number[2]]


def sizes(text: str) -> list[int]:
    """Read a list of sizes, and sort them: `100MB,1GB`."""
    return sorted({size(part) for part in text.split(",")})


def size_text(size: int) -> str:
    """Write a size in the largest decimal unit that it fills: `4 GB`."""
    name, unit = next((name, unit) for name, unit in UNITS.items() if size >= unit and name != "MiB")
    return f"{size / unit:g} {name}"
