"""Whether the API answers, asked from outside; and the name that leads to another region when it does not."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_route53 as route53
from constructs import Construct
from vault.operations.health import CHECK_HEALTH

from cloud_constructs import (
    AlertTopic,
    FailoverRecord,
    FailoverSite,
    HealthProbe,
    HttpApi,
    RegionalFailover,
)

from .config import Config

REGION = "us-east-1"
"""Where the metrics of health checks are, and therefore their alarms."""
PROBE = HealthProbe(path=CHECK_HEALTH.path, search_string='"ok"', request_interval=10)


class FailoverStack(cdk.Stack):
    """Health checks of the API; with names of one's own, the records that lead to the region that answers."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        api: HttpApi,
        api_region: str,
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        names = config.names
        own = f"{api.api.api_id}.execute-api.{api_region}.amazonaws.com"
        alerts = AlertTopic(self, "Alerts", emails=config.on_call)
        self.failover = RegionalFailover(
            self,
            "Failover",
            alerts=alerts,
            primary=FailoverSite(domain_name=names.primary if names else own),
            standby=FailoverSite(domain_name=names.standby) if names else None,
            record=FailoverRecord(name=names.public, zone=self._zone(names.zone_id, names.zone))
            if names
            else None,
            probe=PROBE,
        )
        self.failover.alarms.watch(alerts)

    def _zone(self, zone_id: str, name: str) -> route53.IHostedZone:
        return route53.PublicHostedZone.from_hosted_zone_attributes(
            self, "Zone", hosted_zone_id=zone_id, zone_name=name
        )
