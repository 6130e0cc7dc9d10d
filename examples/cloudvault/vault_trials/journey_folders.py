"""Folders: a tree is made, moved, and deleted with all that is in it, and what was in it comes back."""

from pathlib import Path
from typing import Any

from vault_client import Api, upload

from cloud_constructs.local.trials import Report, until


def arrange_folders(api: Api, report: Report, path: Path) -> None:
    """Make folders with a file in them, move them, delete them, and restore the file."""
    work = _make(api, "Work", "root")
    taxes = _make(api, "Taxes", work)
    year = _make(api, "2025", taxes)
    file_id: str = upload(api, path, folder_id=year)["file_id"]
    report.expect("folders were made", _path(api, year), is_right=_path(api, year) == "/Work/Taxes/2025")
    api.patch(f"/api/folders/{taxes}", name="Old taxes", parent_id="root")
    report.expect("a folder was moved", _path(api, year), is_right=_path(api, year) == "/Old taxes/2025")
    until("the processor", lambda: _names(api, folder_id=year))
    api.delete(f"/api/folders/{taxes}")
    trash = until("the remover of folders", lambda: _names(api, trashed=True))
    left = [folder["name"] for folder in api.get("/api/folders")["folders"]]
    report.expect(
        "a folder was deleted with all that was in it",
        f"folders: {', '.join(left)}; trash: {', '.join(trash)}",
        is_right=left == ["Work"] and trash == [path.name],
    )
    restored = api.post(f"/api/files/{file_id}/restore")
    report.expect(
        "the file of a deleted folder was restored",
        f"{restored['name']} in {restored['folder_id']}",
        is_right=restored["folder_id"] == "root" and restored["state"] == "ready",
    )


def _make(api: Api, name: str, parent_id: str) -> str:
    made: str = api.post("/api/folders", name=name, parent_id=parent_id)["folder_id"]
    return made


def _path(api: Api, folder_id: str) -> str:
    found = api.get(f"/api/folders/{folder_id}")
    return "".join(f"/{step['name']}" for step in (*found["path"], found["folder"]))


def _names(api: Api, **query: Any) -> list[str]:  # noqa: ANN401
    return [file["name"] for file in api.get("/api/files", **query)["files"]]
