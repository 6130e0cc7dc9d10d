"""The browser: the one that the system has, because Playwright would download one of its own."""

import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect, sync_playwright

SECONDS = 30
"""How long anything may take: a function's first call takes seconds where it runs beside others."""
NAMES = ("chromium", "chromium-browser", "google-chrome")


class NoBrowserError(RuntimeError):
    """This machine has no browser that Playwright could drive."""

    def __init__(self) -> None:
        super().__init__(
            f"there is no {' or '.join(NAMES)} on PATH: on Debian and Ubuntu,"
            " `apt-get install --no-install-recommends chromium` brings one"
        )


@contextmanager
def chromium() -> Generator[Browser]:
    """Run a browser without a window.

    Raises:
        NoBrowserError: There is none; the message says how to get one.
    """
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        raise NoBrowserError
    # Chromium refuses to build its sandbox for root, as whom containers of CI run; the page is our own.
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    expect.set_options(timeout=SECONDS * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=sandbox)
        try:
            yield browser
        finally:
            browser.close()
