"""Whoever has no genuine token of this app gets nothing, on every route of the OpenAPI document."""

import pytest
import requests
from vault_attacks import Route, Tokens, routes
from vault_attacks.tokens import parts
from vault_client.embedded import DeployedApp

GUARDED = [route for route in routes() if not route.is_public]
KINDS = (
    *(
        "none at all",
        "no token",
        "three dots",
        "no signature",
        "algorithm none",
        "the public key as a secret",
    ),
    *("another key", "somebody else's subject", "a group of operators", "a longer life"),
    *("another audience", "another pool", "expired", "an access token", "a refresh token"),
)


@pytest.fixture(scope="module")
def tokens(app: DeployedApp) -> dict[str, str]:
    made = Tokens(app, app.new_user())
    return {"genuine": made.genuine} | {kind: make() for kind, make in made.made.items()}


def ask(app: DeployedApp, route: Route, token: str) -> requests.Response:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    url = f"{app.deployment.api_url}{route.url()}"
    return requests.request(route.method, url, headers=headers, json=route.body(), timeout=10)


def test_every_kind_of_token_is_tried(tokens: dict[str, str]) -> None:
    assert {*tokens} == {*KINDS, "genuine"}
    assert len({*tokens.values()}) == len(tokens)


@pytest.mark.embedded
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("route", GUARDED, ids=str)
def test_no_other_token_opens_a_route(  # CV-17 CV-3
    app: DeployedApp, tokens: dict[str, str], route: Route, kind: str
) -> None:
    answer = ask(app, route, tokens[kind])

    assert answer.status_code == 401, answer.text


@pytest.mark.embedded
@pytest.mark.parametrize("route", GUARDED, ids=str)
def test_the_genuine_token_opens_it(app: DeployedApp, tokens: dict[str, str], route: Route) -> None:
    answer = ask(app, route, tokens["genuine"])

    assert answer.status_code != 401, answer.text
    assert answer.status_code < 500, answer.text


def test_the_expired_token_was_good_a_moment_ago(tokens: dict[str, str]) -> None:
    _, expired, _ = parts(tokens["expired"])
    _, genuine, _ = parts(tokens["genuine"])

    assert {name: expired[name] for name in ("iss", "aud", "sub", "token_use")} == {
        name: genuine[name] for name in ("iss", "aud", "sub", "token_use")
    }


@pytest.mark.embedded
def test_what_is_open_to_all_is_known() -> None:  # CV-3
    assert {str(route) for route in routes() if route.is_public} <= {
        "GET /api/health",
        "POST /api/shares/open",
    }
