"""A student: reads e-mail, opens links, downloads."""

import secrets
from pathlib import Path

from apex_client import Deployment, link_in, mails_to
from playwright.sync_api import Browser, Locator, ViewportSize

from apex_browser.person import PHONE, Person
from cloud_constructs.local.trials import until


class Student(Person):
    """Somebody with an inbox and a phone, and without an account."""

    def __init__(self, browser: Browser, deployment: Deployment, *, screen: ViewportSize = PHONE) -> None:
        super().__init__(browser, deployment, screen=screen)
        self.email = f"student-{secrets.token_hex(4)}@example.com"

    def link(self, *, after: int = 0) -> str:
        """Wait for an e-mail, after as many others, and return its link.

        It names the distribution, whose files the embedded AWS serves from their bucket.
        """

        def token() -> str | None:
            mails = mails_to(self.deployment, self.email)
            found = link_in(mails[-1]) if len(mails) > after else None
            return found and found[1]

        return f"{self.deployment.page_url}#/watch/{until(f'an e-mail for {self.email}', token)}"

    def open(self, link: str) -> None:
        """Open a link."""
        # An address that differs only behind the `#` is no other page.
        self.page.goto("about:blank")
        self.page.goto(link)

    @property
    def button(self) -> Locator:
        """By which the video is downloaded."""
        return self.page.get_by_role("button", name="Download the video")

    def download(self) -> Path:
        """Download the video, and return where it is."""
        with self.page.expect_download() as waiting:
            self.button.click()
        return waiting.value.path()

    def is_refused(self) -> None:
        """Wait until the page says that the link is dead."""
        self.see("This link does not work any more")
