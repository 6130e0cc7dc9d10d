"""Everything that a function asks for the first time: the provider and AWS, at one address."""

from __future__ import annotations

import json

from benchmarks.transfer._server import serve
from benchmarks.transfer._sink import SinkHandler

MEDIA_ID, CONTENT = "m-1", b"four"
ITEM = {
    "media_id": MEDIA_ID,
    "filename": "GX010001.MP4",
    "size": len(CONTENT),
    "captured_at": "2026-01-01T00:00:00Z",
    "media_type": "Video",
}
_SECRET = {
    **dict.fromkeys(("client_id", "client_secret", "refresh_token", "access_token", "user_id"), "benchmark"),
    "expires_at": "2099-01-01T00:00:00+00:00",
    "updated_at": "2026-01-01T00:00:00+00:00",
}
_ENTRY = {"id": MEDIA_ID, "filename": "GX010001.MP4", "file_size": len(CONTENT), "type": "Video"}
_ENTRY["captured_at"] = ITEM["captured_at"]
_PAGE = {"_pages": {"current_page": 1, "total_pages": 1}, "_embedded": {"media": [_ENTRY]}}


class CloudHandler(SinkHandler):
    """Knows one file, which nobody has copied yet."""

    def do_POST(self) -> None:  # noqa: N802 (the base class's name)
        """Answer Secrets Manager's and DynamoDB's operations."""
        operation = self.headers.get("X-Amz-Target", "").partition(".")[2]
        self.rfile.read(int(self.headers["Content-Length"]))
        secret = {**_SECRET, "api_url": f"https://{self.headers['Host']}"}
        answers: dict[str, object] = {
            "GetSecretValue": {"SecretString": json.dumps(secret)},
            "BatchGetItem": {"Responses": {}, "UnprocessedKeys": {}},
            "UpdateItem": {},
        }
        self._json(answers[operation])

    def do_GET(self) -> None:  # noqa: N802 (the base class's name)
        """Answer as the provider."""
        if self.path.startswith("/media/search"):
            return self._json(_PAGE)
        if self.path == "/file":
            return self.answer(200, CONTENT)
        source = {"label": "source", "url": f"https://{self.headers['Host']}/file"}
        return self._json({"_embedded": {"files": [], "variations": [source]}})

    def _json(self, document: object) -> None:
        self.answer(200, json.dumps(document).encode(), {"Content-Type": "application/json"})


if __name__ == "__main__":
    serve(CloudHandler)
