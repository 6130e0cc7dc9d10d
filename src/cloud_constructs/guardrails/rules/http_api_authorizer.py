"""HttpApiAuthorizer: every route of an HTTP or WebSocket API asks its callers who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.guardrails._values import is_object, value_at
from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource

_METHODS: Final = {
    "get",
    "put",
    "post",
    "delete",
    "options",
    "head",
    "patch",
    "trace",
    "x-amazon-apigateway-any-method",
}


def _find(resource: Resource) -> Iterator[str]:
    if resource.type == "AWS::ApiGatewayV2::Route":
        yield from once(_is_open(resource))
    else:
        yield from once(resource.get("Target"))
        yield from _open_operations(resource.get("Body"))


def _is_open(route: Resource) -> bool:
    key = route.get("RouteKey")
    # A WebSocket asks once, when it connects.
    if isinstance(key, str) and key.startswith("$") and key not in ("$default", "$connect"):
        return False
    kind = route.get("AuthorizationType")
    return kind in (None, "NONE") or (kind in ("JWT", "CUSTOM") and not route.get("AuthorizerId"))


def _open_operations(body: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield the operations of an OpenAPI document that nobody has to be known for."""
    paths = value_at(body, "paths")
    if value_at(body, "security") or not is_object(paths):
        return
    for path, item in paths.items():
        for method in sorted(_METHODS & set(item if is_object(item) else ())):
            if not value_at(item, method, "security"):
                yield f"{method.upper()} {path}".replace("{", "<").replace("}", ">")


RULE = Rule(
    name="HttpApiAuthorizer",
    text="A route lets anybody call",
    fix="set an authoriser; say with a waiver that a route is public",
    controls=controls(
        "AC-2; AC-3; IA-2; IA-8", hipaa="164.312(d)", pci="8.2", soc2="CC6.1; CC6.2", gdpr="Art. 32(1)(b)"
    ),
    types=("AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::Api"),
    find=_find,
    twins=("APIGWAuthorization",),
)
