"""The names under which a distribution answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aws_cdk import Token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_certificatemanager as acm

    from cloud_constructs.core import Check

_LABEL: Final = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_ARN: Final = r"arn:[\w-]+:acm:(?P<region>[\w-]+):\d{12}:certificate/[\w-]+"
# Where CloudFront looks for certificates.
_REGION: Final = "us-east-1"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SiteDomain:
    """Names of one's own for a distribution.

    Args:
        names: The names, such as `shop.example.com`.
        certificate: A certificate for all of them, in us-east-1.

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

    def check(self, check: Check) -> None:
        """Raise an ArgumentError for a name that no domain has, or a certificate of another region."""
        check.require(len(self.names) > 0, "the names of domain are empty", "name a domain")
        for name in self.names:
            names = rf"(\*\.)?({_LABEL}\.)+{_LABEL}"
            check.matches("a name of domain", name, names, "a lower-case name such as shop.example.com")
        arn: str = self.certificate.certificate_arn
        found = None if Token.is_unresolved(arn) else re.fullmatch(_ARN, arn)
        check.require(
            found is None or found["region"] == _REGION,
            f"the certificate of domain is in {found['region'] if found else ''}",
            f"give one of {_REGION}: CloudFront takes no other",
        )
