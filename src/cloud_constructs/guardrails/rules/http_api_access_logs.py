"""HttpApiAccessLogs: every stage of an HTTP or WebSocket API says who called it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(stage: Resource) -> tuple[str, ...]:
    settings = ("DestinationArn", "Format")
    return once(not all(stage.get("AccessLogSettings", setting) for setting in settings))


RULE = Rule(
    name="HttpApiAccessLogs",
    text="The stage writes no access log",
    fix="set AccessLogSettings with a destination and a format",
    controls=controls("AU-2; AU-3; AU-12", hipaa="164.312(b)", pci="10.1; 10.2", soc2="CC7.2"),
    types=("AWS::ApiGatewayV2::Stage",),
    find=_find,
    twins=("APIGWAccessLogging",),
)
