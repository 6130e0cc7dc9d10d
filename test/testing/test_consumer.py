"""A team's own project, run as the team would run it: what it asserts holds, and each assertion bites."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CONSUMER = HERE / "consumer"
DOCUMENT = HERE.parents[1] / "docs" / "testing.md"
SNAPSHOT = "__snapshots__/test_shop/test_the_template_changes_only_when_somebody_means_it.json"

# The test of the broken shop, and words that its failure has to contain.
BITES = {
    "test_open_finding": "Shop/Plain/Resource\n  error   Serverless-SQSRedrivePolicy",
    "test_raw_override": "Shop/Newsletters/Resource\n  error   HIPAA.Security-S3BucketVersioningEnabled",
    "test_blanket_acknowledgement": "CC-ACK3",
    "test_invariant": "Shop/Anybody/Resource\n  error   CC-TrustPolicy",
    "test_inventory": "+ Shop/Receipts/Resource/Resource  AWS::S3::Bucket",
    "test_snapshot": '"FifoQueue": true',
    "test_replaced": "Orders2A43276C (AWS::SQS::Queue) is replaced: FifoQueue changes from nothing to True",
    "test_renamed": "Shop: Newsletters38DC6B50 (AWS::S3::Bucket) is gone; was it renamed to Letters?",
}


def run(project: Path, *files: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a project, without anything that this repository's own tests have set up."""
    inherited = {
        key: value for key, value in os.environ.items() if key not in {"JSII_NODE", "CDK_VALIDATION"}
    }
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-vv", *files]
    return subprocess.run(
        command,
        cwd=project,
        env={**inherited, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(CONSUMER, tmp_path / "shop")
    (tmp_path / "shop" / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    return tmp_path / "shop"


def test_the_project_of_a_team_passes(project: Path) -> None:
    result = run(project)

    assert result.returncode == 0, result.stdout
    assert "7 passed" in result.stdout
    assert "end-of-life" not in result.stderr, "the plugin has to choose Node before CDK starts it"


def test_each_assertion_bites(project: Path) -> None:
    shutil.copy(HERE / "broken" / "test_broken_shop.py", project)
    kept = project / "__snapshots__/test_broken_shop/test_snapshot.json"
    kept.parent.mkdir()
    shutil.copy(project / SNAPSHOT, kept)

    result = run(project, "test_broken_shop.py")

    assert f"{len(BITES)} failed in" in result.stdout, result.stdout
    lines = re.sub(r"(?m)^E {7}", "", result.stdout)
    failures = re.split(r"\n_{3,} (test_\w+) _{3,}\n", lines)
    said = dict(zip(failures[1::2], failures[2::2], strict=True))
    assert said.keys() == BITES.keys()
    for test, words in BITES.items():
        assert words in said[test], said[test]


@pytest.mark.parametrize("name", ["app.py", "test_shop.py"])
def test_the_document_shows_what_runs_here(name: str) -> None:
    assert f"```py\n{(CONSUMER / name).read_text()}```" in DOCUMENT.read_text()
