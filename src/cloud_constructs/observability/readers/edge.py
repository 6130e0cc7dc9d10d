"""What stands before an application: distributions, certificates, web ACLs and health checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk import Stack

from cloud_constructs.core import AlarmTarget, Service
from cloud_constructs.observability.readers._reader import named

if TYPE_CHECKING:
    from cloud_constructs.observability.readers._reader import Reader

GLOBAL = "us-east-1"
"""Where the metrics of everything are that has no region:
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/monitoring-using-cloudwatch.html"""
ORIGIN_TIMEOUT = 30_000
"""Milliseconds that CloudFront waits for an origin that nobody has said anything else about."""


def _distribution(distribution: Any, name: str) -> list[AlarmTarget]:  # noqa: ANN401
    return [
        AlarmTarget(
            name=name,
            service=Service.DISTRIBUTION,
            dimensions={"DistributionId": distribution.distribution_id, "Region": "Global"},
            limits={"origin_timeout": ORIGIN_TIMEOUT} if _tells_of_origins(distribution) else {},
            region=GLOBAL,
        )
    ]


def _tells_of_origins(distribution: Any) -> bool:  # noqa: ANN401
    """Switch on the metrics of origins, which cost extra; those of an import are switched on elsewhere."""
    if distribution.node.default_child is None:
        return False
    if distribution.node.try_find_child("MonitoringSubscription") is None:
        from aws_cdk import aws_cloudfront as cloudfront

        cloudfront.CfnMonitoringSubscription(
            distribution,
            "MonitoringSubscription",
            distribution_id=distribution.distribution_id,
            monitoring_subscription={
                "realtimeMetricsSubscriptionConfig": {"realtimeMetricsSubscriptionStatus": "Enabled"}
            },
        )
    return True


def _health_check(check: Any, name: str) -> list[AlarmTarget]:  # noqa: ANN401
    dimensions = {"HealthCheckId": check.health_check_id}
    return [AlarmTarget(name=name, service=Service.HEALTH_CHECK, dimensions=dimensions, region=GLOBAL)]


def _web_acl(acl: Any, name: str) -> list[AlarmTarget]:  # noqa: ANN401
    dimensions = {"WebACL": acl.visibility_config.metric_name, "Rule": "ALL"}
    everywhere = acl.scope == "CLOUDFRONT"
    if not everywhere:
        dimensions["Region"] = Stack.of(acl).region
    return [
        AlarmTarget(
            name=name,
            service=Service.WEB_ACL,
            dimensions=dimensions,
            region=GLOBAL if everywhere else None,
        )
    ]


READERS: dict[str, Reader] = {
    "aws_certificatemanager.Certificate": named(Service.CERTIFICATE, CertificateArn="certificate_arn"),
    "aws_certificatemanager.ICertificate": named(Service.CERTIFICATE, CertificateArn="certificate_arn"),
    "aws_cloudfront.Distribution": _distribution,
    "aws_cloudfront.IDistribution": _distribution,
    "aws_route53.HealthCheck": _health_check,
    "aws_route53.IHealthCheck": _health_check,
    "aws_wafv2.CfnWebACL": _web_acl,
}
