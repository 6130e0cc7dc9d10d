"""Zones of Route 53 whose answers are signed.

AWS asks for these alarms before DNSSEC is switched on; their metrics come every four hours:
https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-hosted-zones-with-cloudwatch.html
"""

from __future__ import annotations

from cloud_constructs.observability._alarm_spec import AlarmSpec, Severity

_EVERY_FOUR_HOURS = 14_400

HOSTED_ZONE = (
    AlarmSpec(
        metric="DNSSECInternalFailure",
        why="The zone cannot be signed: once signatures run out, nobody who checks them finds the domain",
        severity=Severity.PAGE,
        period=_EVERY_FOUR_HOURS,
    ),
    AlarmSpec(
        metric="DNSSECKeySigningKeysNeedingAction",
        why="The zone's signing key cannot be used: see whether the KMS key and its policy are as deployed",
        severity=Severity.PAGE,
        period=_EVERY_FOUR_HOURS,
    ),
)
