"""The page in a real browser, before the deployed app."""

import re
import secrets
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Route, expect
from vault_browser import Person
from vault_client.embedded import DeployedApp
from vault_client.session import code

from cloud_constructs.local.trials import chromium

pytestmark = [pytest.mark.browser, pytest.mark.embedded]

MIB = 1024 * 1024
HOSTILE = "<img src=x onerror=alert(1)>.txt"


def text_file(name: str = "notes.txt", content: bytes = b"remember the milk\n"):
    return {"name": name, "mimeType": "text/plain", "buffer": content}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def ada(browser: Browser, app: DeployedApp) -> Iterator[Person]:
    """Somebody who has signed up. Whatever a test does, the browser has nothing to complain of."""
    person = Person(browser, app.deployment)
    person.sign_up()
    yield person
    assert person.complaints == []
    person.page.context.close()


@pytest.fixture
def bob(browser: Browser, app: DeployedApp) -> Iterator[Person]:
    """Somebody without an account."""
    person = Person(browser, app.deployment)
    yield person
    person.page.context.close()


def test_a_person_comes_in_with_a_password_and_a_code(bob: Person) -> None:  # CV-17
    bob.make_account()
    wrong = f"{(int(code(bob.secret)) + 1) % 1_000_000:06d}"
    bob.fill("Code that the app shows", wrong)
    bob.press("Finish")
    expect(bob.page.get_by_role("alert")).to_be_visible()
    bob.fill("Code that the app shows", code(bob.secret))
    bob.press("Finish")
    bob.see(bob.email)

    bob.press("Sign out")
    bob.sign_in()

    bob.page.reload()
    bob.see(bob.email)


def test_files_go_up_in_one_piece_and_in_parts_and_come_down_again(ada: Person) -> None:  # CV-2.3
    large = secrets.token_bytes(20 * MIB)
    ada.page.evaluate(
        """() => {
            window.progress = [];
            const watched = { subtree: true, childList: true, characterData: true };
            new MutationObserver(() => {
                for (const row of document.querySelectorAll("li.upload")) window.progress.push(row.bar.value);
            }).observe(document.querySelector("#uploads"), watched);
        }"""
    )

    ada.upload(text_file(), {"name": "film.bin", "mimeType": "", "buffer": large})

    seen = [value for value in ada.page.evaluate("window.progress") if 1000 < value < 20 * MIB]
    assert len(set(seen)) > 1
    assert ada.download(ada.row("film.bin").get_by_label("Download film.bin")) == large
    assert ada.download(ada.row("notes.txt").get_by_label("Download notes.txt")) == b"remember the milk\n"


def test_a_part_that_fails_is_sent_again(ada: Person) -> None:  # CV-2.3
    failed: list[str] = []

    def fail_once(route: Route) -> None:
        if "partNumber=2" in route.request.url and not failed:
            failed.append(route.request.url)
            route.fulfill(status=503)
        else:
            route.continue_()

    ada.page.route(re.compile("partNumber="), fail_once)
    large = secrets.token_bytes(20 * MIB)

    ada.upload({"name": "film.bin", "mimeType": "", "buffer": large})

    assert len(failed) == 1
    assert ada.download(ada.page.get_by_label("Download film.bin")) == large
    ada.complaints = [said for said in ada.complaints if "503" not in said]


def test_an_upload_that_is_cancelled_leaves_nothing_behind(ada: Person) -> None:  # CV-2.3
    ada.page.route(re.compile("X-Amz-Signature"), lambda route: None)
    ada.choose(text_file())
    row = ada.page.locator("li.upload")
    expect(row).to_have_attribute("data-state", "sending")

    with ada.page.expect_response(re.compile("/abort$")):
        row.get_by_role("button").click()

    expect(row).to_have_attribute("data-state", "cancelled")
    ada.page.unroute(re.compile("X-Amz-Signature"))
    ada.upload(text_file())


