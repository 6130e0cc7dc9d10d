"""The browser that the system has: Playwright would download one of its own."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cloud_constructs.local.trials._console import TrialError

if TYPE_CHECKING:
    from collections.abc import Generator

    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
# A function's first call takes seconds where it runs beside others.
SECONDS = 30.0


@contextmanager
def chromium(*, seconds: float = SECONDS) -> Generator[Browser]:
    """Run the system's Chromium without a window, driven by Playwright (`pip install playwright`).

    Args:
        seconds: How long what is expected of a page may take.

    Raises:
        TrialError: There is none; the message says how to get one.
    """
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        raise TrialError(
            f"there is no {' or '.join(NAMES)} on PATH: on Debian and Ubuntu,"
            " `apt-get install --no-install-recommends chromium` brings one"
        )
    from playwright.sync_api import expect, sync_playwright

    # Chromium refuses to build its sandbox for root, as whom containers of CI run; the page is the app's own.
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    # Chromium makes a socket in the temporary folder; a trial's lies too deep for the path of one.
    environment: dict[str, str | float | bool] = {**os.environ, "TMPDIR": "/tmp"}  # noqa: S108
    expect.set_options(timeout=seconds * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=sandbox, env=environment)
        try:
            yield browser
        finally:
            browser.close()
