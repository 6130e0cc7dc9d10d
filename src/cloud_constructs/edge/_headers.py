"""What browsers are told about every answer: https://owasp.org/www-project-secure-headers/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aws_cdk import aws_cloudfront as cloudfront

from cloud_constructs.core import DAY, create, duration

if TYPE_CHECKING:
    from constructs import Construct

STRICT_POLICY: Final = (
    "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
_TWO_YEARS: Final = 730 * DAY


def security_headers(scope: Construct, id: str, policy: str) -> cloudfront.ResponseHeadersPolicy:
    """Make the policy with the headers that protect viewers; `policy` is the Content-Security-Policy."""
    return create(
        cloudfront.ResponseHeadersPolicy,
        cloudfront.ResponseHeadersPolicyProps,
        scope,
        id,
        security_headers_behavior={
            "contentSecurityPolicy": {"contentSecurityPolicy": policy, "override": True},
            "contentTypeOptions": {"override": True},
            "frameOptions": {"frameOption": cloudfront.HeadersFrameOption.DENY, "override": True},
            "referrerPolicy": {
                "referrerPolicy": cloudfront.HeadersReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN,
                "override": True,
            },
            "strictTransportSecurity": {
                "accessControlMaxAge": duration(_TWO_YEARS),
                "includeSubdomains": True,
                "override": True,
            },
        },
    )
