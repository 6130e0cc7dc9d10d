"""A person before the page: says what is done in the words that stand on the screen."""

import re
import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypedDict

import requests
from playwright.sync_api import Browser, ConsoleMessage, FilePayload, Locator, Page, ViewportSize, expect
from vault_client import Deployment
from vault_client.session import code

SECONDS = 30
PASSWORD = "Correct-horse-7-battery"  # noqa: S105
SIZE = ViewportSize(width=1200, height=760)


class Mail(TypedDict):
    """An e-mail in the inbox of the embedded AWS."""

    To: list[str]
    BodyText: str


class Person:
    """Somebody with a browser of their own, signed in or not."""

    def __init__(self, browser: Browser, deployment: Deployment) -> None:
        self.deployment = deployment
        self.email = f"ada-{secrets.token_hex(4)}@example.com"
        self.secret = ""
        self.complaints: list[str] = []
        """What the browser wrote into its console: refusals of the security policy, errors of the program."""
        self._context = browser.new_context(viewport=SIZE, locale="en-GB", accept_downloads=True)
        self._context.set_default_timeout(SECONDS * 1000)
        self.page: Page = self._context.new_page()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))

    def open(self, fragment: str = "") -> None:
        """Open the page."""
        self.page.goto(f"{self.deployment.page_url}{fragment}")

    def see(self, text: str) -> Locator:
        """Wait until a text is there."""
        found = self.page.get_by_text(text).first
        expect(found).to_be_visible()
        return found

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def fill(self, label: str, text: str) -> None:
        """Write into a field."""
        self.page.get_by_label(label, exact=True).fill(text)

    def make_account(self) -> None:
        """Make an account, up to where the second factor is to be set up."""
        self.open()
        self.press("Make an account")
        self.fill("E-mail address", self.email)
        self.fill("Password", PASSWORD)
        self.press("Make the account")
        self.see("Confirm your address")
        self.fill("Code from the e-mail", self._code_from_inbox())
        self.press("Confirm")
        self.see("Set up your second factor")
        self.secret = self.page.locator("#secret").inner_text()

    def sign_up(self) -> None:
        """Make an account, and come in."""
        self.make_account()
        self.fill("Code that the app shows", code(self.secret))
        self.press("Finish")
        self.see(self.email)

    def sign_in(self) -> None:
        """Come in again."""
        self.fill("E-mail address", self.email)
        self.fill("Password", PASSWORD)
        self.press("Sign in")
        self.see("Your second factor")
        self.fill("Code that your authenticator app shows", code(self.secret))
        self.press("Sign in")
        self.see(self.email)

    def upload(self, *files: Path | FilePayload) -> None:
        """Choose files, and wait until they are there."""
        self.choose(*files)
        for file in files:
            self.row(file.name if isinstance(file, Path) else file["name"])

    def choose(self, *files: Path | FilePayload) -> None:
        """Choose files for an upload."""
        paths: Sequence[Path] = [file for file in files if isinstance(file, Path)]
        contents: Sequence[FilePayload] = [file for file in files if not isinstance(file, Path)]
        self.page.locator("#choose").set_input_files(paths or contents)

    def close_uploads(self) -> None:
        """Close the list of uploads, all of which are over."""
        for row in reversed(self.page.locator("li.upload").all()):
            expect(row).to_have_attribute("data-state", "done")
            row.get_by_role("button").click()

    def row(self, name: str) -> Locator:
        """Wait for the row of a file or folder."""
        found = self.page.locator(".listing tbody tr").filter(has=self.page.get_by_text(name, exact=True))
        expect(found).to_be_visible()
        return found

    def is_gone(self, name: str) -> None:
        """Wait until a file or folder is not listed."""
        listed = self.page.locator(".listing tbody tr").filter(has=self.page.get_by_text(name, exact=True))
        expect(listed).to_have_count(0)

    def go(self, view: str) -> None:
        """Choose another view."""
        self.page.get_by_role("navigation", name="Views").get_by_role("link", name=view).click()

    def make_folder(self, name: str) -> None:
        """Make a folder here."""
        self.press("New folder")
        self.fill("Name", name)
        self.press("Make the folder")
        self.row(name)

    def enter(self, folder: str) -> None:
        """Go into a folder."""
        self.row(folder).get_by_role("link").click()
        expect(self.page.get_by_role("heading", name=folder, exact=True)).to_be_visible()

    def move(self, name: str, folder: str) -> None:
        """Move a file or folder into one that stands beside it."""
        self.press(f"Move {name}")
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("button", name=folder, exact=True).click()
        expect(dialog.locator(".hint")).to_have_text(folder)
        dialog.get_by_role("button", name="Move here").click()
        self.is_gone(name)

    def share(
        self, name: str, *, password: str = "", before_closing: Callable[[], object] = lambda: None
    ) -> str:
        """Make a link to a file, and return it."""
        self.press(f"Share {name}")
        if password:
            self.fill("Password, if it shall have one", password)
        self.press("Make the link")
        link = self.page.locator("#link").input_value()
        before_closing()
        self.press("Close")
        return link

    def open_link(self, link: str, *, password: str = "") -> None:
        """Open a link that somebody gave away."""
        if self.page.url != link:
            self.page.goto(link)
        if password:
            self.fill("Password, if the link has one", password)
        self.press("Open")

    def download(self, pressed: Locator) -> bytes:
        """Press something that downloads, and return what comes."""
        with self.page.expect_download() as waiting:
            pressed.click()
        return waiting.value.path().read_bytes()

    def _note(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            self.complaints.append(f"{said.text} {said.location.get('url', '')}")

    def _code_from_inbox(self) -> str:
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            answer = requests.get(f"{self.deployment.endpoint_url}/_ministack/ses/messages", timeout=SECONDS)
            accounts: dict[str, list[Mail]] = answer.json()["messages"]
            mine = [mail for mails in accounts.values() for mail in mails if self.email in mail["To"]]
            if mine and (found := re.search(r"\b\d{6}\b", mine[-1]["BodyText"])):
                return found.group()
        raise TimeoutError(f"no e-mail has come for {self.email}")
