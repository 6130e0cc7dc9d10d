"""Domain: the hosted zone of a name of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from aws_cdk import aws_iam as iam
from aws_cdk import aws_route53 as route53

from cloud_constructs.core import (
    DOMAIN_NAME,
    L3,
    AlarmTarget,
    Check,
    Service,
    StackError,
    StageProfile,
    create,
    make,
    resource_of,
    stack_facts,
)
from cloud_constructs.guardrails import acknowledge
from cloud_constructs.security import EncryptedLogGroup

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_logs as logs
    from constructs import Construct

    from cloud_constructs.security import EncryptionKey

HOME: Final = "us-east-1"
"""Where Route 53 writes queries down, signs, and counts."""
# https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-configuring-dnssec-cmk-requirements.html
_GRANTS: Final = (
    "Route 53 signs for this zone alone (aws:SourceArn); when it makes grants for its own signers it names no"
    " source, and AWS documents kms:GrantIsForAWSResource in its place"
)


class Domain(L3):
    """The hosted zone of a domain, in which certificates are proven and names lead to endpoints.

    It promises that nobody but Amazon issues certificates for the domain (a CAA record), that queries are
    written to an encrypted log, and that the zone outlives its stack wherever the stage keeps data: another
    would have other name servers.

    Whoever registered the domain is to be told the `name_servers` of a new zone. Until then CloudFormation
    waits with each `DomainCertificate`.

    Args:
        name: The domain, such as `example.com`.
        zone_id: A public hosted zone that is there already; it is used as it is. By default one is made, by a
            stack in us-east-1: Route 53 writes queries down, and signs answers, nowhere else.
        dnssec: Whether answers are signed. Resolvers check that once the registrar has the zone's DS record,
            which Route 53's console shows; take it away there before the zone goes.
        encryption_key: The key of the query log; by default the one that the stack's constructs share.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: No domain has such a name, no zone has such an id, or a zone that is there already is
            to be signed.
        StackError: A zone is to be made, and its stack is not in us-east-1.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import Domain, DomainCertificate, SiteDomain

        stack = cdk.Stack(cdk.App(), "Names", env=cdk.Environment(region="us-east-1"))
        domain = Domain(stack, "Domain", name="example.com")
        proven = DomainCertificate(stack, "Certificate", domain=domain, names=["shop.example.com"])
        site = SiteDomain(
            names=["shop.example.com"], certificate=proven.certificate, zone=domain.hosted_zone
        )
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        name: str,
        zone_id: str | None = None,
        dnssec: bool = False,
        encryption_key: EncryptionKey | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        check = Check(scope, id)
        check.matches("name", name, DOMAIN_NAME, "a lower-case name such as example.com")
        if zone_id is not None:
            check.matches("zone_id", zone_id, "Z[A-Z0-9]{1,31}", "an id such as Z0123456789EXAMPLE")
            check.require(
                not dnssec,
                "dnssec is asked for a zone that is there already",
                "sign it where it is made, or leave zone_id out",
            )
        elif stack_facts(scope).region != HOME:
            raise StackError(
                check.path,
                f"Route 53 writes down queries in {HOME} alone, and the stack is elsewhere",
                f'put it into a stack with env=cdk.Environment(region="{HOME}"), or give zone_id',
            )
        super().__init__(scope, id)
        self._id = id
        self._name = name
        self._made: route53.PublicHostedZone | None = None
        self._queries: EncryptedLogGroup | None = None
        self._signing_key: kms.Key | None = None
        if zone_id is None:
            profile = profile or StageProfile.of(scope)
            self._queries = EncryptedLogGroup(self, "Queries", encryption_key=encryption_key, profile=profile)
            self._made = self._make(self._queries, profile)
            self._signing_key = self._sign(self._made, profile) if dnssec else None
        self._hosted_zone: route53.IHostedZone = self._made or (
            route53.PublicHostedZone.from_public_hosted_zone_attributes(
                self, "Zone", hosted_zone_id=zone_id or "", zone_name=name
            )
        )

    def _make(self, queries: EncryptedLogGroup, profile: StageProfile) -> route53.PublicHostedZone:
        facts = stack_facts(self)
        # Not the group's own ARN, whose end Route 53 does not take.
        group = queries.log_group.log_group_name
        arn = f"arn:{facts.partition}:logs:{HOME}:{facts.account}:log-group:{group}"
        zone = create(
            route53.PublicHostedZone,
            route53.PublicHostedZoneProps,
            self,
            "Zone",
            query_logs_log_group_arn=arn,
            zone_name=self._name,
        )
        resource = resource_of(zone, route53.CfnHostedZone, after=[self._let_in(arn)])
        resource.apply_removal_policy(profile.removal_policy)
        create(route53.CaaAmazonRecord, route53.CaaAmazonRecordProps, self, "Issuers", zone=zone)
        return zone

    def _let_in(self, log_group_arn: str) -> logs.ResourcePolicy:
        """Let Route 53 write into a log group, for the zones of this account."""
        from aws_cdk import aws_logs as logs

        facts = stack_facts(self)
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "route53.amazonaws.com"},
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": f"{log_group_arn}:*",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": facts.account},
                "ArnLike": {"aws:SourceArn": f"arn:{facts.partition}:route53:::hostedzone/*"},
            },
        }
        statements = [make(iam.PolicyStatement.from_json, statement)]
        return create(
            logs.ResourcePolicy, logs.ResourcePolicyProps, self, "QueriesPolicy", policy_statements=statements
        )

    def _sign(self, zone: route53.PublicHostedZone, profile: StageProfile) -> kms.Key:
        from aws_cdk import aws_kms as kms

        key = create(
            kms.Key,
            kms.KeyProps,
            self,
            "SigningKey",
            description=f"Signs the keys that sign answers about {self._name}",
            key_spec=kms.KeySpec.ECC_NIST_P256,
            key_usage=kms.KeyUsage.SIGN_VERIFY,
            removal_policy=profile.removal_policy,
        )
        zone.enable_dnssec(kms_key=cast("kms.IKey", key))
        acknowledge(key, "ServicePrincipalSource", _GRANTS, finding="dnssec-route53.amazonaws.com")
        return key

    @property
    def name(self) -> str:
        """The domain."""
        return self._name

    @property
    def hosted_zone(self) -> route53.IHostedZone:
        """The hosted zone; a `route53.PublicHostedZone` unless it was there already."""
        return self._hosted_zone

    @property
    def name_servers(self) -> list[str]:
        """What the registrar is to be told, for `Fn.join`; nothing of a zone that was there already."""
        return (self._made.hosted_zone_name_servers or []) if self._made else []

    @property
    def query_logs(self) -> logs.LogGroup | None:
        """Where queries are written down; `None` of a zone that was there already."""
        return self._queries.log_group if self._queries else None

    @property
    def signing_key(self) -> kms.Key | None:
        """The key of DNSSEC; `None` where answers are not signed."""
        return self._signing_key

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the zone if it is signed: what is signed wrongly does not resolve."""
        if self._signing_key is None:
            return []
        dimensions = {"HostedZoneId": self._hosted_zone.hosted_zone_id}
        return [
            AlarmTarget(
                name=name or self._id, service=Service.HOSTED_ZONE, dimensions=dimensions, region=HOME
            )
        ]
