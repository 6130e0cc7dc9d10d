"""Runs MiniStack with what it only pretends to do: rotation of secrets, and telling what becomes of mail.

Run as a script (never imported): `python -P launcher.py`. Each addition is a module next to this one that
knows MiniStack's private functions, and puts its own in their place when it is loaded.
"""

import importlib.util
from pathlib import Path
from typing import Final

from ministack import app

ADDITIONS: Final = ("rotation", "mail", "mailbox")


def load(name: str) -> None:
    """Load an addition by its file: modules of the same name that are installed are not meant."""
    spec = importlib.util.spec_from_file_location(f"engine_{name}", Path(__file__).with_name(f"{name}.py"))
    if spec and spec.loader:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


if __name__ == "__main__":
    for addition in ADDITIONS:
        load(addition)
    app.main()
