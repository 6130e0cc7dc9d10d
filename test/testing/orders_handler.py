"""A handler as an app would write it: Powertools routes and checks, with the models of the API."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from api.orders import NewOrder, Order
from aws_lambda_powertools.event_handler import ApiGatewayResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError

if TYPE_CHECKING:
    from collections.abc import Callable


def problem(status: HTTPStatus, detail: str = "") -> Response[str]:
    body = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    return Response(status.value, "application/problem+json", json.dumps(body))


def handler_with(app: ApiGatewayResolver) -> Callable[[Any, Any], Any]:
    orders: dict[str, Order] = {}

    @app.exception_handler(RequestValidationError)
    def invalid(error: RequestValidationError) -> Response[str]:
        fields = ", ".join(".".join(map(str, fault["loc"])) for fault in error.errors())
        return problem(HTTPStatus.BAD_REQUEST, fields)

    @app.not_found
    def unknown(error: Exception) -> Response[str]:
        return problem(HTTPStatus.NOT_FOUND)

    @app.post("/orders")
    def create(order: NewOrder) -> tuple[Order, int]:
        made = Order(id=str(len(orders)), **order.model_dump())
        orders[made.id] = made
        return made, HTTPStatus.CREATED

    @app.get("/orders/<id>")
    def read(id: str) -> Order:
        if id not in orders:
            raise NotFoundError
        return orders[id]

    return app.resolve
