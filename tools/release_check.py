"""Refuse a release whose tag, version and changelog disagree, or whose changes have no note.

`uv run python -m tools.release_check v1.2.3` is the first step of the release workflow.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def disagreements(tag: str, root: Path = ROOT) -> list[str]:
    """Return what stands between a tag and its release."""
    version = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    newest = re.search(r"^## (\S+)(.*)$", (root / "CHANGELOG.md").read_text(), re.MULTILINE)
    fragments = sorted(path.name for path in (root / "changelog.d").glob("*.md") if path.name != "README.md")
    found: list[str] = []
    if tag != f"v{version}":
        found.append(f"the tag is {tag}, the version in .projenrc.py {version}")
    if newest is None or newest[1] != version:
        found.append(f"CHANGELOG.md begins with {newest[1] if newest else 'nothing'}, not with {version}")
    elif "unreleased" in newest[2]:
        found.append(f"CHANGELOG.md says that {version} is unreleased")
    if fragments:
        found.append(f"not in the changelog yet: {', '.join(fragments)}; run uv run towncrier build")
    return found


def main() -> int:
    """Print what stands between a tag and its release, and return 1 if anything does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("tag", help="the tag that is released, such as v1.2.3")
    tag = parser.parse_args().tag
    found = disagreements(tag)
    print("\n".join(found) if found else f"{tag} can be released")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