def test_folders_are_made_renamed_moved_into_and_deleted(ada: Person) -> None:  # CV-2.4
    ada.make_folder("Work")
    ada.upload(text_file())
    ada.move("notes.txt", "Work")
    ada.enter("Work")
    ada.row("notes.txt")
    crumbs = ada.page.get_by_role("navigation", name="Folder").get_by_role("listitem")
    expect(crumbs).to_have_text(["Files", "Work"])

    crumbs.first.get_by_role("link").click()
    ada.press("Rename Work")
    ada.fill("Name", "Play")
    ada.press("Save")
    ada.row("Play")

    ada.press("Delete Play")
    ada.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    ada.is_gone("Play")


def test_a_link_opens_with_its_password_until_it_is_revoked(ada: Person, bob: Person) -> None:  # CV-2.4
    asked: list[str] = []
    bob.page.on("request", lambda request: asked.append(request.url))
    ada.upload(text_file())
    link = ada.share("notes.txt", password="open sesame")

    bob.open_link(link, password="open barley")
    expect(bob.page.get_by_role("alert")).to_be_visible()
    bob.open_link(link, password="open sesame")
    bob.see("notes.txt")
    assert bob.download(bob.page.get_by_role("link", name="Download")) == b"remember the milk\n"
    token = link.partition("#share=")[2]
    assert token
    assert not [url for url in asked if token in url.partition("#")[0]]

    ada.go("Links")
    ada.press("Revoke")
    ada.page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    ada.see("You have given no link away.")
    bob.page.reload()
    bob.open_link(link, password="open sesame")
    expect(bob.page.get_by_role("alert")).to_be_visible()
    expect(bob.page.get_by_role("link", name="Download")).to_have_count(0)


def test_what_is_trashed_comes_back(ada: Person) -> None:  # CV-2.3
    ada.upload(text_file())
    ada.press("Trash notes.txt")
    ada.is_gone("notes.txt")

    ada.go("Trash")
    ada.press("Restore notes.txt")
    ada.is_gone("notes.txt")
    ada.go("Files")
    ada.row("notes.txt")


def test_files_are_found_by_the_beginning_of_their_names(ada: Person) -> None:  # CV-8
    ada.upload(text_file("alpha.txt"), text_file("beta.txt"))

    ada.page.get_by_role("searchbox").fill("alp")

    ada.see("Files that begin with “alp”")
    ada.row("alpha.txt")
    ada.is_gone("beta.txt")


def test_usage_is_shown_against_the_quota(ada: Person) -> None:  # CV-2.1
    ada.upload(text_file())

    ada.see("18 B of 53.7 GB in 1 file")


def test_notifications_are_shown_and_then_read(ada: Person) -> None:  # CV-2.4
    ada.page.evaluate(
        """async ({ api, title }) => {
            const { IdToken } = JSON.parse(sessionStorage.getItem("cloudvault-session"));
            const headers = { "content-type": "application/json", authorization: `Bearer ${IdToken}` };
            const body = JSON.stringify({ title, text: "<b>Your vault</b> is ready." });
            await fetch(`${api}/api/notifications`, { method: "POST", headers, body });
        }""",
        {"api": ada.deployment.api_url, "title": "Welcome"},
    )

    ada.press("Notifications")

    expect(ada.page.locator("#notifications strong")).to_have_text("Welcome")
    ada.see("<b>Your vault</b> is ready.")
    ada.page.keyboard.press("Escape")
    ada.press("Notifications")
    expect(ada.page.locator("#notifications span")).to_have_text("Welcome")


def test_what_users_write_stays_text(ada: Person) -> None:  # CV-17
    ada.upload(text_file(HOSTILE))
    ada.make_folder("<script>alert(2)<\u2215script>")
    ada.press(f"Trash {HOSTILE}")
    ada.go("Trash")
    ada.row(HOSTILE)

    assert ada.page.locator("img[src=x]").count() == 0


def test_the_page_runs_nothing_that_came_in_by_markup(ada: Person) -> None:  # CV-17
    refusals = ada.page.evaluate(
        """() => new Promise((resolve) => {
            const refused = [];
            addEventListener("securitypolicyviolation", (event) => {
                refused.push(event.effectiveDirective);
                if (refused.length === 2) resolve(refused);
            });
            try { document.body.innerHTML = "<b>"; } catch (error) { /* told above */ }
            const image = document.createElement("img");
            image.src = "https://example.com/x";
        })"""
    )

    assert sorted(refusals) == ["img-src", "require-trusted-types-for"]
    ada.complaints.clear()
