"""A handler that keeps the document of its API passes; each way of breaking it is found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from api.orders import Missing, NewOrder, Order
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, APIGatewayRestResolver
from harness import function, http_api, new_stack, rest_api
from testing.orders_handler import handler_with

from cloud_constructs import ApiRoute
from cloud_constructs.testing import assert_handler_keeps_contract

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]


def document(kind: Any) -> Json:
    stack = new_stack()
    api, orders = kind(stack), function(stack, "Orders")
    routes: list[Json] = [
        {"method": "POST", "path": "/orders", "request": NewOrder, "response": {201: Order}},
        {"method": "GET", "path": "/orders/{id}", "response": {200: Order, 404: Missing}},
    ]
    for number, keywords in enumerate(routes):
        ApiRoute(stack, f"R{number}", api=api, handler=orders, **keywords)
    made = api.openapi()
    made["paths"].pop("/", None)
    return made


HTTP, REST = document(http_api), document(rest_api)


def test_a_handler_of_an_http_api_keeps_its_contract() -> None:
    handler = handler_with(APIGatewayHttpResolver(enable_validation=True))

    assert_handler_keeps_contract(handler, HTTP, examples=25)


def test_a_handler_of_a_rest_api_keeps_the_same_contract() -> None:
    handler = handler_with(APIGatewayRestResolver(enable_validation=True))

    assert_handler_keeps_contract(handler, REST, payload="1.0", examples=25)


def test_each_route_may_have_a_handler_of_its_own() -> None:
    right = handler_with(APIGatewayHttpResolver(enable_validation=True))

    handlers = {"POST /orders": right, "GET /orders/{id}": lambda event, context: 1 / 0}
    with pytest.raises(ZeroDivisionError):
        assert_handler_keeps_contract(handlers, HTTP, examples=5)


def wrong_field(answer: Json) -> Json:
    body = json.loads(answer["body"])
    return {**answer, "body": json.dumps({**body, "id": 7})} if "lines" in body else answer


def wrong_media_type(answer: Json) -> Json:
    return {**answer, "multiValueHeaders": {}, "headers": {"Content-Type": "text/plain"}}


def wrong_status(answer: Json) -> Json:
    return {**answer, "statusCode": 202} if answer["statusCode"] == 201 else answer


def failing(answer: Json) -> Json:
    return {**answer, "statusCode": 503}


@pytest.mark.parametrize(
    ("breaks", "found"),
    [
        (wrong_field, "Response violates schema"),
        (wrong_media_type, "Undocumented Content-Type"),
        (wrong_status, "Undocumented"),
        (failing, "Server error"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_broken_handler_is_found(breaks: Callable[[Json], Json], found: str) -> None:
    right = handler_with(APIGatewayHttpResolver(enable_validation=True))

    with pytest.raises(AssertionError, match=found):
        assert_handler_keeps_contract(lambda event, context: breaks(right(event, context)), HTTP, examples=10)


def test_a_handler_that_checks_nothing_is_found_when_the_document_decides_alone() -> None:
    def handler(event: Json, context: object) -> Json:
        order = {"id": "1", "lines": [{"article": "A", "count": 1}], "labels": {}, "discount": "0"}
        return {"statusCode": 201, "body": json.dumps({**order, "kind": "order", "size": None})}

    only_post = {**HTTP, "paths": {"/orders": HTTP["paths"]["/orders"]}}
    with pytest.raises(AssertionError, match="Schema-violating request accepted"):
        assert_handler_keeps_contract(handler, only_post, strict=True, examples=10)
