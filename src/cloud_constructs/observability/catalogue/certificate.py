"""Certificates of ACM: those that it issues, and renews by itself.

AWS publishes no alarm recommendation for them. ACM renews a certificate that is proven by DNS 45 days before
its end: https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html
"""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Comparison, Missing, Severity

CERTIFICATE = (
    AlarmSpec(
        metric="DaysToExpiry",
        why="ACM should have renewed the certificate by now: see whether its validation records still stand",
        threshold=30,
        unit="days",
        severity=Severity.TICKET,
        comparison=Comparison.BELOW,
        statistic="Minimum",
        period=86_400,
        missing=Missing.KEEPS_STATE,
    ),
)
