"""What belongs to somebody else is out of reach, on every route that takes an identifier."""

import json
from typing import Any

import pytest
import requests
from vault_attacks import Route, routes
from vault_client import Api, upload
from vault_client.embedded import DeployedApp
from vault_trials.journey import settled

SECRET = "Where the treasure is buried.txt"
TAKE_IDS = [route for route in routes() if route.identifiers()]


@pytest.fixture(scope="module")
def ada(app: DeployedApp) -> Api:
    return app.api()


@pytest.fixture(scope="module")
def belongings(app: DeployedApp, ada: Api, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What Ada has, by what routes call its identifiers; a kind that is not here fails the test below."""
    path = tmp_path_factory.mktemp("ada") / "secret"
    path.write_bytes(b"under the oak")
    file = settled(ada, upload(ada, path, name=SECRET)["file_id"])
    folder = ada.post("/api/folders", name=f"Folder of {SECRET}")["folder_id"]
    share = ada.post("/api/shares", file_id=file["file_id"])
    operator = app.api(app.new_user(operator=True))
    return {
        "backup_id": operator.post("/api/backup")["backup_id"],
        "file_id": file["file_id"],
        "folder_id": folder,
        "parent_id": folder,
        "notification_id": ada.post("/api/notifications", title=SECRET, text=SECRET)["notification_id"],
        "share_id": share["share"]["share_id"],
    }


def everything_of(api: Api, belongings: dict[str, str]) -> list[dict[str, Any]]:
    return [
        *(api.get(path) for path in ("/api/files", "/api/folders", "/api/shares")),
        api.get(f"/api/files/{belongings['file_id']}"),
        api.get(f"/api/folders/{belongings['folder_id']}"),
    ]


@pytest.mark.embedded
def test_every_kind_of_identifier_is_tried(belongings: dict[str, str]) -> None:
    wanted = {name for route in routes() for name in route.identifiers()}

    assert wanted == {*belongings}


@pytest.mark.embedded
@pytest.mark.parametrize("route", TAKE_IDS, ids=str)
def test_somebody_elses_is_as_if_it_were_not_there(  # CV-6 CV-17
    app: DeployedApp, ada: Api, belongings: dict[str, str], route: Route
) -> None:
    before = everything_of(ada, belongings)
    eve = app.new_user()
    url = f"{app.deployment.api_url}{route.url(**belongings)}"

    answer = requests.request(
        route.method,
        url,
        headers={"authorization": f"Bearer {eve.id_token}"},
        json=route.body(**belongings),
        params={name: belongings[name] for name in route.query() if name in belongings},
        timeout=20,
    )

    # A list of what is in somebody else's folder is as empty as that of a folder that is not there.
    empty = all(value in ([], None) for value in answer.json().values()) if answer.ok else False
    assert answer.status_code in (403, 404) or empty, answer.text
    text = json.dumps(answer.json())
    assert SECRET not in text
    assert ada.session is not None
    assert ada.session.email not in text
    assert everything_of(ada, belongings) == before


@pytest.mark.embedded
def test_lists_and_searches_show_ones_own_alone(  # CV-6 CV-17
    app: DeployedApp, belongings: dict[str, str]
) -> None:
    eve = app.api()

    assert eve.get("/api/files") == {"files": [], "cursor": None}
    assert eve.get("/api/files", search="Where") == {"files": [], "cursor": None}
