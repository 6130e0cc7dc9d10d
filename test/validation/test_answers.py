"""What addresses answer: APIs on the embedded AWS, and a server that does what no API would."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from validation.conftest import Deployed

from cloud_constructs.validation import Verdict
from cloud_constructs.validation.checks._request import answers

HEADERS = "answers, with the headers that protect browsers"
STRICT = "strict-transport-security"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(int(self.path.removeprefix("/")))
        self.send_header(STRICT, "max-age=63072000")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("status", "header", "wrong"),
    [
        (200, STRICT, []),
        (403, STRICT, []),
        (503, STRICT, ["{url} answers 503 Service Unavailable"]),
        (200, "x-frame-options", ["{url} answers without x-frame-options"]),
    ],
)
def test_an_answer(server: str, status: int, header: str, wrong: list[str]) -> None:  # AS-13
    url = f"{server}/{status}"

    assert list(answers(url, [header])) == [line.format(url=url) for line in wrong]


def test_nobody_answers(server: str) -> None:
    (wrong,) = answers("https://127.0.0.1:9/", [])

    assert wrong.startswith("https://127.0.0.1:9/ does not answer: ")


def test_something_answers_without_tls(server: str) -> None:
    (wrong,) = answers(server.replace("http:", "https:"), [])

    assert "does not answer: " in wrong
    assert "SSL" in wrong


@pytest.mark.embedded
@pytest.mark.parametrize(
    ("path", "claim"),
    [
        ("Front/Api/DeploymentStage.prod/Resource", HEADERS),
        ("Front/Pages/Resource", "answers"),
    ],
)
def test_apis_answer(app: Deployed, path: str, claim: str) -> None:  # AS-13
    assert app.result(path, claim).verdict is Verdict.OK


@pytest.mark.embedded
def test_an_api_that_promises_a_header_and_does_not_send_it(app: Deployed) -> None:  # AS-13
    stage = "Front/Bare/DeploymentStage.prod/Resource"
    assert app.result(stage, HEADERS).verdict is Verdict.OK

    gateway, api = app.client("apigateway"), app.ids["Front/Bare/Resource"]
    gateway.delete_gateway_response(restApiId=api, responseType="DEFAULT_4XX")
    gateway.create_deployment(restApiId=api, stageName="prod")

    result = app.result(stage, HEADERS)
    assert result.verdict is Verdict.FAILED
    assert "answers without Strict-Transport-Security" in result.why
