"""A trainer before the page: comes in, sends videos, and looks after them."""

import base64
import hashlib
import hmac
import secrets
import struct
import time
from collections.abc import Callable
from pathlib import Path

from apex_client import Deployment
from apex_client.session import invite
from playwright.sync_api import Browser, Locator, ViewportSize, expect

from apex_browser.person import DESKTOP, Person

PASSWORD = "Correct-horse-7-battery"  # noqa: S105


class Trainer(Person):
    """Somebody whom an administrator has made a trainer, and who was not here before."""

    def __init__(self, browser: Browser, deployment: Deployment, *, screen: ViewportSize = DESKTOP) -> None:
        super().__init__(browser, deployment, screen=screen)
        self.email = f"trainer-{secrets.token_hex(4)}@example.com"
        self._first_password = invite(deployment, self.email)
        self._secret = ""

    def open(self) -> None:
        """Open the page."""
        self.page.goto(self.deployment.page_url)

    def come_in(self, *, meanwhile: Callable[[str], object] = lambda _: None) -> None:
        """Sign in for the first time; `meanwhile` is told each step that is to be seen."""
        self.open()
        self.see("Sign in")
        meanwhile("sign-in")
        self._give_password(self._first_password)
        self.see("Choose your password")
        meanwhile("new-password")
        self.fill("New password", PASSWORD)
        self.press("Set the password")
        self.see("Set up your second factor")
        meanwhile("second-factor")
        self._secret = self.page.locator("#secret").inner_text()
        self.fill("Code that the app shows", self.code())
        self.press("Finish")
        self.see("Your videos")

    def come_in_again(self) -> None:
        """Sign in as one does from then on."""
        self._give_password(PASSWORD)
        self.see("Your second factor")
        self.fill("Code that your authenticator app shows", self.code())
        self.press("Sign in")
        self.see("Your videos")

    def code(self) -> str:
        """Return the six digits that the authenticator app shows (RFC 6238)."""
        moment = struct.pack(">Q", int(time.time()) // 30)
        digest = hmac.new(base64.b32decode(self._secret), moment, hashlib.sha1).digest()
        at = digest[-1] & 15
        return f"{int.from_bytes(digest[at : at + 4]) & 0x7FFFFFFF:010d}"[-6:]

    def choose(self, film: Path) -> None:
        """Choose a file."""
        self.page.locator("input[type=file]").set_input_files(film)

    def send(self, film: Path, *, title: str, student: str) -> None:
        """Send a video, and wait until its upload has begun."""
        self.choose(film)
        self.fill("Title", title)
        self.fill("E-mail address of the student", student)
        self.press("Send the video")
        expect(self.video(title)).to_be_visible()

    def video(self, title: str) -> Locator:
        """Return a video of the list."""
        return self.page.get_by_role("listitem").filter(
            has=self.page.get_by_role("heading", name=title, exact=True)
        )

    def sent_of(self, title: str) -> float:
        """Return how many bytes of a video the page says to have sent."""
        return self.video(title).get_by_role("progressbar").evaluate("bar => bar.value")

    def shows(self, title: str, *words: str) -> None:
        """Wait until the list says something of a video."""
        for word in words:
            expect(self.video(title)).to_contain_text(word)

    def do(self, what: str, title: str, *, sure: str = "") -> None:
        """Press a button of a video, and say that one is `sure` where that is asked."""
        self.press(f"{what}: {title}")
        if sure:
            self.page.get_by_role("dialog").get_by_role("button", name=sure).click()

    def _give_password(self, password: str) -> None:
        self.fill("E-mail address", self.email)
        self.fill("Password", password)
        self.press("Sign in")
