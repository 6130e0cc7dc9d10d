"""HTTP: what may be requested, where a redirect may lead, and what an answer means."""

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from media_sync.errors import (
    AuthenticationFailed,
    NotFound,
    ProviderUnavailable,
    RateLimited,
    UnexpectedResponse,
)
from media_sync.http_client import ApiClient, check_url, open_url, raise_for_status
from media_sync.retry import Patience


class Echo(BaseHTTPRequestHandler):
    """Answers as the path asks: /status/404, /redirect?to, or what it was sent."""

    def do_GET(self) -> None:
        kind, _, rest = self.path.strip("/").partition("/")
        if kind == "redirect":
            self.answer(302, b"", {"Location": rest})
        elif kind == "loop":
            self.answer(302, b"", {"Location": self.path})
        elif kind == "status":
            self.answer(int(rest), b"{}", {"Retry-After": "7"})
        elif kind == "garbage":
            self.answer(200, b"{")
        elif kind == "list":
            self.answer(200, b"[]")
        else:
            self.answer(200, json.dumps(dict(self.headers)).encode())

    def do_POST(self) -> None:
        self.do_GET()

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def hasty() -> Patience:
    return Patience(lambda: 900_000, sleep=lambda _: None)


@pytest.mark.parametrize(
    "url", ["https://api.example.com/x", "http://127.0.0.1:80/", "http://localhost/", "http://[::1]:8080/"]
)
def test_https_and_loopback_are_accepted(url):
    assert check_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.com/",
        "http://127.0.0.1.example.com/",
        "http://169.254.169.254/latest",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "https://user:secret@example.com/",
        "https:///nothing",
        "https://example.com:port/",
        "http://[::1/",
        "",
    ],
)
def test_anything_else_is_refused_without_its_secrets(url):
    with pytest.raises(UnexpectedResponse) as caught:
        check_url(url)
    assert "secret" not in str(caught.value)


def test_nothing_outside_may_lead_to_this_machine():
    with pytest.raises(UnexpectedResponse, match="this machine"):
        check_url("http://127.0.0.1:9001/", came_from="https://api.example.com/")


def test_a_redirect_on_loopback_is_followed_and_keeps_the_token_at_home(server):
    response = open_url(f"{server}/redirect//echo", headers={"Authorization": "Bearer t"})
    assert json.loads(response.read(10_000))["Authorization"] == "Bearer t"
    response.close()


def test_a_redirect_to_another_origin_loses_the_token(server):
    other = server.replace("127.0.0.1", "localhost")
    response = open_url(f"{server}/redirect/{other}/echo", headers={"Authorization": "Bearer t"})
    assert "Authorization" not in json.loads(response.read(10_000))
    response.close()


def test_a_redirect_to_plain_http_is_refused_and_its_host_named(server):
    with pytest.raises(UnexpectedResponse, match=r"http://cdn\.example\.com is not HTTPS"):
        open_url(f"{server}/redirect/http://cdn.example.com/secret")


def test_redirects_come_to_an_end(server):
    with pytest.raises(UnexpectedResponse, match="more than 5 times"):
        open_url(f"{server}/loop")


def test_a_redirected_post_is_refused(server):
    with pytest.raises(UnexpectedResponse, match="redirects a POST"):
        open_url(f"{server}/redirect/echo", method="POST", body=b"refresh_token=t")


def test_a_closed_port_is_an_unavailable_provider():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(ProviderUnavailable, match=r"127\.0\.0\.1 cannot be reached"):
        open_url(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, AuthenticationFailed),
        (403, UnexpectedResponse),
        (404, NotFound),
        (429, RateLimited),
        (500, ProviderUnavailable),
        (503, ProviderUnavailable),
    ],
)
def test_a_status_has_its_error(server, status, error):
    response = open_url(f"{server}/status/{status}")
    with pytest.raises(error, match=str(status)) as caught:
        raise_for_status(response, lambda: datetime.now(UTC))
    response.close()
    assert getattr(caught.value, "retry_after", 7) == 7


def test_json_that_is_none_is_asked_for_again_and_then_an_unavailable_provider(server, hasty):
    with pytest.raises(ProviderUnavailable, match="no readable JSON"):
        ApiClient(server, hasty).get("/garbage", "t")
    with pytest.raises(UnexpectedResponse, match="list"):
        ApiClient(server, hasty).get("/list", "t")


def test_a_refused_grant_is_a_failed_authentication(server, hasty):
    with pytest.raises(AuthenticationFailed, match="refuses the refresh token"):
        ApiClient(server, hasty).post_form("/status/400", {"refresh_token": "t"})


def test_an_api_url_must_be_https(hasty):
    with pytest.raises(UnexpectedResponse, match="not HTTPS"):
        ApiClient("http://api.example.com", hasty)
