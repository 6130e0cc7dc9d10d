"""The events are those of API Gateway, as Powertools reads them."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any

import pytest
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent, APIGatewayProxyEventV2

from cloud_constructs.testing._lambda_wsgi import LambdaApplication

Json = dict[str, Any]


def event_of(payload: Any, route: str = "PUT /files/{path+}", **environ: Any) -> Json:
    seen: list[Json] = []
    statuses: list[str] = []
    app = LambdaApplication({route: lambda event, context: seen.append(event)}, payload)
    body = environ.pop("body", b"")
    given = {
        "REQUEST_METHOD": "PUT",
        "PATH_INFO": "/files/a/b.txt",
        "QUERY_STRING": "tag=x&tag=y&empty=",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_X_TRACE": "t1",
        "wsgi.input": BytesIO(body),
    }
    app({**given, **environ}, lambda status, headers: statuses.append(status))
    (event,) = seen
    return event


def test_a_rest_event_reads_as_one() -> None:
    event = APIGatewayProxyEvent(event_of("1.0", body=b'{"a": 1}'))

    assert (event.http_method, event.path, event.resource) == ("PUT", "/files/a/b.txt", "/files/{path+}")
    assert event.path_parameters == {"path": "a/b.txt"}
    assert event.multi_value_query_string_parameters == {"tag": ["x", "y"], "empty": [""]}
    assert event.headers["x-trace"] == "t1"
    assert event.json_body == {"a": 1}


def test_an_http_event_reads_as_one() -> None:
    event = APIGatewayProxyEventV2(event_of("2.0", body=b'{"a": 1}'))

    assert (event.http_method, event.path, event.route_key) == (
        *("PUT", "/files/a/b.txt"),
        "PUT /files/{path+}",
    )
    assert event.path_parameters == {"path": "a/b.txt"}
    assert event.query_string_parameters == {"tag": "x,y", "empty": ""}
    assert event.json_body == {"a": 1}


def test_an_http_api_passes_bytes_on_in_base_64() -> None:
    event = event_of("2.0", body=b"\xff\x00", CONTENT_TYPE="image/png")

    assert event["isBase64Encoded"] is True
    assert base64.b64decode(event["body"]) == b"\xff\x00"


@pytest.mark.parametrize(("payload", "status"), [("2.0", "200 OK"), ("1.0", "502 Bad Gateway")])
def test_an_answer_without_a_status_is_good_on_an_http_api_alone(payload: Any, status: str) -> None:
    statuses: list[str] = []
    app = LambdaApplication({"GET /": lambda event, context: {"ok": True}}, payload)
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "wsgi.input": BytesIO()}
    app(environ, lambda status, headers: statuses.append(status))

    assert statuses == [status]


def test_a_route_that_is_not_there_is_404() -> None:
    statuses: list[str] = []
    app = LambdaApplication({"GET /a": lambda event, context: {}}, "2.0")
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/a", "wsgi.input": BytesIO()}
    app(environ, lambda status, headers: statuses.append(status))

    assert statuses == ["404 Not Found"]
