"""How much and from where an API may be called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aws_cdk import Duration
from aws_cdk import aws_apigatewayv2 as apigateway


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """How many requests are let through; the others get status 429.

    Args:
        rate: Requests per second in the long run.
        burst: Requests at once.
    """

    rate: float
    burst: int

    def problem(self) -> str | None:
        """Say what is wrong with the numbers, if anything is."""
        if self.rate <= 0 or self.burst < 1:
            return f"throttle lets {self.rate} requests per second and {self.burst} at once through"
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cors:
    """Which web pages may call an API from a browser.

    Args:
        origins: The pages' origins, such as `https://shop.example.com`.
        headers: Request headers that they may send.
        credentials: Whether browsers send cookies; never together with the origin `*`.
        max_age_seconds: How long a browser remembers the answer.
    """

    origins: tuple[str, ...]
    headers: tuple[str, ...] = ("authorization", "content-type")
    credentials: bool = False
    max_age_seconds: int = 3600

    def problem(self) -> str | None:
        """Say what is wrong with the settings, if anything is."""
        if not self.origins:
            return "cors has no origins"
        if self.credentials and "*" in self.origins:
            return "cors sends credentials to every origin"
        if "*" in self.origins and len(self.origins) > 1:
            return "cors names every origin and single ones"
        return None

    def preflight(self) -> apigateway.CorsPreflightOptions:
        """Return the settings as CDK takes them."""
        return apigateway.CorsPreflightOptions(
            allow_origins=list(self.origins),
            allow_headers=list(self.headers),
            allow_credentials=self.credentials,
            allow_methods=[apigateway.CorsHttpMethod.ANY],
            max_age=Duration.seconds(self.max_age_seconds),
        )

    def rest_preflight(self) -> dict[str, Any]:
        """Return the settings as CDK takes them for a REST API."""
        return {
            "allowCredentials": self.credentials,
            "allowHeaders": list(self.headers),
            "allowOrigins": list(self.origins),
            "maxAge": Duration.seconds(self.max_age_seconds),
        }
