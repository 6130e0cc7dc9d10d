"""HttpApiThrottle: every stage of an HTTP or WebSocket API has a limit, and no route is exempt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.guardrails._values import is_object, value_at
from cloud_constructs.guardrails.rules._rule import Rule, controls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource

_LIMITS: Final = ("ThrottlingRateLimit", "ThrottlingBurstLimit")


def _find(stage: Resource) -> Iterator[str]:
    if _has_no_limit(stage.get("DefaultRouteSettings")):
        yield ""
    routes = stage.get("RouteSettings")
    if is_object(routes):
        yield from (route for route, settings in routes.items() if _is_exempt(settings))


def _has_no_limit(settings: Any) -> bool:  # noqa: ANN401
    return not all(value_at(settings, limit) for limit in _LIMITS)


def _is_exempt(settings: Any) -> bool:  # noqa: ANN401
    """Whether a route replaces the stage's limits by none."""
    return any(value_at(settings, limit) in (-1, 0) for limit in _LIMITS)


RULE = Rule(
    name="HttpApiThrottle",
    text="The stage, or a route of it, has no throttle of its own",
    fix="set ThrottlingRateLimit and ThrottlingBurstLimit",
    controls=controls("SC-5; SC-6", soc2="A1.1; CC6.6"),
    types=("AWS::ApiGatewayV2::Stage",),
    find=_find,
    twins=("APIGWDefaultThrottling",),
)
