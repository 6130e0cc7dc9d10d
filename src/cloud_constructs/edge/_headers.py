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
NO_DEVICES: Final = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(),"
    " microphone=(), midi=(), payment=(), usb=(), xr-spatial-tracking=()"
)
_TWO_YEARS: Final = 730 * DAY
# What CloudFront has no setting for. Nobody else's page embeds what comes from here, or holds its window.
_ISOLATION: Final = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}


def security_headers(
    scope: Construct, id: str, content_security_policy: str, permissions_policy: str
) -> cloudfront.ResponseHeadersPolicy:
    """Make the policy with the headers that protect viewers."""
    further = {**_ISOLATION, "Permissions-Policy": permissions_policy}
    return create(
        cloudfront.ResponseHeadersPolicy,
        cloudfront.ResponseHeadersPolicyProps,
        scope,
        id,
        custom_headers_behavior={
            "customHeaders": [
                {"header": name, "override": True, "value": value} for name, value in further.items()
            ]
        },
        security_headers_behavior={
            "contentSecurityPolicy": {
                "contentSecurityPolicy": content_security_policy,
                "override": True,
            },
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
