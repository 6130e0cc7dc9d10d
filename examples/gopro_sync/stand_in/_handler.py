"""What the providers' servers have in common, with the faults where they would really occur."""

import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, ClassVar, cast
from urllib.parse import parse_qs, urlsplit

from ._consent import BadRequestError
from ._media_file import MediaFile
from ._sending import send_file
from ._tokens import CLIENT_ID, CLIENT_SECRET

if TYPE_CHECKING:
    from ._server import StandIn

_RANGE = re.compile(r"bytes=(\d+)-")


class Handler(BaseHTTPRequestHandler):
    """One connection to a provider."""

    authorize_path: ClassVar[str]
    token_path: ClassVar[str]

    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_POST(self) -> None:
        """The token endpoint, and the button on the consent page."""
        length = self.headers.get("Content-Length", "0")
        body = self.rfile.read(int(length) if length.isdecimal() else 0)
        form = {name: values[-1] for name, values in parse_qs(body.decode()).items()}
        path = urlsplit(self.path).path
        if path == self.authorize_path:
            return self._decide(form)
        if path != self.token_path:
            return self._json(404, {"error": "not_found"})
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return self._json(401, {"error": "invalid_client"})
        # Before anything is granted: a refresh token that is refused is not used up.
        refused = self._stand_in.faults.bites("refused-refresh")
        granted = None if refused else self._granted(form)
        if granted is None:
            return self._json(400, {"error": "invalid_grant"})
        answer = {**granted, "token_type": "Bearer"}
        lifetime = int(self._stand_in.tokens.lifetime)
        return self._json(200, {**answer, "expires_in": lifetime, "user_id": "stand-in-user"})

    def do_GET(self) -> None:
        """The listing, the look-up of a download URL, and the files themselves."""
        url = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        if url.path == self.authorize_path:
            return self._ask(query)
        if self._stand_in.faults.bites("server-errors", url.path):
            return self._refuse(500, "internal")
        if self._stand_in.faults.bites("busy", url.path):
            return self._refuse(503, "busy", {"Retry-After": in_a_second()})
        return self._route(url.path, query)

    def _route(self, path: str, query: dict[str, str]) -> None:
        """Answers what the provider's own API is asked."""
        raise NotImplementedError

    def _refuse(self, status: int, reason: str, headers: dict[str, str] | None = None) -> None:
        """Says no, in the provider's own words."""
        raise NotImplementedError

    def log_message(self, format: str, *args: object) -> None:
        """Stays silent: the scenario tells what matters."""

    @property
    def _stand_in(self) -> "StandIn":
        return cast("StandIn", self.server)

    def _granted(self, form: dict[str, str]) -> dict[str, str] | None:
        """New tokens, for a refresh token or for the code of a first authorisation."""
        if form.get("grant_type") == "refresh_token":
            return self._renewed(form.get("refresh_token", ""))
        if form.get("grant_type") == "authorization_code" and self._stand_in.consent.redeems(form):
            return named(self._stand_in.tokens.grant())
        return None

    def _renewed(self, refresh_token: str) -> dict[str, str] | None:
        """New tokens for a refresh token, if it is good."""
        raise NotImplementedError

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

    def _let_in(self) -> bool:
        """Whether the bearer token is good; who has none is told so."""
        if self._stand_in.tokens.accepts(self.headers.get("Authorization", "").removeprefix("Bearer ")):
            return True
        self._refuse(401, "invalid_token")
        return False

    def _is_gone(self, file: MediaFile | None) -> bool:
        # The last one: its turn comes when others are already done.
        last = self._stand_in.library.files[-1:]
        return file is None or ([file] == last and self._stand_in.faults.bites("one-file-gone"))

    def _send_media(self, file: MediaFile | None, elsewhere: str, *, validators: bool = True) -> None:
        """Sends a file, or whoever wants it to `elsewhere`, which is on another host."""
        stand_in = self._stand_in
        if file is None or not file.present:
            return self._refuse(404, "not_found")
        if stand_in.faults.bites("html-file", file.media_id):
            return self._web_page()
        if stand_in.faults.bites("redirect-loop", file.media_id):
            return self._redirect(self.path)
        other = f"localhost:{stand_in.server_port}"
        if self.headers["Host"] != other and stand_in.faults.bites("redirected", file.media_id):
            return self._redirect(f"http://{other}{elsewhere}")
        start = self._requested_start(file)
        if start >= file.size > 0:
            return self._refuse(416, "range", {"Content-Range": f"bytes */{file.size}"})
        return send_file(self, file, start, stand_in.faults, validators=validators)

    def _requested_start(self, file: MediaFile) -> int:
        wanted = _RANGE.fullmatch(self.headers.get("Range", ""))
        if wanted is None or self.headers.get("If-Range", file.etag) != file.etag:
            return 0
        return int(wanted[1])

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


def named(tokens: tuple[str, str]) -> dict[str, str]:
    """An access token and a refresh token, as the token endpoint answers."""
    return {"access_token": tokens[0], "refresh_token": tokens[1]}


def in_a_second() -> str:
    """The next second, as a header has it."""
    return format_datetime(datetime.now(UTC) + timedelta(seconds=1), usegmt=True)
