"""The comparison of cold starts measures what it says, and fails when a target is missed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.cold_start import __main__ as command
from benchmarks.cold_start._rounds import FUNCTION_NAMES, MODULES, OURS, TYPICAL, Start, starts

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_every_function_answers_its_first_event_over_tls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(MODULES, TYPICAL)  # its packages are not among ours
    found = list(starts(Path(sys.executable), FUNCTION_NAMES, 1, tmp_path))
    assert [one.function for one in found] == list(FUNCTION_NAMES)
    for one in found:
        assert (one.round, one.side, one.seconds.keys()) == (1, OURS, {"import", "first answer", "work"})
        assert one.seconds["import"] > 0
        assert one.seconds["first answer"] > 0


def test_a_function_that_does_not_work_is_not_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(MODULES, TYPICAL)
    monkeypatch.setitem(MODULES, OURS, "{function}er")
    with pytest.raises(SystemExit, match="No module named 'listerer'"):
        list(starts(Path(sys.executable), ["lister"], 1, tmp_path))


@pytest.mark.parametrize(("slow", "status"), [(1.0, 0), (1.05, 0), (1.2, 1)])
def test_a_target_that_is_missed_by_more_than_noise_fails(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    slow: float,
    status: int,
) -> None:
    def measured(*_: object) -> Iterator[Start]:
        for number in (1, 2, 3):
            for side, seconds in ((OURS, 0.12 * slow), (TYPICAL, 1.0)):
                both = {"import": seconds, "first answer": 2 * seconds}
                yield Start(round=number, function="downloader", side=side, seconds=both)

    monkeypatch.setattr(command, "environment", lambda *_: Path(sys.executable))
    monkeypatch.setattr(command, "starts", measured)
    figures = tmp_path / "figures.json"
    assert command.main(["--only", "downloader", "--json", str(figures)]) == status
    assert len(json.loads(figures.read_text())) == 6
    assert ("met" in capsys.readouterr().out) is (slow == 1.0)


def test_without_packages_nothing_is_claimed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "environment", lambda *_: None)
    assert command.main([]) == 1
    assert "nothing is measured" in capsys.readouterr().out
