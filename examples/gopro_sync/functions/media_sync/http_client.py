"""HTTP, the little that is needed: timeouts everywhere, TLS off loopback, nothing followed blindly."""

import ipaddress
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode, urljoin, urlsplit

from .errors import (
    AuthenticationFailed,
    NotFound,
    ProviderUnavailable,
    RateLimited,
    SyncError,
    UnexpectedResponse,
)
from .model import Json
from .network import connect, speaking_http
from .retry import Patience, parse_retry_after

if TYPE_CHECKING:
    from http.client import HTTPConnection

    from .pace import PacedResponse

TIMEOUT_SECONDS = 20.0
"""For connecting, for the head of an answer, and for filling a buffer: a server that trickles is broken."""

_MAX_REDIRECTS = 5
_MAX_DOCUMENT = 8 * 1024 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Response:
    """An answer whose body is still to be read. Closing it closes the connection."""

    def __init__(self, connection: "HTTPConnection", answer: "PacedResponse", host: str) -> None:
        self._connection = connection
        self._answer = answer
        self.host = host
        self.status = answer.status

    def header(self, name: str) -> str | None:
        """A header's value, or None."""
        return self._answer.getheader(name)

    def readinto(self, view: memoryview, seconds_left: float) -> int:
        """Fills `view` while there is time; reads less at the end of the body, however it ended."""
        self._answer.within(min(seconds_left, TIMEOUT_SECONDS))
        with speaking_http():
            return self._answer.readinto(view)

    def read(self, limit: int) -> bytes:
        """Reads at most `limit` bytes."""
        self._answer.within(TIMEOUT_SECONDS)
        with speaking_http():
            return self._answer.read(limit)

    def close(self) -> None:
        """Ends the connection."""
        self._answer.close()
        self._connection.close()


def is_loopback(url: str) -> bool:
    """Whether the URL's host is this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_url(url: str, *, came_from: str | None = None) -> str:
    """Returns `url` if it may be requested.

    Plain HTTP is for loopback alone, and nothing outside may send us to loopback: inside Lambda that is where
    the runtime's own API listens.

    Raises:
        UnexpectedResponse: The URL is malformed, not HTTPS, or leads from outside to loopback.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise UnexpectedResponse(f"a malformed URL ({error})") from error
    if not parts.hostname or parts.username is not None or parts.scheme not in {"http", "https"}:
        raise UnexpectedResponse(
            f"a URL that is neither http nor https, or names no plain host: {_origin(url)}"
        )
    if not is_loopback(url):
        if parts.scheme != "https":
            raise UnexpectedResponse(f"{_origin(url)} is not HTTPS; plain HTTP is accepted on loopback only")
    elif came_from is not None and not is_loopback(came_from):
        raise UnexpectedResponse(f"{_origin(came_from)} leads to {_origin(url)}, which is this machine")
    return url


def open_url(
    url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> Response:
    """Requests `url`, following the redirects of a GET.

    Raises:
        ProviderUnavailable: No connection, or no answer.
        UnexpectedResponse: A redirect that may not be followed.
    """
    headers = {"Accept-Encoding": "identity", "Connection": "close", **(headers or {})}
    check_url(url)
    for _ in range(_MAX_REDIRECTS + 1):
        response = _request(url, method, headers, body)
        location = response.header("Location")
        if response.status not in _REDIRECTS or location is None:
            return response
        response.close()
        if method != "GET":
            raise UnexpectedResponse(f"{response.host} redirects a {method}")
        target = check_url(urljoin(url, location), came_from=url)
        if _origin(target) != _origin(url):
            headers.pop("Authorization", None)
        url = target
    raise UnexpectedResponse(f"{urlsplit(url).hostname} redirects more than {_MAX_REDIRECTS} times")


def raise_for_status(response: Response, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
    """Raises the error that fits the answer's status; the URL, which may be signed, stays out of it."""
    status, host = response.status, response.host
    if status < 300:
        return
    message = f"{host} answers {status}"
    if status == 401:
        raise AuthenticationFailed(message)
    if status == 404:
        raise NotFound(message)
    if status == 429:
        raise RateLimited(message, retry_after=parse_retry_after(response.header("Retry-After"), now()))
    if status >= 500:
        raise ProviderUnavailable(
            message, retry_after=parse_retry_after(response.header("Retry-After"), now())
        )
    raise UnexpectedResponse(message)


class ApiClient:
    """Calls a provider's JSON API, patiently; `explain` tells what a refusal means if its status does not."""

    def __init__(
        self,
        base_url: str,
        patience: Patience,
        *,
        explain: Callable[[Response], SyncError | None] = lambda _: None,
    ) -> None:
        self.base_url = check_url(base_url.rstrip("/"))
        self._patience = patience
        self._explain = explain

    def get(self, path: str, token: str) -> Json:
        """Gets a JSON object with a bearer token."""
        headers = {"Accept": "application/json", "Authorization": f"Bearer {token}"}
        return self._patience.retrying(lambda: self._call(path, "GET", headers, None))

    def post_form(self, path: str, form: Mapping[str, str]) -> Json:
        """Posts a form and reads a JSON object."""
        headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
        return self._patience.retrying(lambda: self._call(path, "POST", headers, urlencode(form).encode()))

    def _call(self, path: str, method: str, headers: dict[str, str], body: bytes | None) -> Json:
        response = open_url(self.base_url + path, method=method, headers=headers, body=body)
        try:
            if response.status == 400 and method == "POST":
                # OAuth's way to say that the grant is no longer good (RFC 6749, section 5.2).
                raise AuthenticationFailed(f"{response.host} refuses the refresh token")
            if error := self._explain(response):
                raise error
            raise_for_status(response)
            document: object = json.loads(response.read(_MAX_DOCUMENT))
        except (OSError, ValueError) as error:
            raise ProviderUnavailable(
                f"{response.host} sends no readable JSON ({type(error).__name__})"
            ) from error
        finally:
            response.close()
        if not isinstance(document, dict):
            raise UnexpectedResponse(
                f"{response.host} sends {type(document).__name__} where an object belongs"
            )
        return cast("Json", document)


def _request(url: str, method: str, headers: Mapping[str, str], body: bytes | None) -> Response:
    from .pace import PacedResponse

    parts = urlsplit(url)
    host = parts.hostname or ""
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection = connect(_origin(url), TIMEOUT_SECONDS)
        connection.response_class = PacedResponse
        try:
            with speaking_http():
                connection.request(method, target, body=body, headers=dict(headers))
                return Response(connection, cast("PacedResponse", connection.getresponse()), host)
        except BaseException:
            connection.close()
            raise
    except OSError as error:
        raise ProviderUnavailable(f"{host} cannot be reached ({type(error).__name__})") from error


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
