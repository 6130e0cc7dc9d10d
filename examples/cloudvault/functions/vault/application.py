"""The edge of every function of the API: from an event to an answer.

A function gives for each operation of the contract what answers it; requests are checked against the
models before it is called, answers are models.
"""

import base64
import json
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import BaseModel, ValidationError

from vault.caller import Caller, caller_of
from vault.operations.operation import Operation
from vault.origin import check_origin
from vault.problems import Problem, forbidden, invalid, not_found
from vault.requests import count_request
from vault.telemetry import logger, metrics, tracer

Json = dict[str, Any]
Handler = Callable[[Json, LambdaContext], Json]
Answerer = Callable[..., BaseModel | None]
"""Called with `caller` unless the operation is public, with `request` and `query` if it has them, and with
the parameters of the path, all by name."""

MAX_BODY_BYTES = 1024 * 1024
IDENTIFIER = re.compile(r"[0-9a-f]{32}")


def application(answerers: Mapping[Operation, Answerer]) -> Handler:
    """Return the handler of a function that answers these operations."""
    by_route = {f"{one.method} {one.path}": (one, answer) for one, answer in answerers.items()}

    @tracer.capture_lambda_handler(capture_response=False)
    @logger.inject_lambda_context(correlation_id_path="requestContext.requestId", clear_state=True)
    @metrics.log_metrics(capture_cold_start_metric=True)
    def handler(event: Json, _context: LambdaContext) -> Json:
        correlation_id = event["requestContext"]["requestId"]
        try:
            operation, answer = by_route[event["routeKey"]]
            logger.append_keys(operation=operation.name)
            body = _answer(operation, answer, event)
        except Problem as problem:
            logger.info("Refused", status=problem.status.value, detail=problem.detail)
            return _response(problem.status, problem.body(correlation_id), kind="application/problem+json")
        except Exception:
            # What it was stands in the log, under the id that the client is told.
            logger.exception("Failed")
            problem = Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side.")
            return _response(problem.status, problem.body(correlation_id), kind="application/problem+json")
        return _response(HTTPStatus(operation.status), body)

    return handler


def _answer(operation: Operation, answer: Answerer, event: Json) -> Json | None:
    if not operation.is_open:
        check_origin(event)
    arguments: Json = dict(event.get("pathParameters") or {})
    if not all(IDENTIFIER.fullmatch(value) for value in arguments.values()):
        raise not_found("thing")
    if operation.public is None:
        caller = caller_of(event)
        logger.append_keys(user_id=caller.user_id)
        _admit(caller, operation)
        arguments["caller"] = caller
    if operation.request is not None:
        arguments["request"] = _parse(operation.request, _body(event))
    if operation.query is not None:
        arguments["query"] = _parse(operation.query, event.get("queryStringParameters") or {})
    answered = answer(**arguments)
    return None if answered is None else answered.model_dump(mode="json")


def _admit(caller: Caller, operation: Operation) -> None:
    if operation.group is not None and operation.group not in caller.groups:
        raise forbidden(f"Only {operation.group} may do that.")
    count_request(caller)


def _body(event: Json) -> object:
    text = event.get("body") or ""
    try:
        raw = base64.b64decode(text) if event.get("isBase64Encoded") else text.encode()
        if len(raw) > MAX_BODY_BYTES:
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is larger than 1 MiB.")
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise invalid("The body is not JSON.") from error


def _parse(model: type[BaseModel], data: object) -> BaseModel:
    try:
        if model.model_config.get("strict"):
            # Strict about JSON, in which an enumeration is text and a number no text.
            return model.model_validate_json(json.dumps(data))
        return model.model_validate(data)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False, include_context=False)
        where = "; ".join(f"{'.'.join(map(str, one['loc'])) or 'body'}: {one['msg']}" for one in wrong[:5])
        raise invalid(where) from error


def _response(status: HTTPStatus, body: Json | None, *, kind: str = "application/json") -> Json:
    headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
    if body is None:
        return {"statusCode": status.value, "headers": headers}
    return {
        "statusCode": status.value,
        "headers": {**headers, "content-type": kind},
        "body": json.dumps(body),
    }
