"""Cognito user pools, by the client that an application signs in with."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Missing, Severity


def _throttles(metric: str, who: str) -> AlarmSpec:
    return AlarmSpec(
        metric=metric,
        why=f"{who} are refused for want of quota",
        severity=Severity.PAGE,
        periods=5,
        missing=Missing.KEEPS_STATE,
    )


USER_POOL_CLIENT = (
    _throttles("SignInThrottles", "People who sign in"),
    _throttles("SignUpThrottles", "People who sign up"),
    _throttles("TokenRefreshThrottles", "People who are signed in"),
)
