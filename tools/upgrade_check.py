"""Compare the work tree with the last release: would anybody who upgrades lose data, or code that works?

`uv run python -m tools.upgrade_check [--against TAG | --before TAG]` passes three gates (docs/upgrading.md):

* the public API, by griffe, less the lines of test/contract/allowed-breaks.txt;
* the logical ids of what holds data, and
* what CloudFormation would replace, both in the templates of every construct's defaults and of every example,
  which the old library synthesises from its own tests and examples.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import griffe

from cloud_constructs.testing import assert_no_replacement
from tools.api_md import target

ROOT = Path(__file__).parents[1]
ALLOWED = ROOT / "test/contract/allowed-breaks.txt"
PACKAGE = "cloud_constructs"
Templates = dict[str, dict[str, Any]]

# Runs in a checkout of either side, with that side's own library.
DEFAULTS = """
import json, sys
from harness import DEFAULTS, default_template
json.dump({name: default_template(name) for name in DEFAULTS}, sys.stdout)
"""


def last_release(before: str = "HEAD") -> str | None:
    """Return the newest release that a commit descends from; a release does not descend from itself."""
    start = before if before == "HEAD" else f"{before}^"
    tag = _git("describe", "--tags", "--abbrev=0", "--match", "v*", start, check=False).strip()
    return tag or None


def checkout(ref: str, folder: Path) -> Path:
    """Write the tree of a commit or tag into a folder."""
    packed = subprocess.run(["git", "archive", ref], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def api_breaks(old: Path, new: Path) -> list[str]:
    """Return what callers of the public names of `old` would find broken in `new`."""
    breaks = griffe.find_breaking_changes(_public(old), _public(new))
    return [_line(breakage) for breakage in breaks if not _experimental(breakage.obj)]


def _line(breakage: griffe.Breakage) -> str:
    change = f"{_said(breakage.old_value)} -> {_said(breakage.new_value)}"
    return f"{breakage.obj.path}: {breakage.kind.value} ({change})"


def _public(root: Path) -> griffe.Module:
    """Return the public names of a checkout as one module, wherever they are defined."""
    package = griffe.load(
        PACKAGE,
        search_paths=[root / "src"],
        modules_collection=griffe.ModulesCollection(),
        resolve_aliases=True,
    )
    surface = griffe.Module(PACKAGE)
    testing = griffe.Module("testing")
    surface.set_member("testing", testing)
    for module, source in ((surface, package), (testing, package["testing"])):
        for name in map(str, source.exports or ()):
            member = source[name]
            # An alias, so that the class stays where its base classes are found.
            module.set_member(name, griffe.Alias(name, target(member)))
    return surface


def _experimental(member: griffe.Object | griffe.Alias | None) -> bool:
    while member is not None:
        if isinstance(member, griffe.Class):
            return any(str(decorator.value).startswith("experimental") for decorator in member.decorators)
        member = member.parent
    return False


def _said(value: object) -> str:
    """Write a parameter as in its signature and anything that is defined by its name."""
    if isinstance(value, griffe.Parameter):
        return f"{value.name}: {value.annotation} = {value.default}"
    return value.name if isinstance(value, griffe.Object) else str(value)


def not_allowed(breaks: list[str], allowed: list[str]) -> list[str]:
    """Return the breaks that no line allows, and the lines that allow nothing any more."""
    unexpected = [f"API: {line}" for line in breaks if line not in allowed]
    stale = [f"API: {line!r} is allowed, but nothing breaks so" for line in allowed if line not in breaks]
    return unexpected + stale


def allowed_breaks(text: str) -> list[str]:
    """Return the allowed lines of a file in which `#` begins the reason for what follows."""
    return [line for line in map(str.strip, text.splitlines()) if line and not line.startswith("#")]


def templates(root: Path) -> Templates:
    """Return the templates of every default and of every example of a checkout."""
    paths = [root / "src", root / "test", root]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}
    done = subprocess.run(
        [sys.executable, "-c", DEFAULTS],
        cwd=root,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    found: Templates = json.loads(done.stdout)
    for app in sorted((root / "examples").glob("*/app.py")):
        with tempfile.TemporaryDirectory() as folder:
            into = {**environment, "CDK_OUTDIR": folder}
            subprocess.run(
                [sys.executable, app.name], cwd=app.parent, env=into, check=True, capture_output=True
            )
            for template in Path(folder).rglob("*.template.json"):
                found[f"{app.parent.name}/{template.name}"] = json.loads(template.read_text())
    return found


def replacements(old: Templates, new: Templates) -> list[str]:
    """Return what CloudFormation would replace or delete, of what holds data."""
    try:
        assert_no_replacement(old, new)
    except AssertionError as problems:
        return [f"data: {line.strip()}" for line in str(problems).splitlines()[1:]]
    return []


def problems_since(ref: str) -> list[str]:
    """Return everything that an upgrade from a release to the work tree would break."""
    with tempfile.TemporaryDirectory() as folder:
        old = checkout(ref, Path(folder))
        breaks = not_allowed(api_breaks(old, ROOT), allowed_breaks(ALLOWED.read_text()))
        return breaks + replacements(templates(old), templates(ROOT))


def main() -> int:
    """Print what an upgrade would break, and return 1 if there is anything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--against", metavar="TAG", help="what to compare with; by default the last release")
    parser.add_argument(
        "--before", metavar="TAG", default="HEAD", help="compare with the release before this"
    )
    arguments = parser.parse_args()
    ref = arguments.against or last_release(arguments.before)
    if ref is None:
        print("There is no release yet, so nobody can upgrade from one.")
        return 0
    found = problems_since(ref)
    for problem in found:
        print(problem)
    print(
        f"{len(found)} problems for those who upgrade from {ref}" if found else f"Safe to upgrade from {ref}"
    )
    return 1 if found else 0


def _git(*arguments: str, check: bool = True) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=check, capture_output=True, text=True)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
