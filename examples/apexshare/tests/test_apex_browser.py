"""The page in a real browser, before the deployed app."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from apex_browser import PHONE, Student, Trainer, barriers
from apex_client.embedded import DeployedApp
from apex_client.film import make_film
from playwright.sync_api import Browser, Route, expect

from cloud_constructs.local.trials import chromium, until

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

MIB = 1024 * 1024
PART = re.compile(r"partNumber=(\d+)")
HOSTILE = "“><img src=x onerror=alert(1)>"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film that goes in one piece."""
    return make_film(tmp_path_factory.mktemp("short") / "GX010001.MOV", MIB)


@pytest.fixture(scope="session")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film that goes in parts."""
    return make_film(tmp_path_factory.mktemp("long") / "GX010002.MOV", 40 * MIB)


@pytest.fixture
def trainer(browser: Browser, app: DeployedApp) -> Iterator[Trainer]:
    """A trainer who has signed in. Whatever a test does, the browser has nothing to complain of."""
    person = Trainer(browser, app.deployment)
    person.come_in()
    yield person
    assert person.complaints == []
    person.leave()


@pytest.fixture
def student(browser: Browser, app: DeployedApp) -> Iterator[Student]:
    person = Student(browser, app.deployment)
    yield person
    person.leave()


@pytest.fixture
def sent(trainer: Trainer, student: Student, short: Path) -> str:
    """The link of a video, which is called “Squat”."""
    trainer.send(short, title="Squat", student=student.email)
    return student.link()


def parts_sent(trainer: Trainer) -> list[int]:
    """Return a list that fills with the numbers of the parts that S3 takes from now on."""
    numbers: list[int] = []
    trainer.page.on(
        "response",
        lambda answer: (
            numbers.extend(int(number) for number in PART.findall(answer.url))
            if answer.request.method == "PUT" and answer.ok
            else None
        ),
    )
    return numbers


def hold_back(trainer: Trainer, first: int) -> None:
    """Let no part from this number on arrive."""

    def decide(route: Route) -> None:
        found = PART.search(route.request.url)
        if not found or int(found[1]) < first:
            route.continue_()

    trainer.page.route(PART, decide)


def test_a_trainer_comes_in_with_a_new_password_and_a_second_factor(trainer: Trainer) -> None:  # AS-6
    trainer.press("Sign out")
    trainer.come_in_again()

    trainer.page.reload()
    trainer.see("Your videos")


def test_a_film_arrives_as_it_was_sent_and_downloads_are_counted(
    trainer: Trainer, student: Student, long: Path
) -> None:  # AS-6, AS-9
    trainer.page.evaluate(
        """() => {
            window.figures = [];
            new MutationObserver(() => {
                for (const one of document.querySelectorAll(".figures")) figures.push(one.textContent);
            }).observe(document.querySelector(".videos"), { subtree: true, childList: true });
        }"""
    )
    trainer.is_far_away(20 * MIB)
    trainer.send(long, title="Deadlift", student=student.email)
    student.open(student.link())
    student.see("Deadlift")
    student.see("20 left")

    assert student.download().read_bytes() == long.read_bytes()

    student.see("19 left")
    figures: list[str] = trainer.page.evaluate("figures")
    assert len(set(figures)) > 3
    assert any(
        re.search(r"MB of 4\d\.\d MB · [\d.]+ MB per second · \d+ seconds? left", one) for one in figures
    )
    trainer.page.reload()
    trainer.shows("Deadlift", "1 download", "E-mail")
    trainer.video("Deadlift").get_by_text("Last downloads").click()
    trainer.shows("Deadlift", "Chrome")
    assert student.complaints == []


def test_an_upload_is_paused_and_goes_on(trainer: Trainer, student: Student, long: Path) -> None:  # AS-6
    hold_back(trainer, 3)
    trainer.send(long, title="Clean", student=student.email)
    until("some of it", lambda: trainer.sent_of("Clean") > 0)
    trainer.do("Pause", "Clean")
    trainer.shows("Clean", "paused")

    trainer.page.unroute(PART)
    trainer.do("Resume", "Clean")

    student.open(student.link())
    assert student.download().read_bytes() == long.read_bytes()


def test_an_upload_goes_on_after_the_page_was_closed(
    trainer: Trainer, student: Student, long: Path
) -> None:  # AS-6
    before = parts_sent(trainer)
    hold_back(trainer, 3)
    trainer.send(long, title="Snatch", student=student.email)
    until("a part of it", lambda: trainer.sent_of("Snatch") and before)
    trainer.do("Pause", "Snatch")
    trainer.page.unroute(PART)
    arrived = sorted(before)
    assert arrived

    trainer.page.reload()
    after = parts_sent(trainer)
    trainer.shows("Snatch", f"Choose {long.name} again to go on")
    with trainer.page.expect_file_chooser() as chooser:
        trainer.do("Choose the file", "Snatch")
    chooser.value.set_files(long)

    student.open(student.link())
    assert student.download().read_bytes() == long.read_bytes()
    assert not set(after[len(arrived) :]) & set(arrived)


def test_a_dropped_file_is_taken_wherever_it_falls(trainer: Trainer, short: Path) -> None:  # AS-6
    data = {"items": [], "files": [str(short)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        trainer.devtools("Input.dispatchDragEvent", type=kind, x=900, y=600, data=data)

    trainer.see(short.name)
    expect(trainer.page.get_by_label("Title")).to_have_value(short.stem)
    assert trainer.page.url.endswith("index.html")


def test_what_is_no_video_is_refused_before_it_is_sent(trainer: Trainer, tmp_path: Path) -> None:  # AS-6
    notes = tmp_path / "notes.txt"
    notes.write_text("3 x 5")

    trainer.choose(notes)

    trainer.see("This is not an MP4 or MOV video.")
    expect(trainer.page.locator("input[type=file]")).to_have_attribute("aria-invalid", "true")


def test_what_only_pretends_to_be_a_video_is_rejected(
    trainer: Trainer, tmp_path: Path
) -> None:  # AS-6, AS-10
    liar = tmp_path / "GX010003.MP4"
    liar.write_bytes(b"<script>alert(1)</script>" * 100)

    trainer.send(liar, title="Plank", student="student@example.com")

    trainer.shows("Plank", "Rejected")


def test_a_link_is_revoked_and_another_is_sent(trainer: Trainer, student: Student, sent: str) -> None:  # AS-9
    student.open(sent)
    expect(student.button).to_be_visible()
    trainer.shows("Squat", "link until")

    trainer.do("Revoke link", "Squat", sure="Revoke it")
    trainer.shows("Squat", "No link")
    student.button.click()
    student.is_refused()

    trainer.do("New link", "Squat", sure="Send it")
    other = student.link(after=1)
    assert other != sent
    student.open(other)
    expect(student.button).to_be_visible()
    student.open(sent)
    student.is_refused()


def test_what_is_deleted_is_gone_for_the_student_too(
    trainer: Trainer, student: Student, sent: str
) -> None:  # AS-9
    trainer.shows("Squat", "link until")
    trainer.do("Delete", "Squat", sure="Delete it")

    expect(trainer.video("Squat")).to_have_count(0)
    trainer.see("Nothing yet.")
    expect(trainer.page.get_by_role("heading", name="Your videos")).to_be_focused()
    student.open(sent)
    student.is_refused()


def test_one_who_thinks_again_deletes_nothing(trainer: Trainer, sent: str) -> None:  # AS-6
    trainer.shows("Squat", "link until")
    trainer.do("Delete", "Squat", sure="Cancel")

    expect(trainer.page.get_by_role("button", name="Delete: Squat")).to_be_focused()
    trainer.page.reload()
    expect(trainer.video("Squat")).to_be_visible()


def test_a_keyboard_is_enough(trainer: Trainer, student: Student, short: Path) -> None:  # AS-6
    page = trainer.page
    trainer.tab_to(page.locator("input[type=file]"))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(short)
    expect(page.get_by_label("Title")).to_be_focused()
    page.keyboard.type("Lunge")
    trainer.tab_to(page.get_by_label("E-mail address of the student"))
    page.keyboard.type(student.email)
    trainer.tab_to(page.get_by_role("button", name="Send the video"))
    page.keyboard.press("Enter")

    student.open(student.link())
    student.tab_to(student.button)
    with student.page.expect_download() as waiting:
        student.page.keyboard.press("Enter")

    assert waiting.value.path().read_bytes() == short.read_bytes()
    trainer.shows("Lunge", "link until")
    trainer.tab_to(page.get_by_role("button", name="Delete: Lunge"))
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    trainer.tab_to(page.get_by_role("button", name="Delete it"))
    page.keyboard.press("Enter")
    expect(trainer.video("Lunge")).to_have_count(0)


def test_nothing_keeps_anybody_from_using_the_page(
    browser: Browser, app: DeployedApp, student: Student, short: Path
) -> None:  # AS-6
    found: dict[str, list[str]] = {}

    def look(person: Trainer | Student, name: str) -> None:
        for scheme in ("light", "dark"):
            person.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found[f"{name}, {scheme}"] = barriers(person.page)

    for person in (Trainer(browser, app.deployment), Trainer(browser, app.deployment, screen=PHONE)):
        person.come_in(meanwhile=lambda step, who=person: look(who, step))
        look(person, "nothing sent yet")
        person.send(short, title="Squat", student=student.email)
        person.shows("Squat", "link until")
        look(person, "videos")
        person.leave()
    student.open(student.link())
    expect(student.button).to_be_visible()
    look(student, "link")
    student.open(f"{app.deployment.page_url}#/watch/{'x' * 43}")
    student.is_refused()
    look(student, "dead link")

    assert len(found) == 14
    assert {name: said for name, said in found.items() if said} == {}


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("body => body.querySelector('h1').style.color = '#aaa'", "has a contrast of"),
        ("body => body.querySelector('button').textContent = ''", "a button has no name"),
    ],
)
def test_barriers_are_found(student: Student, sent: str, harm: str, said: str) -> None:
    student.open(sent)
    expect(student.button).to_be_visible()
    student.page.locator("body").evaluate(harm)

    assert [one for one in barriers(student.page) if said in one]


def test_readers_hear_how_far_an_upload_is(trainer: Trainer, student: Student, long: Path) -> None:  # AS-6
    trainer.page.evaluate(
        """() => {
            window.news = [];
            const place = document.querySelector("#news");
            new MutationObserver(() => news.push(place.textContent)).observe(place, { childList: true });
        }"""
    )

    trainer.send(long, title="Row", student=student.email)
    student.link()

    news: list[str] = trainer.page.evaluate("news")
    assert news[0] == "The upload has begun."
    assert "The upload is complete." in news
    assert 1 <= len([one for one in news if re.fullmatch(r"(25|50|75|100) % of Row sent\.", one)]) <= 4


def test_what_trainers_write_stays_text(trainer: Trainer, short: Path) -> None:  # AS-10
    hostile = short.with_name(f"{HOSTILE.replace('/', '')}.MOV")
    hostile.write_bytes(short.read_bytes())

    trainer.choose(hostile)

    trainer.see(hostile.name)
    assert trainer.page.locator("img[src=x]").count() == 0


def test_the_page_runs_nothing_that_came_in_by_markup(student: Student) -> None:  # AS-10
    student.open(student.deployment.page_url)
    student.see("Sign in")
    refusals = student.page.evaluate(
        """() => new Promise((resolve) => {
            const refused = [];
            addEventListener("securitypolicyviolation", (event) => {
                refused.push(event.effectiveDirective);
                if (refused.length === 2) resolve(refused);
            });
            try { document.body.innerHTML = "<b>"; } catch (error) { /* told above */ }
            document.createElement("img").src = "https://example.com/x";
        })"""
    )

    assert sorted(refusals) == ["img-src", "require-trusted-types-for"]


def test_no_server_is_told_a_token(student: Student, sent: str) -> None:  # AS-10
    asked: list[str] = []
    student.page.on("request", lambda request: asked.append(request.url))

    student.open(sent)
    student.download()

    token = sent.partition("#/watch/")[2]
    assert token
    assert not [url for url in asked if token in url.partition("#")[0]]
