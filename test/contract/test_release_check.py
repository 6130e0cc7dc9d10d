"""A release whose tag, version, changelog and notes disagree is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tools.release_check import ROOT, disagreements


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.3"\n')
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## 1.2.3 (2026-11-21)\n\n## 1.2.2 (2026-10-01)\n")
    (tmp_path / "changelog.d").mkdir()
    (tmp_path / "changelog.d/README.md").write_text("# Notes\n")
    return tmp_path


def test_a_release_in_agreement_is_let_through(tree: Path) -> None:
    assert disagreements("v1.2.3", tree) == []


def test_another_tag_is_refused(tree: Path) -> None:
    assert disagreements("v1.3.0", tree) == ["the tag is v1.3.0, the version in .projenrc.py 1.2.3"]


@pytest.mark.parametrize("heading", ["## 1.2.2 (2026-10-01)", "## 1.2.3 (unreleased)", ""])
def test_a_changelog_without_the_release_is_refused(tree: Path, heading: str) -> None:
    (tree / "CHANGELOG.md").write_text(f"# Changelog\n\n{heading}\n")

    (told,) = disagreements("v1.2.3", tree)
    assert told.startswith("CHANGELOG.md ")


def test_a_note_that_is_not_in_the_changelog_is_refused(tree: Path) -> None:
    (tree / "changelog.d/vault.added.md").write_text("Vaults.\n")

    (told,) = disagreements("v1.2.3", tree)
    assert "vault.added.md" in told


def test_the_notes_of_this_tree_can_be_built() -> None:
    draft = [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "9.9.9"]
    done = subprocess.run(draft, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "## 9.9.9" in done.stdout


def test_every_note_is_of_a_kind_that_is_known() -> None:
    kinds = {"security", "breaking", "replaces", "deprecated", "added", "fixed"}

    notes = [path for path in Path(ROOT, "changelog.d").iterdir() if path.name != "README.md"]
    assert {path.name.split(".")[-2] for path in notes} <= kinds
