"""Whatever is sent to whatever place of whatever route is refused or kept as the text that it is."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import requests
from vault_attacks import Route, routes
from vault_attacks.document import Json, resolved
from vault_attacks.words import HOSTILE
from vault_client import Api
from vault_client.embedded import DeployedApp

ROUTES = routes()
WITH_PATH = [route for route in ROUTES if route.parameters]
WITH_QUERY = [route for route in ROUTES if route.query()]
WITH_BODY = [route for route in ROUTES if route.schema()]
MIB = 1024 * 1024
KINDS = {"application/json", "application/problem+json"}


@pytest.fixture(scope="module")
def api(app: DeployedApp) -> Api:
    return app.api()


def send(api: Api, route: Route, path: str, **options: Any) -> requests.Response:
    assert api.session is not None
    headers = {"authorization": f"Bearer {api.session.id_token}", **options.pop("headers", {})}
    url = f"{api.deployment.api_url}{path}"
    return requests.request(route.method, url, headers=headers, timeout=20, **options)


def assert_harmless(answer: requests.Response) -> None:
    assert answer.status_code < 500, answer.text
    if answer.content:
        assert answer.headers["content-type"].partition(";")[0] in KINDS
        json.loads(answer.text)
    assert "set-cookie" not in answer.headers
    for trace in ("Traceback", "botocore", "ValidationException", "/var/", ".py"):
        assert trace not in answer.text


def assert_refused(answer: requests.Response) -> None:
    assert_harmless(answer)
    assert 400 <= answer.status_code < 500, answer.text


def texts(schema: Json) -> Iterator[str]:
    """Yields the properties of a body in which a text may stand."""
    for name, of_name in schema["properties"].items():
        inner = [resolved(one) for one in of_name.get("anyOf", [of_name])]
        if any(one.get("type") == "string" for one in inner):
            yield name


@pytest.mark.embedded
@pytest.mark.parametrize("route", WITH_PATH, ids=str)
def test_a_path_leads_to_nothing_but_identifiers(api: Api, route: Route) -> None:  # CV-17
    for word in HOSTILE:
        try:
            text = quote(word, safe="")
        except UnicodeEncodeError:
            continue  # no client can send half a character in a path
        path = route.url(**dict.fromkeys(route.parameters, text))
        assert_refused(send(api, route, path, json=route.body()))


@pytest.mark.embedded
@pytest.mark.parametrize("route", WITH_QUERY, ids=str)
def test_a_query_is_read_as_text(api: Api, route: Route) -> None:  # CV-17
    for name in route.query():
        for word in HOSTILE:
            try:
                quote(word)
            except UnicodeEncodeError:
                continue
            assert_harmless(send(api, route, route.url(), params={name: word}))
    assert_refused(send(api, route, route.url(), params={"owner": "somebody else"}))


@pytest.mark.embedded
@pytest.mark.parametrize("route", WITH_BODY, ids=str)
def test_a_text_in_a_body_stays_text(api: Api, route: Route) -> None:  # CV-17
    schema, body = route.schema(), route.body()
    assert schema is not None
    assert body is not None
    for name in texts(schema):
        for word in HOSTILE:
            answer = send(api, route, route.url(), json={**body, name: word})
            assert_harmless(answer)


@pytest.mark.embedded
@pytest.mark.parametrize("route", WITH_BODY, ids=str)
def test_what_is_not_in_the_contract_is_refused(api: Api, route: Route) -> None:  # CV-3
    schema, body = route.schema(), route.body()
    assert schema is not None
    assert body is not None
    for name, value in {"owner": "me", "state": "ready", "__proto__": {}, "sha256": "0" * 64}.items():
        if name not in schema["properties"]:
            assert_refused(send(api, route, route.url(), json={**body, name: value}))
    for name in texts(schema):
        for value in ({"$ne": None}, {"S": "a"}, ["a"], 1, True):
            assert_refused(send(api, route, route.url(), json={**body, name: value}))


@pytest.mark.embedded
@pytest.mark.parametrize("route", WITH_BODY, ids=str)
def test_a_body_that_is_no_body_is_refused(api: Api, route: Route) -> None:  # CV-3 CV-17
    deep = "[" * 100_000
    for text in ("", "null", "[]", '"a"', "1", "{", "\x00", "{'a': 1}", '{"a": NaN}', deep):
        kind = {"content-type": "application/json"}
        assert_refused(send(api, route, route.url(), data=text.encode(), headers=kind))
    large = json.dumps({"name": "a" * 2 * MIB})
    answer = send(api, route, route.url(), data=large, headers={"content-type": "application/json"})
    assert answer.status_code in (400, 413), answer.text


@pytest.mark.embedded
@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_no_other_method_is_answered(api: Api, route: Route) -> None:  # CV-3
    known = {other.method for other in ROUTES if other.path == route.path}
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - known:
        url = f"{api.deployment.api_url}{route.url()}"
        answer = requests.request(method, url, timeout=10)
        assert answer.status_code in (401, 403, 404, 405), f"{method}: {answer.text}"
