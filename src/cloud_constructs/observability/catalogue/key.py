"""KMS: what all keys of the account use together of the region's quota."""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Severity, quota_used

KEY_USAGE = (
    AlarmSpec(
        metric="SymmetricRequestsOfQuota",
        why="Requests to keys come close to the account's quota: everything encrypted is about to fail",
        threshold=80,
        unit="%",
        severity=Severity.PAGE,
        periods=10,
        expression=quota_used("CallCount"),
    ),
)
