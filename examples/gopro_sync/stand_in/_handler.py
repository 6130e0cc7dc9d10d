"""The requests that the provider answers, with the faults where they would really occur."""

import json
import re
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qs, urlsplit

from ._consent import BadRequestError
from ._listing import MOST_PER_PAGE, page_of
from ._media_file import MediaFile
from ._sending import send_file
from ._tokens import CLIENT_ID, CLIENT_SECRET

if TYPE_CHECKING:
    from ._server import StandIn

_LOOKUP = re.compile(r"/media/([0-9a-f]+)/download")
_FILE = re.compile(r"/files/([0-9a-f]+)")
_RANGE = re.compile(r"bytes=(\d+)-")


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_POST(self) -> None:
        """The token endpoint, and the button on the consent page."""
        length = self.headers.get("Content-Length", "0")
        body = self.rfile.read(int(length) if length.isdecimal() else 0)
        form = {name: values[-1] for name, values in parse_qs(body.decode()).items()}
        path = urlsplit(self.path).path
        if path == "/v1/oauth2/authorize":
            return self._decide(form)
        if path != "/v1/oauth2/token":
            return self._json(404, {"error": "not_found"})
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return self._json(401, {"error": "invalid_client"})
        # Before anything is granted: a refresh token that is refused is not used up.
        refused = self._stand_in.faults.bites("refused-refresh")
        granted = None if refused else self._granted(form)
        if granted is None:
            return self._json(400, {"error": "invalid_grant"})
        answer = {"access_token": granted[0], "refresh_token": granted[1], "token_type": "Bearer"}
        lifetime = int(self._stand_in.tokens.lifetime)
        return self._json(200, {**answer, "expires_in": lifetime, "user_id": "stand-in-user"})

    def do_GET(self) -> None:
        """The listing, the look-up of a download URL, and the files themselves."""
        url = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        if url.path == "/v1/oauth2/authorize":
            return self._ask(query)
        if self._stand_in.faults.bites("server-errors", url.path):
            return self._json(500, {"error": "internal"})
        if self._stand_in.faults.bites("busy", url.path):
            return self._json(503, {"error": "busy"}, {"Retry-After": _in_a_second()})
        if found := _FILE.fullmatch(url.path):
            return self._serve(found[1], url.path, query)
        if self._stand_in.faults.bites("429-storm", url.path):
            return self._too_many()
        found = _LOOKUP.fullmatch(url.path)
        if found and self._stand_in.faults.bites("expired-token"):
            self._stand_in.tokens.revoke_access()
        if not self._stand_in.tokens.accepts(self.headers.get("Authorization", "").removeprefix("Bearer ")):
            return self._json(401, {"error": "invalid_token"})
        if found:
            return self._look_up(found[1])
        if url.path == "/media/search":
            return self._search(query)
        return self._json(404, {"error": "not_found"})

    def log_message(self, format: str, *args: object) -> None:
        """Stays silent: the scenario tells what matters."""

    @property
    def _stand_in(self) -> "StandIn":
        return cast("StandIn", self.server)

    def _granted(self, form: dict[str, str]) -> tuple[str, str] | None:
        """New tokens, for a refresh token or for the code of a first authorisation."""
        if form.get("grant_type") == "refresh_token":
            return self._stand_in.tokens.rotate(form.get("refresh_token", ""))
        if form.get("grant_type") == "authorization_code" and self._stand_in.consent.redeems(form):
            return self._stand_in.tokens.grant()
        return None

    def _ask(self, query: dict[str, str]) -> None:
        try:
            page = self._stand_in.consent.page(query)
        except BadRequestError as error:
            return self._json(400, {"error": "invalid_request", "error_description": str(error)})
        return self._send(200, "text/html; charset=utf-8", page.encode())

    def _decide(self, form: dict[str, str]) -> None:
        try:
            location = self._stand_in.consent.decide(form)
        except BadRequestError as error:
            return self._json(400, {"error": "invalid_request", "error_description": str(error)})
        return self._json(302, {}, {"Location": location})

    def _search(self, query: dict[str, str]) -> None:
        stand_in = self._stand_in
        page, per_page = int(query.get("page", "1")), int(query.get("per_page", str(MOST_PER_PAGE)))
        if stand_in.faults.bites("html-listing", f"page {page}"):
            return self._web_page()
        return self._json(200, page_of(stand_in.library.files, page, per_page, stand_in.faults))

    def _look_up(self, media_id: str) -> None:
        stand_in = self._stand_in
        stand_in.lookups[media_id] += 1
        file = stand_in.library.find(media_id)
        # The last one: its turn comes when others are already done.
        gone = file is stand_in.library.files[-1] and stand_in.faults.bites("one-file-gone")
        if file is None or gone:
            return self._json(404, {"error": "not_found"})
        if stand_in.faults.bites("html-look-up", media_id):
            return self._web_page()
        lifetime = timedelta(0) if stand_in.faults.bites("expired-url", media_id) else stand_in.url_lifetime
        expires = int(time.time() + lifetime.total_seconds()) - (lifetime == timedelta(0))
        url = stand_in.url + stand_in.signer.sign(f"/files/{media_id}", expires)
        embedded = {"files": [{"url": url}], "variations": [{"label": "source", "url": url}]}
        return self._json(200, {"filename": file.filename, "_embedded": embedded})

    def _serve(self, media_id: str, path: str, query: dict[str, str]) -> None:
        stand_in = self._stand_in
        stand_in.requests[media_id] += 1
        stand_in.tokens_seen_by_file_host += "Authorization" in self.headers
        if not stand_in.signer.accepts(path, query.get("expires", ""), query.get("signature", "")):
            return self._json(403, {"error": "expired"})
        file = stand_in.library.find(media_id)
        if file is None or not file.present:
            return self._json(404, {"error": "not_found"})
        if stand_in.faults.bites("html-file", media_id):
            return self._web_page()
        if stand_in.faults.bites("redirect-loop", media_id):
            return self._redirect(self.path)
        other = f"localhost:{stand_in.server_port}"
        if self.headers["Host"] != other and stand_in.faults.bites("redirected", media_id):
            return self._redirect(f"http://{other}{self.path}")
        start = self._requested_start(file)
        if start >= file.size > 0:
            return self._json(416, {"error": "range"}, {"Content-Range": f"bytes */{file.size}"})
        return send_file(self, file, start, stand_in.faults)

    def _requested_start(self, file: MediaFile) -> int:
        wanted = _RANGE.fullmatch(self.headers.get("Range", ""))
        if wanted is None or self.headers.get("If-Range", file.etag) != file.etag:
            return 0
        return int(wanted[1])

    def _too_many(self) -> None:
        hints: tuple[dict[str, str], ...] = ({"Retry-After": "1"}, {"Retry-After": _in_a_second()}, {})
        self._json(429, {"error": "too_many"}, hints[self._stand_in.faults.count("429-storm") % len(hints)])

    def _redirect(self, location: str) -> None:
        self._send(302, "text/plain", b"", {"Location": location})

    def _web_page(self) -> None:
        """What a proxy, a login page or a maintenance notice answers: all is well, and nothing is right."""
        self._send(200, "text/html", b"<!doctype html><title>Back soon</title>")

    def _json(self, status: int, document: object, headers: dict[str, str] | None = None) -> None:
        self._send(status, "application/json", json.dumps(document).encode(), headers)

    def _send(self, status: int, kind: str, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _in_a_second() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=1), usegmt=True)
