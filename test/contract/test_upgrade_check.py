"""The gate that compares with the last release tells each kind of break, and nothing that is not one."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tools import upgrade_check

if TYPE_CHECKING:
    from pathlib import Path

OLD = """
def experimental(*, since):
    return lambda kind: kind

def seal(text: str, times: int = 1) -> str: ...

class Vault:
    def __init__(self, id: str, *, keeps: bool = True) -> None: ...
    def open(self) -> str: ...
    def _hidden(self) -> str: ...

@experimental(since="0.1")
class Trial:
    def run(self) -> None: ...
"""


def library(folder: Path, text: str) -> Path:
    package = folder / "src" / "cloud_constructs"
    (package / "testing").mkdir(parents=True)
    names = re.findall(r"^(?:class|def) ([A-Zs]\w+)", text, re.MULTILINE)
    (package / "_vault.py").write_text(text)
    (package / "__init__.py").write_text(
        f"from cloud_constructs._vault import {', '.join(names)}\n\n__all__ = {names}\n"
    )
    (package / "testing" / "__init__.py").write_text("__all__ = []\n")
    return folder


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("class Vault", "class Safe", "cloud_constructs.Vault: Public object was removed"),
        ("def open(self)", "def unlock(self)", "Vault.open: Public object was removed"),
        ("keeps: bool = True", "keeps: bool = False", "(keeps: bool = True -> keeps: bool = False)"),
        ("*, keeps: bool = True", "*, kept: bool = True", "Parameter was removed"),
        ("id: str,", "id: str, owner: str,", "added as required"),
        (
            "def seal(text: str, times",
            "def seal(times, text: str, of",
            "seal: Positional parameter was moved",
        ),
    ],
)
def test_a_break_of_the_public_api_is_told(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in OLD
    before = library(tmp_path / "before", OLD)
    after = library(tmp_path / "after", OLD.replace(old, new))

    assert any(says in line for line in upgrade_check.api_breaks(before, after))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("def _hidden(self)", "def _other(self)"),
        ("def run(self)", "def walk(self)"),
        ("times: int = 1", "times: int = 1, twice: bool = False"),
        (
            "class Vault:\n    def __init__",
            "class Box:\n    def open(self) -> str: ...\n\nclass Vault(Box):\n    def __init__",
        ),
    ],
    ids=["private", "experimental", "optional argument", "base class"],
)
def test_what_breaks_nobody_is_not_told(tmp_path: Path, old: str, new: str) -> None:
    before = library(tmp_path / "before", OLD)
    text = OLD.replace(old, new)
    if "class Box" in new:
        text = text.replace("    def open(self) -> str: ...\n    def _hidden", "    def _hidden")
    after = library(tmp_path / "after", text)

    assert upgrade_check.api_breaks(before, after) == []


def test_a_wanted_break_needs_its_line_and_a_line_its_break() -> None:
    allowed = upgrade_check.allowed_breaks("# Vaults open by themselves.\nVault: open is gone\n\n")

    assert upgrade_check.not_allowed(["Vault: open is gone"], allowed) == []
    assert upgrade_check.not_allowed(["Vault: seal is gone"], []) == ["API: Vault: seal is gone"]
    assert "nothing breaks so" in upgrade_check.not_allowed([], allowed)[0]


def test_a_lost_logical_id_is_told() -> None:
    queue = {"Type": "AWS::SQS::Queue", "Properties": {}}
    old = {"WorkQueue": {"Resources": {"QueueA": queue}}}

    assert upgrade_check.replacements(old, old) == []
    (told,) = upgrade_check.replacements(old, {"WorkQueue": {"Resources": {"QueueB": queue}}})
    assert "QueueA (AWS::SQS::Queue) is gone; was it renamed to QueueB?" in told


def test_a_checkout_is_the_tree_of_the_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def git(*arguments: str) -> None:
        identity = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.com")
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path / "repository", check=True)

    (tmp_path / "repository").mkdir()
    monkeypatch.setattr(upgrade_check, "ROOT", tmp_path / "repository")
    git("init", "--quiet")
    (tmp_path / "repository" / "file").write_text("released")
    git("add", "file")
    git("commit", "--quiet", "--message", "feat: first")
    assert upgrade_check.last_release() is None
    git("tag", "v1.0.0")
    (tmp_path / "repository" / "file").write_text("changed")

    assert upgrade_check.last_release() == "v1.0.0"
    git("commit", "--quiet", "--all", "--message", "feat: second")
    git("tag", "v1.1.0")
    assert upgrade_check.last_release(before="v1.1.0") == "v1.0.0"
    assert (upgrade_check.checkout("v1.0.0", tmp_path / "old") / "file").read_text() == "released"


def test_this_tree_breaks_nobody_who_has_it(tmp_path: Path) -> None:
    assert upgrade_check.api_breaks(upgrade_check.ROOT, upgrade_check.ROOT) == []
