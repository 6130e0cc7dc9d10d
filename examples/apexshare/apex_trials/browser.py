"""The journey of a trainer and a student before the page, in a real browser."""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from apex_browser import PHONE, Person, Student, Trainer, barriers
from apex_client import Deployment
from apex_client.film import make_film
from playwright.sync_api import Browser, expect

from cloud_constructs.local.trials import Report, TrialError, chromium, until

MIB = 1024 * 1024
Shoot = Callable[[Person, str], None]


class BrowserJourney:
    """Drives the page in Chromium: send, pause, download, revoke; `--screenshots` keeps pictures of it."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add its options."""
        parser.add_argument("--screenshots", type=Path, metavar="FOLDER", help="where pictures are kept")

    def run(self, options: argparse.Namespace) -> int:
        """Do it."""
        folder: Path | None = options.screenshots

        def shoot(person: Person, name: str) -> None:
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
                person.page.screenshot(path=folder / f"{name}.png", animations="disabled", caret="hide")

        report = Report()
        try:
            with chromium() as browser, tempfile.TemporaryDirectory() as films:
                _journey(browser, Deployment.connect(), Path(films), report, shoot)
        except AssertionError as error:
            raise TrialError(str(error)) from error
        return report.print()


def _journey(browser: Browser, deployment: Deployment, films: Path, report: Report, shoot: Shoot) -> None:
    trainer, student = Trainer(browser, deployment), Student(browser, deployment)
    trainer.come_in()
    report.expect("a new trainer came in, with a password and a second factor", trainer.email, is_right=True)

    trainer.send(make_film(films / "GX010001.MOV", MIB), title="Handstand", student=student.email)
    first = student.link()
    film = make_film(films / "GX010002.MOV", 60 * MIB)
    trainer.is_far_away(12 * MIB)
    trainer.send(film, title="Deadlift, third set", student=student.email)
    until("half of it", lambda: trainer.sent_of("Deadlift, third set") > film.stat().st_size / 2)
    shoot(trainer, "uploading")
    trainer.do("Pause", "Deadlift, third set")
    trainer.shows("Deadlift, third set", "paused")
    trainer.page.reload()
    trainer.shows("Deadlift, third set", "again to go on")
    trainer.choose(film)
    link = student.link(after=1)
    report.expect(
        "an upload went on after the page was closed", f"{film.stat().st_size} bytes", is_right=True
    )

    student.open(link)
    expect(student.button).to_be_visible()
    shoot(student, "link-phone")
    got = student.download()
    is_same = got.read_bytes() == film.read_bytes()
    report.expect("the student downloaded the same film", f"{got.stat().st_size} bytes", is_right=is_same)
    trainer.page.reload()
    trainer.shows("Deadlift, third set", "1 download")
    report.expect("the download was counted", "1 download", is_right=True)

    shoot(trainer, "videos")
    trainer.page.emulate_media(color_scheme="dark")
    shoot(trainer, "videos-dark")
    trainer.page.emulate_media(color_scheme="light")
    trainer.page.set_viewport_size(PHONE)
    shoot(trainer, "videos-phone")
    found = [*barriers(trainer.page), *barriers(student.page)]
    report.expect("nothing keeps anybody from using the pages", found, is_right=not found)

    trainer.do("Revoke link", "Handstand", sure="Revoke it")
    trainer.shows("Handstand", "No link")
    student.open(first)
    student.is_refused()
    shoot(student, "dead-link-phone")
    report.expect("the other link was revoked", student.page.title(), is_right=True)
    report.expect(
        "nothing to read in the browser's console", trainer.complaints, is_right=not trainer.complaints
    )
