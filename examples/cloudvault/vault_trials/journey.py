"""The journey of a user, from signing up to a file that was shared, lost and restored."""

import argparse
import hashlib
import secrets
import tempfile
from pathlib import Path
from typing import Any

import requests
from PIL import Image
from vault_client import Api, Deployment, sign_up, upload

from cloud_constructs.local.trials import Report, until
from vault_trials.journey_backup import back_up
from vault_trials.journey_folders import arrange_folders
from vault_trials.journey_insight import see_reports, see_usage
from vault_trials.journey_notifications import notifications
from vault_trials.journey_sharing import share_a_file

MIB = 1024 * 1024


class Journey:
    """What a user does: sign up, upload, arrange, share, trash and restore."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add its options."""
        parser.add_argument("--large", type=int, default=200, metavar="MIB", help="size of the large file")

    def run(self, options: argparse.Namespace) -> int:
        """Do it."""
        deployment, report = Deployment.connect(), Report()
        session = sign_up(deployment, f"ada-{secrets.token_hex(4)}@example.com")
        api = Api(deployment, session)
        report.expect("signed up and in, with a second factor", session.email, is_right=True)
        with tempfile.TemporaryDirectory(prefix="cloudvault-") as name:
            files = _files(api, report, Path(name), options.large * MIB)
            see_usage(api, report, files)
            arrange_folders(api, report, _text(Path(name) / "Notes.txt"))
        share_a_file(api, report, files[0])
        notifications(api, report, session.email)
        see_reports(api, report)
        back_up(deployment, report)
        return report.print()


def _files(api: Api, report: Report, folder: Path, large: int) -> list[dict[str, Any]]:
    files = list[dict[str, Any]]()
    for path, kind, said in (
        (_picture(folder / "Holiday.png"), "image/png", "image/png"),
        (_text(folder / "Ärger über Größe.txt"), "text/plain", "text/plain"),
        (_noise(folder / "Empty.bin", 0), "application/octet-stream", "application/octet-stream"),
        (_noise(folder / "Film.bin", large), "application/octet-stream", "application/octet-stream"),
    ):
        made = upload(api, path, content_type=said)
        file = settled(api, made["file_id"])
        digest = hashlib.file_digest(path.open("rb"), "sha256").hexdigest()
        report.expect(
            f"uploaded {path.name}",
            f"{file['state']}, {file['size']} bytes, {file['content_type']}",
            is_right=file["state"] == "ready" and file["sha256"] == digest and file["content_type"] == kind,
        )
        url = api.get(f"/api/files/{file['file_id']}/download")["url"]
        got = hashlib.sha256()
        with requests.get(url, stream=True, timeout=60) as answer:
            for chunk in answer.iter_content(MIB):
                got.update(chunk)
        report.expect(f"downloaded {path.name}", got.hexdigest()[:12], is_right=got.hexdigest() == digest)
        files.append(file)
    return files


def settled(api: Api, file_id: str) -> dict[str, Any]:
    """Return a file once it is no longer being uploaded."""

    def ask() -> dict[str, Any] | None:
        file = api.get(f"/api/files/{file_id}")
        return file if file["state"] != "uploading" else None

    return until(f"the processor, with file {file_id}", ask)


def _picture(path: Path) -> Path:
    Image.new("RGB", (1200, 800), "teal").save(path)
    return path


def _text(path: Path) -> Path:
    path.write_text("Naïve café, 東京\n" * 100)
    return path


def _noise(path: Path, size: int) -> Path:
    block = secrets.token_bytes(MIB)
    with path.open("wb") as file:
        for at in range(0, size, MIB):
            file.write(block[: min(MIB, size - at)])
    return path
