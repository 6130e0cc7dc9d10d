"""Files, as a user of the deployed app has them."""

import hashlib
import struct
import zlib
from pathlib import Path

import pytest
import requests
from vault_client import ApiError, upload
from vault_client.embedded import DeployedApp
from vault_trials.journey import settled


@pytest.mark.embedded
def test_a_file_goes_up_and_comes_down_again(app: DeployedApp, tmp_path: Path) -> None:  # CV-2.3
    path = tmp_path / "notes.txt"
    path.write_bytes(b"remember the milk\n")
    api = app.api()

    file = settled(api, upload(api, path, content_type="text/plain")["file_id"])

    assert (file["state"], file["size"], file["content_type"]) == ("ready", 18, "text/plain")
    assert file["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    url = api.get(f"/api/files/{file['file_id']}/download")["url"]
    assert requests.get(url, timeout=10).content == path.read_bytes()


@pytest.mark.embedded
def test_two_files_of_a_folder_cannot_have_one_name(app: DeployedApp, tmp_path: Path) -> None:  # CV-2.3
    path = tmp_path / "a.txt"
    path.write_bytes(b"a")
    api = app.api()
    upload(api, path)

    with pytest.raises(ApiError, match=r"409: The folder has a 'A.TXT' already"):
        upload(api, path, name="A.TXT")


def png(width: int, height: int) -> bytes:
    """A picture that says how large it is, and has next to nothing in it."""
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", size), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


@pytest.mark.embedded
@pytest.mark.parametrize("side", [100, 10_000, 50_000])
def test_a_picture_that_breaks_decoders_is_a_file_like_any_other(  # CV-2.3 CV-6
    app: DeployedApp, tmp_path: Path, side: int
) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(png(side, side))
    api = app.api()

    file = settled(api, upload(api, path, content_type="image/png")["file_id"])

    assert (file["state"], file["content_type"], file["has_thumbnail"]) == ("ready", "image/png", False)
