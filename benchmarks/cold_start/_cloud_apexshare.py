"""Everything that a function of Apexshare asks for the first time."""

from __future__ import annotations

import json
from typing import Any

from benchmarks.transfer._server import serve
from benchmarks.transfer._sink import SinkHandler

ARRIVED, READY = "a" * 32, "b" * 32
TOKEN = "A" * 43
CONTENT = b"\x00\x00\x00\x18ftypmp41\x00\x00\x00\x00mp41isom"
FAR = {"N": "4000000000"}
_VIDEO = {
    "trainer": {"S": "trainer"},
    "title": {"S": "Deadlift"},
    "student_email": {"S": "student@example.com"},
    "file_name": {"S": "GX010001.MP4"},
    "content_type": {"S": "video/mp4"},
    "size": {"N": str(len(CONTENT))},
    "expires_at": FAR,
}
_LINK = {
    "video_id": {"S": READY},
    "generation": {"N": "1"},
    "expires": FAR,
    "downloads": {"N": "0"},
    "downloads_max": {"N": "20"},
}
_state = {ARRIVED: "CHECKING", READY: "READY"}


class CloudHandler(SinkHandler):
    """Knows a video that has arrived, and one with a link."""

    def do_POST(self) -> None:  # noqa: N802 (the base class's name)
        """Answer the services that speak JSON, and S3 when an upload in parts begins."""
        operation = self.headers.get("X-Amz-Target", "").partition(".")[2]
        if not operation and "uploads" in self.path:
            return super().do_POST()
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answers: dict[str, Any] = {
            "": {"MessageId": "message"},
            "GetSecretValue": {"SecretString": "secret"},
            "GetParameter": {"Parameter": {"Name": "site", "Value": "https://share.example.com"}},
            "GetItem": {},
        }
        if operation == "GetItem" and (item := _item(body["Key"])):
            answers["GetItem"] = {"Item": item}
        if operation == "TransactWriteItems":
            _follow(json.dumps(body))
        return self._json(answers.get(operation, {}))

    def do_HEAD(self) -> None:  # noqa: N802 (the base class's name)
        """Say how long the video is."""
        self.answer(200, headers={"Content-Length": str(len(CONTENT)), "ETag": '"one"'})

    def do_GET(self) -> None:  # noqa: N802 (the base class's name)
        """Send the beginning of the video."""
        self.answer(206, CONTENT[:12], {"ETag": '"one"'})

    def _json(self, document: object) -> None:
        self.answer(200, json.dumps(document).encode(), {"Content-Type": "application/json"})


def _item(key: dict[str, dict[str, str]]) -> dict[str, dict[str, str]] | None:
    kind, _, name = key["pk"]["S"].partition("#")
    if kind == "LINK":
        return {**key, **_LINK}
    if kind == "VIDEO" and name in _state:
        return {
            **key,
            **_VIDEO,
            "video_id": {"S": name},
            "state": {"S": _state[name]},
            "link_generation": {"N": "1"},
        }
    return None


def _follow(written: str) -> None:
    """Be as the sender leaves it: the video is ready, and once its e-mail was sent, it arrives anew."""
    if ARRIVED in written:
        _state[ARRIVED] = "CHECKING" if "MESSAGE#" in written else "READY"


if __name__ == "__main__":
    serve(CloudHandler)
