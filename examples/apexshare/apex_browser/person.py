"""A person before the page: says what is done in the words that stand on the screen."""

from typing import Any

from apex_client import Deployment
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, ViewportSize, expect

SECONDS = 30
DESKTOP = ViewportSize(width=1200, height=800)
PHONE = ViewportSize(width=390, height=800)
MOST_TABS = 60


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, browser: Browser, deployment: Deployment, *, screen: ViewportSize = DESKTOP) -> None:
        self.deployment = deployment
        self.complaints: list[str] = []
        """What the browser wrote into its console: refusals of the security policy, errors of the program."""
        self._context = browser.new_context(viewport=screen, locale="en-GB", accept_downloads=True)
        self._context.set_default_timeout(SECONDS * 1000)
        self.page: Page = self._context.new_page()
        self._devtools: Any = self._context.new_cdp_session(self.page)
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def leave(self) -> None:
        """Close the browser."""
        self._context.close()

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

    def is_far_away(self, bytes_per_second: float) -> None:
        """Send no faster than this: on one machine, all arrives before anything is to be seen."""
        speed = {
            "offline": False,
            "latency": 0,
            "downloadThroughput": -1,
            "uploadThroughput": bytes_per_second,
        }
        self.devtools("Network.enable")
        self.devtools("Network.emulateNetworkConditions", **speed)

    def devtools(self, method: str, **parameters: Any) -> None:  # noqa: ANN401
        """Have the browser do what no person can (https://chromedevtools.github.io/devtools-protocol/)."""
        self._devtools.send(method, parameters)

    def tab_to(self, wanted: Locator) -> None:
        """Go to something with the tabulator key, and see by its outline that one is there.

        Raises:
            AssertionError: It is not to be reached, or nothing shows that it is.
        """
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if wanted.evaluate("one => one === document.activeElement"):
                break
        else:
            raise AssertionError(f"the keyboard does not get to {wanted}")
        # The file's input is as large as its label and not to be seen.
        styles: list[str] = wanted.evaluate(
            "one => [one, one.closest('label') ?? one].map((at) => getComputedStyle(at).outlineStyle)"
        )
        if "solid" not in styles:
            raise AssertionError(f"nothing shows that {wanted} has the focus")

    def _note(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            self.complaints.append(f"{said.text} {said.location.get('url', '')}")
