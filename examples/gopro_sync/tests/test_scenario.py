"""The scenario's judgement and its command line; that it runs is shown by running it."""

import pytest
import scenario
from stand_in import FAULTS, Fault, MediaFile
from trials.observation import Check
from trials.sync import problems_of

FILE = MediaFile("m", "a.mp4", 3, "2026-01-01T00:00:00Z", "Video", "good")
COPIED = {"status": "COMPLETED", "sha256": "good"}
DELETED = {"status": "COMPLETED", "note": "source_deleted"}
FAILED = {"status": "FAILED"}


@pytest.mark.parametrize(
    ("row", "in_bucket", "fault", "excused", "problem"),
    [
        (COPIED, "good", None, False, None),
        (COPIED, "bad", None, False, "other bytes"),
        (COPIED, None, None, False, "other bytes"),
        ({**COPIED, "sha256": "bad"}, "good", None, False, "other bytes"),
        (FAILED, None, None, False, "is FAILED"),
        (FAILED, None, "server-errors:forever", True, None),
        (FAILED, "good", "server-errors:forever", True, "other bytes"),
        ({}, None, "server-errors:forever", True, None),
        ({}, None, None, False, "no row"),
        (DELETED, None, "one-file-gone", False, None),
        (DELETED, None, "server-errors", False, "and is not"),
        (DELETED, None, None, False, "and is not"),
        (DELETED, "good", "one-file-gone", False, "other bytes"),
    ],
)
def test_only_equal_bytes_or_an_honest_loss_will_do(row, in_bucket, fault, excused, problem):  # GS-16
    found = problems_of(Check(FILE, row, in_bucket), Fault.parse(fault) if fault else None, excused=excused)
    assert [problem in text for text in found] == ([True] if problem else [])


def test_the_faults_can_be_listed(capsys):
    assert scenario.main(["--list-faults"]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in FAULTS)


def test_nothing_deployed_is_a_clear_error(monkeypatch, capsys):
    monkeypatch.delenv("CLOUD_CONSTRUCTS_ENDPOINTS", raising=False)
    assert scenario.main([]) == 2
    assert "cloud-constructs local run examples/gopro_sync" in capsys.readouterr().out


def test_an_unknown_fault_is_refused_with_the_known_ones(capsys):
    with pytest.raises(SystemExit, match="2"):
        scenario.main(["--fault", "gremlins"])
    assert "there are: dropped-connection" in capsys.readouterr().err


@pytest.mark.parametrize("folder", ["missing", "empty"])
def test_a_folder_without_media_is_a_clear_error(tmp_path, monkeypatch, capsys, folder):
    endpoints = tmp_path / "endpoints.json"
    endpoints.write_text('{"endpoint_url": "http://127.0.0.1:1", "stacks": {}}')
    monkeypatch.setenv("CLOUD_CONSTRUCTS_ENDPOINTS", str(endpoints))
    (tmp_path / "empty").mkdir()
    assert scenario.main(["--media", str(tmp_path / folder)]) == 2
    assert "there is no such folder" in (said := capsys.readouterr().out) or "has no files" in said
