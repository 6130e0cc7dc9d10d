"""SES: the reputation that decides whether mail is still sent.

AWS publishes no alarm recommendations for SES, but the rates at which it reviews and pauses an account:
https://docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html
"""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Severity

EMAIL = (
    AlarmSpec(
        metric="Reputation.BounceRate",
        why="Too much mail bounces: SES is about to review the account, and then to pause it",
        threshold=0.05,
        severity=Severity.PAGE,
        statistic="Average",
        period=3600,
    ),
    AlarmSpec(
        metric="Reputation.ComplaintRate",
        why="Too many recipients complain: SES is about to review the account, and then to pause it",
        threshold=0.001,
        severity=Severity.PAGE,
        statistic="Average",
        period=3600,
    ),
)
