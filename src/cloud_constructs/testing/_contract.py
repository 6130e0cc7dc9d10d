"""An OpenAPI document, held against the handlers that are said to keep it: no AWS, no server."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from cloud_constructs.testing._lambda_wsgi import PROBLEM, LambdaApplication

if TYPE_CHECKING:
    from cloud_constructs.testing._lambda_wsgi import Handler, Payload


def assert_handler_keeps_contract(
    handler: Handler | Mapping[str, Handler],
    document: Mapping[str, Any],
    *,
    payload: Payload = "2.0",
    strict: bool = False,
    examples: int = 50,
) -> None:
    """Fail when a handler answers otherwise than the OpenAPI document of its API says.

    schemathesis (`pip install schemathesis`) makes requests that the document allows and some that it does
    not, this turns them into the events of API Gateway, and every answer is checked: its status, media type
    and schema, and that none has a status of 500 or above. The same requests are made each time. Callers are
    not checked: the API knows them before it asks a function.

    Args:
        handler: The handler, or several by their routes, such as `GET /orders/{id}`.
        document: The document, as `HttpApi.openapi` and `RestApi.openapi` give it.
        payload: The version of the events: `1.0` for a `RestApi`, `2.0` for an `HttpApi`.
        strict: Whether the document alone decides what is refused. Most handlers refuse more (a date before
            another) and less (Pydantic takes "1" for 1, unless its model is strict too).
        examples: How many requests are made of each route, good ones and bad ones.

    Raises:
        AssertionError: An answer breaks the document; the message has the request, to be tried again.

    Example:
        ```python
        import json
        from cloud_constructs.testing import assert_handler_keeps_contract

        def handler(event, context):
            return {"statusCode": 200, "body": json.dumps({"ok": True})}

        ok = {"type": "object", "required": ["ok"], "properties": {"ok": {"type": "boolean"}}}
        answer = {"description": "Fine", "content": {"application/json": {"schema": ok}}}
        document = {
            "openapi": "3.1.0",
            "info": {"title": "Shop", "version": "1"},
            "paths": {"/health": {"get": {"responses": {"200": answer}}}},
        }
        assert_handler_keeps_contract(handler, document)
        ```
    """
    __tracebackhide__ = True
    from hypothesis import HealthCheck, given, settings
    from hypothesis.errors import Unsatisfiable

    # Its types have holes, and who does not test a contract need not have it.
    schemathesis: Any = import_module("schemathesis")
    checks: Any = import_module("schemathesis.specs.openapi.checks")
    failures: Any = import_module("schemathesis.core.failures")
    excluded = [] if strict else [checks.negative_data_rejection, checks.positive_data_acceptance]
    checked = _of_handlers(document)
    loaded = schemathesis.openapi.from_dict(checked)
    loaded.app = LambdaApplication(_by_route(handler, checked), payload)
    setting = settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    for result in loaded.get_all_operations():
        for mode in schemathesis.GenerationMode:

            @setting
            @given(result.ok().as_strategy(generation_mode=mode))
            def keeps(case: Any) -> None:  # noqa: ANN401
                case.call_and_validate(excluded_checks=excluded)

            try:
                keeps()
            except failures.FailureGroup as found:
                raise AssertionError(str(found)) from None
            except Unsatisfiable:
                # A route that takes any text cannot be asked badly.
                if mode is schemathesis.GenerationMode.POSITIVE:
                    raise


def _by_route(handler: Handler | Mapping[str, Handler], document: dict[str, Any]) -> Mapping[str, Handler]:
    if isinstance(handler, Mapping):
        return cast("Mapping[str, Handler]", handler)
    routes = [f"{method.upper()} {path}" for path, item in document["paths"].items() for method in item]
    return dict.fromkeys(routes, handler)


def _of_handlers(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document without what API Gateway checks, and answers itself, before a function is asked."""
    made = copy.deepcopy(dict(document))
    components: dict[str, Any] = made.get("components", {})
    components.pop("securitySchemes", None)
    for item in made["paths"].values():
        for operation in item.values():
            operation.pop("security", None)
    for response in components.get("responses", {}).values():
        content: dict[str, Any] = response.get("content", {})
        if PROBLEM in content:
            response["content"] = {PROBLEM: content[PROBLEM]}
    return made
