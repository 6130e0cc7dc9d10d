"""What programs that drive a deployed app are written with."""

from pathlib import Path

import pytest

from cloud_constructs.local.trials import TrialError, chromium


def test_a_machine_without_a_browser_is_told_how_to_get_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(TrialError, match="apt-get install --no-install-recommends chromium"), chromium():
        pass
