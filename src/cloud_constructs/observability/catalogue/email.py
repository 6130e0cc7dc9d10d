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

MAIL_DOMAIN = (
    *EMAIL,
    AlarmSpec(
        metric="Reject",
        why="SES found a virus in a mail and did not send it: somebody sends what was not looked at",
        statistic="Sum",
        period=300,
    ),
    AlarmSpec(
        metric="RenderingFailure",
        why="A mail was not sent: its template asks for what the sender does not give",
        statistic="Sum",
        period=300,
    ),
)
