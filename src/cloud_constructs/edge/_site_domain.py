"""The names under which a distribution answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aws_cdk import Token

from cloud_constructs.core import WILDCARD_NAME, alias_records, check_in_zone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_certificatemanager as acm
    from aws_cdk import aws_route53 as route53
    from constructs import Construct

    from cloud_constructs.core import Check

_ARN: Final = r"arn:[\w-]+:acm:(?P<region>[\w-]+):\d{12}:certificate/[\w-]+"
# Where CloudFront looks for certificates.
_REGION: Final = "us-east-1"
# https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html
_ZONE_OF_CLOUDFRONT: Final = "Z2FDTNDATAQYW2"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SiteDomain:
    """Names of one's own for a distribution.

    Args:
        names: The names, such as `shop.example.com`.
        certificate: A certificate for all of them, in us-east-1, such as that of a `DomainCertificate`.
        zone: The hosted zone in which records lead the names here, such as that of a `Domain`; by default
            somebody else makes them.

    Example:
        ```python
        import aws_cdk as cdk
        from aws_cdk import aws_certificatemanager as acm
        from cloud_constructs import SiteDomain

        stack = cdk.Stack(cdk.App(), "Shop")
        arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
        certificate = acm.Certificate.from_certificate_arn(stack, "Certificate", arn)
        domain = SiteDomain(names=["shop.example.com"], certificate=certificate)
        ```
    """

    names: Sequence[str]
    certificate: acm.ICertificate
    zone: route53.IHostedZone | None = None

    def check(self, check: Check) -> None:
        """Raise an ArgumentError for a name of no domain or zone, or a certificate of another region."""
        check.require(len(self.names) > 0, "the names of domain are empty", "name a domain")
        for name in self.names:
            check.matches(
                "a name of domain", name, WILDCARD_NAME, "a lower-case name such as shop.example.com"
            )
            if self.zone is not None:
                check_in_zone(check, name, self.zone.zone_name)
        arn: str = self.certificate.certificate_arn
        found = None if Token.is_unresolved(arn) else re.fullmatch(_ARN, arn)
        check.require(
            found is None or found["region"] == _REGION,
            f"the certificate of domain is in {found['region'] if found else ''}",
            f"give one of {_REGION}: CloudFront takes no other",
        )

    def lead_to(self, scope: Construct, host: str) -> None:
        """Make the records of the names, if it knows their zone."""
        if self.zone is not None:
            for name in self.names:
                alias_records(scope, self.zone, name, dns_name=host, of_zone=_ZONE_OF_CLOUDFRONT)
