"""A REST API, deployed: what does not fit the model never reaches the function, and errors are problems."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest
from api.orders import NewOrder
from harness import ENV

from cloud_constructs import ApiRoute, Authorizer, EnhancedLambda, RestApi, Waiver
from cloud_constructs.local import Embedded

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.embedded
FUNCTION = Path(__file__).parents[1] / "fixtures" / "orders"
PUBLIC = Waiver(reason="The test asks without a signature")
ORDER = {"lines": [{"article": "A-1", "count": 3}]}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("orders")
    app = cdk.App(outdir=str(folder / "cdk.out"))
    stack = cdk.Stack(app, "Orders", env=ENV)
    api = RestApi(stack, "Api", authorizer=Authorizer.iam())
    handler = EnhancedLambda(stack, "Function", entry=FUNCTION)
    routes: dict[str, dict[str, Any]] = {
        "Create": {"method": "POST", "path": "/orders", "request": NewOrder, "public": PUBLIC},
        "Read": {"method": "GET", "path": "/orders/{id}", "public": PUBLIC},
    }
    for id, keywords in routes.items():
        ApiRoute(stack, id, api=api, handler=handler, **keywords)
    app.synth()
    with Embedded(folder / "engine") as aws:
        (url,) = aws.deploy(folder / "cdk.out").urls.values()
        yield url


def ask(url: str, body: object = None) -> tuple[int, str, Any]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers["Content-Type"], json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Type"], json.load(error)


def test_what_fits_the_model_reaches_the_function(url: str) -> None:
    status, _, answer = ask(f"{url}/orders", ORDER)

    assert (status, answer) == (201, ORDER)


@pytest.mark.parametrize("body", [{}, {"lines": []}, {**ORDER, "more": 1}, {"lines": [{"article": "a"}]}])
def test_what_does_not_fit_is_refused_with_a_problem(url: str, body: object) -> None:  # CV-3, AS-4
    status, media_type, answer = ask(f"{url}/orders", body)

    assert (status, media_type) == (400, "application/problem+json")
    assert answer == {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "Invalid request body",
    }


def test_a_path_has_its_parameters(url: str) -> None:
    assert ask(f"{url}/orders/7")[2] == {"id": "7"}


def test_a_path_that_is_not_there_is_a_problem(url: str) -> None:
    status, media_type, answer = ask(f"{url}/nowhere")

    assert (status, media_type) == (403, "application/problem+json")
    assert answer["type"] == "about:blank"
