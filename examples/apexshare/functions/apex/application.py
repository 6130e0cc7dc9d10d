"""The edge of the functions behind the API: from an event to an answer."""

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from apex.problems import Problem, invalid, not_found
from apex.telemetry import logger, metrics

Json = dict[str, Any]
Handler = Callable[[Json, LambdaContext], Json]

MAX_BODY_BYTES = 1024 * 1024
IDENTIFIER = re.compile(r"[0-9a-f]{32}")
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "cross-origin",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    # Any page may ask: browsers send nothing by themselves that would admit anybody.
    "access-control-allow-origin": "*",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request, as far as answering it takes.

    Args:
        request_id: What API Gateway calls it.
        trainer: Who signed in; empty on routes that are public.
        video_id: What the path names; empty if it names nothing.
        body: The JSON in it.
        query: What stands behind the path.
        headers: By their names in lower case.
        source_ip: Where it comes from.
    """

    request_id: str
    trainer: str
    video_id: str
    body: object
    query: Mapping[str, str]
    headers: Mapping[str, str]
    source_ip: str


@dataclass(frozen=True, slots=True)
class Route:
    """What answers an operation of `apex.operations`, which loads Pydantic: a test compares the two."""

    answer: Callable[[Call], Json | None]
    status: HTTPStatus = HTTPStatus.OK
    public: bool = False


def application(routes: Mapping[str, Route]) -> Handler:
    """Return the handler of a function that answers these routes, each named by its method and path."""

    @logger.inject_lambda_context(correlation_id_path="requestContext.requestId", clear_state=True)
    @metrics.log_metrics(capture_cold_start_metric=True)
    def handler(event: Json, _context: LambdaContext) -> Json:
        request_id = event["requestContext"]["requestId"]
        name = f"{event['httpMethod']} {event['resource']}"
        logger.append_keys(route=name)
        metrics.add_metric(name="Requests", unit="Count", value=1)
        try:
            route = routes[name]
            body = route.answer(_call(route, event))
        except Problem as problem:
            logger.info("Refused", status=problem.status.value, detail=problem.detail)
            return _problem(problem, request_id)
        except Exception:
            # What it was stands in the log, under the id that the client is told.
            logger.exception("Failed")
            problem = Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side.")
            return _problem(problem, request_id)
        return _response(route.status, body)

    return handler


def _call(route: Route, event: Json) -> Call:
    headers: Mapping[str, str] = event.get("headers") or {}
    named: Mapping[str, str] = event.get("pathParameters") or {}
    video_id = named.get("video_id", "")
    if video_id and not IDENTIFIER.fullmatch(video_id):
        raise not_found("video")
    return Call(
        request_id=event["requestContext"]["requestId"],
        trainer="" if route.public else _trainer(event),
        video_id=video_id,
        body=_body(event),
        query=event.get("queryStringParameters") or {},
        headers={name.lower(): value for name, value in headers.items()},
        source_ip=event["requestContext"].get("identity", {}).get("sourceIp", ""),
    )


def _trainer(event: Json) -> str:
    """Return who signed in, of a token that API Gateway has verified."""
    verified: Mapping[str, Mapping[str, str]] = event["requestContext"].get("authorizer") or {}
    claims = verified.get("claims", {})
    trainer = claims.get("sub", "")
    if claims.get("token_use") != "id" or not trainer:
        raise Problem(HTTPStatus.UNAUTHORIZED, "Send the ID token of your session.")
    logger.append_keys(trainer=trainer)
    return trainer


def _body(event: Json) -> object:
    text = event.get("body") or "null"
    try:
        raw = base64.b64decode(text) if event.get("isBase64Encoded") else text.encode()
        if len(raw) > MAX_BODY_BYTES:
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is larger than 1 MiB.")
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise invalid("The body is not JSON.") from error


def _problem(problem: Problem, request_id: str) -> Json:
    return _response(problem.status, problem.body(request_id), kind="application/problem+json")


def _response(status: HTTPStatus, body: Json | None, *, kind: str = "application/json") -> Json:
    if body is None:
        return {"statusCode": status.value, "headers": HEADERS}
    return {
        "statusCode": status.value,
        "headers": {**HEADERS, "content-type": kind},
        "body": json.dumps(body),
    }
