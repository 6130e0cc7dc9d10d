"""The journey of a person before the page, in a real browser."""

import argparse
import io
import secrets
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect
from vault_browser import Person
from vault_client import Deployment
from vault_client.session import code

from cloud_constructs.local.trials import Report, TrialError, chromium, until

MIB = 1024 * 1024
PASSWORD = "only for you"  # noqa: S105
PHONE = ViewportSize(width=390, height=760)
Shoot = Callable[[Page, str], None]


class BrowserJourney:
    """Drives the page in Chromium: sign up, upload, arrange, share; `--screenshots` keeps pictures of it."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add its options."""
        parser.add_argument("--screenshots", type=Path, metavar="FOLDER", help="where pictures are kept")

    def run(self, options: argparse.Namespace) -> int:
        """Do it."""
        folder: Path | None = options.screenshots

        def shoot(page: Page, name: str) -> None:
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=folder / f"{name}.png", animations="disabled", caret="hide")

        report = Report()
        try:
            with chromium() as browser:
                _journey(browser, Deployment.connect(), report, shoot)
        except AssertionError as error:
            raise TrialError(str(error)) from error
        return report.print()


def _journey(browser: Browser, deployment: Deployment, report: Report, shoot: Shoot) -> None:
    ada = Person(browser, deployment)
    ada.make_account()
    shoot(ada.page, "second-factor")
    ada.fill("Code that the app shows", code(ada.secret))
    ada.press("Finish")
    ada.see(ada.email)
    report.expect("signed up, with a code by e-mail and a second factor", ada.email, is_right=True)

    for name in ("Holidays", "Invoices"):
        ada.make_folder(name)
    ada.upload(_picture("Sunset.png", (236, 130, 70)), _picture("Harbour.png", (60, 130, 190)), _notes())
    report.expect("folders made, files uploaded", "2 folders, 3 files", is_right=True)
    thumbnails = ada.page.locator("img.thumbnail")
    expect(thumbnails).to_have_count(2)
    until("the thumbnails", lambda: all(one.evaluate("img => img.naturalWidth") for one in thumbnails.all()))
    film: FilePayload = {"name": "Film.bin", "mimeType": "", "buffer": secrets.token_bytes(40 * MIB)}
    ada.choose(film)
    bar = ada.page.get_by_label("Upload of Film.bin")
    until("some of the film", lambda: bar.evaluate("bar => bar.value > bar.max / 3"))
    shoot(ada.page, "files")
    ada.row("Film.bin")
    ada.close_uploads()
    report.expect("a file sent in parts, with its progress", "40 MiB", is_right=True)

    ada.page.emulate_media(color_scheme="dark")
    shoot(ada.page, "dark")
    ada.page.emulate_media(color_scheme="light")
    ada.move("Harbour.png", "Holidays")
    ada.enter("Holidays")
    ada.row("Harbour.png")
    report.expect("a file moved into a folder", "Files / Holidays / Harbour.png", is_right=True)

    link = ada.share("Harbour.png", password=PASSWORD, before_closing=lambda: shoot(ada.page, "share"))
    bob = Person(browser, deployment)
    bob.open_link(link, password=PASSWORD)
    bob.see("Harbour.png")
    shoot(bob.page, "shared-link")
    got = bob.download(bob.page.get_by_role("link", name="Download"))
    report.expect("a stranger opened the link with its password", f"{len(got)} bytes", is_right=len(got) > 0)
    ada.go("Links")
    ada.press("Revoke")
    ada.page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    ada.see("You have given no link away.")
    bob.open_link(link, password=PASSWORD)
    refused = bob.page.get_by_role("alert").inner_text()
    report.expect("the link was revoked", refused, is_right=True)

    ada.go("Files")
    ada.press("Trash Sunset.png")
    ada.is_gone("Sunset.png")
    ada.go("Trash")
    ada.press("Restore Sunset.png")
    ada.is_gone("Sunset.png")
    ada.go("Files")
    ada.row("Sunset.png")
    report.expect("a file trashed and restored", "Sunset.png", is_right=True)
    ada.page.set_viewport_size(PHONE)
    shoot(ada.page, "phone")
    report.expect("nothing to read in the browser's console", ada.complaints, is_right=not ada.complaints)


def _picture(name: str, colour: tuple[int, int, int]) -> FilePayload:
    made, light = io.BytesIO(), Image.linear_gradient("L")
    paint, white = (Image.new("RGB", light.size, one) for one in (colour, "white"))
    Image.composite(paint, white, light).save(made, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": made.getvalue()}


def _notes() -> FilePayload:
    return {"name": "Reise nach Åland.txt", "mimeType": "text/plain", "buffer": "Fähre um 9:40\n".encode()}
