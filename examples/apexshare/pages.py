"""Writes the pages of docs/ that are made from the app itself: `python pages.py`. A test compares them."""

import sys
from pathlib import Path

EXAMPLE = Path(__file__).parent
sys.path.append(str(EXAMPLE / "functions"))

from apex_pages import DOCS, PAGES  # noqa: E402 (needs the path above)

if __name__ == "__main__":
    for name, make in PAGES.items():
        (DOCS / name).write_text(make())
