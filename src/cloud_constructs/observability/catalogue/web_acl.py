"""WAF web ACLs. AWS publishes no recommendations for them; these are ours."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Expression, Severity

WEB_ACL = (
    AlarmSpec(
        metric="BlockedRate",
        why="Very many requests are blocked: an attack, or a rule that is wrong",
        threshold=50,
        unit="%",
        severity=Severity.PAGE,
        period=300,
        periods=2,
        expression=Expression(
            "IF(blocked + allowed >= 100, 100 * blocked / (blocked + allowed), 0)",
            {"blocked": "BlockedRequests", "allowed": "AllowedRequests"},
        ),
    ),
)
