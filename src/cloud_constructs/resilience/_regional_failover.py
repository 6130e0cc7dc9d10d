"""RegionalFailover: a name that leads to a standby in another region while the primary does not answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aws_cdk import Token

from cloud_constructs.core import L3, AlarmTarget, Check, Service, create, read
from cloud_constructs.observability import AlarmSet
from cloud_constructs.resilience._health_probe import HealthProbe

if TYPE_CHECKING:
    from aws_cdk import aws_route53 as route53
    from constructs import Construct

    from cloud_constructs.messaging import AlertTopic

METRICS_REGION = "us-east-1"
"""https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html"""
TTL = 60
"""Seconds, also for aliases, whose time Route 53 itself sets."""
DOMAIN = r"([a-z0-9_]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?"


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasTarget:
    """An AWS endpoint that a record is an alias of, as API Gateway and load balancers tell it.

    Args:
        dns_name: Its name, such as `regional_domain_name` of an API's domain.
        hosted_zone_id: The zone of that name, such as `regional_hosted_zone_id` of an API's domain.
    """

    dns_name: str
    hosted_zone_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FailoverSite:
    """One region's endpoint.

    Args:
        domain_name: A name under which this region alone answers, such as `eu-west-1.api.example.com`.
        alias: What a record leads to; by default a CNAME leads to `domain_name`.
    """

    domain_name: str
    alias: AliasTarget | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FailoverRecord:
    """The name that users know.

    Args:
        name: The whole name, such as `api.example.com`.
        zone: The hosted zone that it stands in.
    """

    name: str
    zone: route53.IHostedZone


class RegionalFailover(L3):
    """Health checks of one or two regions, and a name that leads to the one that answers.

    It promises that Route 53 asks both regions over HTTPS, that the name leads to the standby while the
    primary does not answer and back when it does, and that somebody hears of either: a dead standby is
    noticed before it is needed.

    Health checks have their metrics in us-east-1 alone, and an alarm stands where its metric is. In any other
    region the alarms are made in a stack of their own beside this one, with an `AlertTopic` of the same
    addresses.

    Args:
        alerts: Who is told.
        primary: Where users are led as long as it answers.
        standby: Where they are led otherwise; by default the primary is only watched.
        record: The name that users know; by default there are health checks and no records.
        probe: What is asked.

    Raises:
        ArgumentError: Route 53 would not take a name or the probe, a record has no standby to lead to, or
            only one of two sites is an alias.
        StackError: The stack names no region, so that nobody knows where its alarms are.

    Example:
        ```python
        import aws_cdk as cdk
        from aws_cdk import aws_route53 as route53
        from cloud_constructs import AlertTopic, FailoverRecord, FailoverSite, HealthProbe, RegionalFailover

        stack = cdk.Stack(cdk.App(), "Failover", env=cdk.Environment(region="us-east-1"))
        zone = route53.PublicHostedZone.from_hosted_zone_attributes(
            stack, "Zone", hosted_zone_id="Z0123456789EXAMPLE", zone_name="example.com"
        )
        RegionalFailover(
            stack,
            "Failover",
            alerts=AlertTopic(stack, "Alerts"),
            primary=FailoverSite(domain_name="eu-west-1.api.example.com"),
            standby=FailoverSite(domain_name="eu-central-1.api.example.com"),
            record=FailoverRecord(name="api.example.com", zone=zone),
            probe=HealthProbe(path="/api/health"),
        )
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        alerts: AlertTopic,
        primary: FailoverSite,
        standby: FailoverSite | None = None,
        record: FailoverRecord | None = None,
        probe: HealthProbe | None = None,
    ) -> None:
        probe = probe or HealthProbe()
        _check(Check(scope, id), primary, standby, record, probe)
        super().__init__(scope, id)
        self._probe = probe
        self._primary = self._ask("Primary", primary)
        asked = {f"{id}Primary": (Service.HEALTH_CHECK, self._primary)}
        self._standby: route53.CfnHealthCheck | None = None
        self._records: list[route53.CfnRecordSet] = []
        if standby is not None:
            self._standby = self._ask("Standby", standby)
            asked[f"{id}Standby"] = (Service.STANDBY, self._standby)
            if record is not None:
                self._records = [
                    self._lead(record, "PRIMARY", primary, self._primary),
                    self._lead(record, "SECONDARY", standby, self._standby),
                ]
        self._alarms = AlarmSet(self, "Alarms", notify=alerts)
        # Not `read`: another region's stack takes an attribute, and no promise of one.
        ids = {name: (kind, of.attr_health_check_id) for name, (kind, of) in asked.items()}
        self._alarms.watch(_Asked(ids))

    def _ask(self, id: str, site: FailoverSite) -> route53.CfnHealthCheck:
        # Not with the family: backups have no names.
        from aws_cdk import aws_route53 as route53

        return create(
            route53.CfnHealthCheck,
            route53.CfnHealthCheckProps,
            self,
            id,
            health_check_config=self._probe.of(site.domain_name),
            # The console's list shows no domain names, only this.
            health_check_tags=[{"key": "Name", "value": site.domain_name}],
        )

    def _lead(
        self, record: FailoverRecord, role: str, site: FailoverSite, check: route53.CfnHealthCheck
    ) -> route53.CfnRecordSet:
        from aws_cdk import aws_route53 as route53

        if site.alias is None:
            target: dict[str, Any] = {
                "resource_records": [site.domain_name],
                "ttl": str(TTL),
                "type": "CNAME",
            }
        else:
            alias = {
                "dnsName": site.alias.dns_name,
                "evaluateTargetHealth": True,
                "hostedZoneId": site.alias.hosted_zone_id,
            }
            target = {"alias_target": alias, "type": "A"}
        return create(
            route53.CfnRecordSet,
            route53.CfnRecordSetProps,
            self,
            f"{role.capitalize()}Record",
            failover=role,
            health_check_id=read(check, "ref"),
            hosted_zone_id=record.zone.hosted_zone_id,
            name=record.name,
            set_identifier=role.lower(),
            **target,
        )

    @property
    def primary(self) -> route53.CfnHealthCheck:
        """The health check of the primary."""
        return self._primary

    @property
    def standby(self) -> route53.CfnHealthCheck | None:
        """The health check of the standby; `None` without one."""
        return self._standby

    @property
    def records(self) -> list[route53.CfnRecordSet]:
        """The records of the name, that of the primary first; none without `record`."""
        return self._records

    @property
    def alarms(self) -> AlarmSet:
        """The alarms of the health checks."""
        return self._alarms

    @property
    def switches_within(self) -> int:
        """Seconds from the primary's first bad answer until clients that heed the TTL ask the standby.

        It is what DNS adds to a recovery time objective; a standby that has to be scaled up adds its own.
        """
        return self._probe.notices_within + TTL


@dataclass(frozen=True, slots=True)
class _Asked:
    """The health checks, to be watched by their kinds and ids."""

    checks: dict[str, tuple[Service, str]]

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        del name
        return [
            AlarmTarget(
                name=name, service=kind, dimensions={"HealthCheckId": check_id}, region=METRICS_REGION
            )
            for name, (kind, check_id) in self.checks.items()
        ]


def _check(
    check: Check,
    primary: FailoverSite,
    standby: FailoverSite | None,
    record: FailoverRecord | None,
    probe: HealthProbe,
) -> None:
    probe.check(check)
    expected = "a lower-case name such as eu-west-1.api.example.com"
    check.matches("the domain_name of primary", primary.domain_name, DOMAIN, expected)
    if standby is not None:
        check.matches("the domain_name of standby", standby.domain_name, DOMAIN, expected)
        check.require(
            primary.domain_name != standby.domain_name,
            f"primary and standby are both {primary.domain_name}",
            "give each the name under which its region alone answers",
        )
    if record is None:
        return
    check.matches("the name of record", record.name, DOMAIN, "a lower-case name such as api.example.com")
    if standby is None:
        raise check.fail("record has no standby to lead to", "give a standby, or leave record out")
    check.require(
        (primary.alias is None) == (standby.alias is None),
        "one site has an alias and the other has none",
        "give both or neither: Route 53 fails over between records of one type",
    )
    for site in (primary, standby):
        check.require(
            site.alias is not None or site.domain_name != record.name,
            f"{record.name} would lead to itself",
            "ask each region under a name of its own",
        )
    zone: str = record.zone.zone_name
    if Token.is_unresolved(zone) or Token.is_unresolved(record.name):
        return
    check.require(
        record.name == zone or record.name.endswith(f".{zone}"),
        f"{record.name} is not in the zone {zone}",
        "give the zone of the name",
    )
    check.require(
        record.name != zone or primary.alias is not None,
        f"{zone} is the zone itself, where no CNAME can stand",
        "give each site an alias",
    )
