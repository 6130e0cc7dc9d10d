"""DomainCertificate: what proves that an endpoint may answer under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_route53 as route53

from cloud_constructs.core import (
    L3,
    WILDCARD_NAME,
    AlarmTarget,
    Check,
    Service,
    check_in_zone,
    create,
    read,
    stack_facts,
    zone_id_for,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import Construct

    from cloud_constructs.edge._domain import Domain


class DomainCertificate(L3):
    """A public certificate for names of a domain, in the region of its stack.

    It promises that the names are proven by records in the domain's zone, so that AWS renews the certificate
    by itself for as long as they stand there; an `AlarmSet` tells when it did not.

    CloudFront takes certificates of us-east-1 alone, an API that of its own region.

    Args:
        domain: The domain; its stack may be in another region.
        names: The names, such as `shop.example.com` and `*.shop.example.com`; the first is the certificate's.

    Raises:
        ArgumentError: No name is given, one is given twice, or one is not in the domain.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import CustomDomain, Domain, DomainCertificate

        stack = cdk.Stack(cdk.App(), "Api", env=cdk.Environment(region="eu-west-1"))
        domain = Domain(stack, "Domain", name="example.com", zone_id="Z0123456789EXAMPLE")
        proven = DomainCertificate(stack, "Certificate", domain=domain, names=["api.example.com"])
        api = CustomDomain(
            name="api.example.com", certificate=proven.certificate, zone=domain.hosted_zone
        )
        ```
    """

    def __init__(self, scope: Construct, id: str, *, domain: Domain, names: Sequence[str]) -> None:
        check = Check(scope, id)
        # The quota of an account that has asked for no more:
        # https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html
        check.require(1 <= len(names) <= 10, f"it has {len(names)} names", "give 1 to 10")
        check.require(len(set(names)) == len(names), "a name is given twice", "give each name once")
        for name in names:
            check.matches("a name", name, WILDCARD_NAME, "a lower-case name such as shop.example.com")
            check_in_zone(check, name, domain.name)
        super().__init__(scope, id)
        self._id = id
        zone = route53.PublicHostedZone.from_public_hosted_zone_attributes(
            self, "Zone", hosted_zone_id=zone_id_for(domain.hosted_zone), zone_name=domain.name
        )
        self._certificate = create(
            acm.Certificate,
            acm.CertificateProps,
            self,
            "Resource",
            domain_name=names[0],
            subject_alternative_names=list(names[1:]) or None,
            validation=acm.CertificateValidation.from_dns(zone),
        )

    @property
    def certificate(self) -> acm.ICertificate:
        """The certificate."""
        return cast("acm.ICertificate", self._certificate)

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the certificate, which should never come near its last day."""
        return [
            AlarmTarget(
                name=name or self._id,
                service=Service.CERTIFICATE,
                dimensions={"CertificateArn": read(self._certificate, "certificate_arn")},
                region=stack_facts(self).region,
            )
        ]
