"""Folders, as a user of the deployed app has them."""

from pathlib import Path

import pytest
from vault_client import Api, ApiError, upload
from vault_client.embedded import DeployedApp
from vault_trials.journey import settled

from cloud_constructs.local.trials import until

pytestmark = pytest.mark.embedded


def make(api: Api, name: str, parent_id: str = "root") -> str:
    return api.post("/api/folders", name=name, parent_id=parent_id)["folder_id"]


def names(api: Api, parent_id: str = "root") -> list[str]:
    return [folder["name"] for folder in api.get("/api/folders", parent_id=parent_id)["folders"]]


def test_folders_are_made_listed_and_found(app: DeployedApp) -> None:  # CV-2.4
    api = app.api()
    work = make(api, "Work")
    make(api, "attic")
    taxes = make(api, "Taxes", work)

    assert names(api) == ["attic", "Work"]
    assert names(api, work) == ["Taxes"]
    found = api.get(f"/api/folders/{taxes}")
    assert (found["folder"]["name"], found["folder"]["parent_id"]) == ("Taxes", work)
    assert found["path"] == [{"folder_id": work, "name": "Work"}]


def test_pages_of_folders_follow_each_other(app: DeployedApp) -> None:  # CV-2.4
    api = app.api()
    for name in ("a", "b", "c"):
        make(api, name)

    first = api.get("/api/folders", limit=2)
    second = api.get("/api/folders", limit=2, cursor=first["cursor"])

    assert [folder["name"] for page in (first, second) for folder in page["folders"]] == ["a", "b", "c"]


def test_a_folder_is_renamed_and_moved_with_what_is_in_it(app: DeployedApp) -> None:  # CV-2.4
    api = app.api()
    work, attic = make(api, "Work"), make(api, "Attic")
    taxes = make(api, "Taxes", work)
    make(api, "2025", taxes)

    moved = api.patch(f"/api/folders/{taxes}", name="Old taxes", parent_id=attic)

    assert (moved["name"], moved["parent_id"]) == ("Old taxes", attic)
    assert (names(api, work), names(api, attic), names(api, taxes)) == ([], ["Old taxes"], ["2025"])
    assert make(api, "Taxes", work)


def test_the_case_of_a_name_can_be_changed(app: DeployedApp) -> None:  # CV-2.4
    api = app.api()
    work = make(api, "work")

    assert api.patch(f"/api/folders/{work}", name="Work")["name"] == "Work"
    assert names(api) == ["Work"]


def test_a_name_is_taken_once_in_a_folder(app: DeployedApp) -> None:  # CV-2.4
    api = app.api()
    make(api, "Work")
    attic = make(api, "Attic")

    with pytest.raises(ApiError, match="409: The folder has a 'WORK' already"):
        make(api, "WORK")
    with pytest.raises(ApiError, match="409: The folder has a 'Work' already"):
        api.patch(f"/api/folders/{attic}", name="Work")
    with pytest.raises(ApiError, match="409: The folder has a 'work' already"):
        api.post("/api/files", name="work", size=1)


def test_no_folder_goes_into_itself(app: DeployedApp) -> None:  # CV-2.4
    api = app.api()
    outer = make(api, "outer")
    inner = make(api, "inner", make(api, "middle", outer))

    for target in (outer, inner):
        with pytest.raises(ApiError, match="409: A folder cannot be moved into itself"):
            api.patch(f"/api/folders/{outer}", parent_id=target)


@pytest.mark.parametrize("folder_id", ["root", "0" * 32, "tree"])
def test_what_is_no_folder_is_not_found(app: DeployedApp, folder_id: str) -> None:  # CV-2.4
    api = app.api()
    path = f"/api/folders/{folder_id}"

    for ask in (api.get, api.delete, lambda at: api.patch(at, name="Other")):
        with pytest.raises(ApiError, match=r"40[04]: "):
            ask(path)


def test_nothing_new_gets_into_a_folder_that_is_being_deleted(app: DeployedApp) -> None:  # CV-2.4
    api = app.api()
    work, attic = make(api, "Work"), make(api, "Attic")
    inner = make(api, "inner", work)

    assert api.delete(f"/api/folders/{work}") == {}

    assert names(api) == ["Attic"]
    assert make(api, "Work") != work
    for refused in (
        lambda: make(api, "new", work),
        lambda: make(api, "new", inner),
        lambda: api.patch(f"/api/folders/{attic}", parent_id=work),
        lambda: api.patch(f"/api/folders/{attic}", parent_id=inner),
        lambda: api.post("/api/files", name="new", size=1, folder_id=work),
        lambda: api.get(f"/api/folders/{inner}"),
    ):
        with pytest.raises(ApiError, match="404: There is no such folder"):
            refused()


def test_a_folder_is_deleted_with_all_that_is_in_it(app: DeployedApp, tmp_path: Path) -> None:  # CV-2.4
    api = app.api()
    work = make(api, "Work")
    inner = make(api, "inner", make(api, "middle", work))
    (tmp_path / "kept.txt").write_text("kept")
    file_id = settled(api, upload(api, tmp_path / "kept.txt", folder_id=inner)["file_id"])["file_id"]

    api.delete(f"/api/folders/{work}")

    trash = until("the remover", lambda: api.get("/api/files", trashed="true")["files"])
    assert [file["file_id"] for file in trash] == [file_id]
    assert names(api) == []
    assert api.post(f"/api/files/{file_id}/restore")["folder_id"] == "root"
