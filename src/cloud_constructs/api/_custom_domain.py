"""A name of one's own for an API, and what its TLS has to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cloud_constructs.core import WILDCARD_NAME, alias_records, assign, check_in_zone, create, resource_of

if TYPE_CHECKING:
    from aws_cdk import aws_apigateway as rest
    from aws_cdk import aws_apigatewayv2 as http
    from aws_cdk import aws_certificatemanager as acm
    from aws_cdk import aws_route53 as route53
    from aws_cdk import aws_s3 as s3
    from constructs import Construct

    from cloud_constructs.core import Check

NEWEST_TLS = "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09"
"""What a REST API speaks: TLS 1.3 and 1.2, with forward secrecy and keys that outlast quantum computers."""
STRICT_ACCESS = "STRICT"
"""Who asks for a name has to have connected to it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Truststore:
    """The authorities whose client certificates an API takes: mutual TLS.

    Args:
        bucket: Where the file of PEM certificates is.
        key: The key of the object.
        version: Its version, so that nobody changes who may call by writing an object.
    """

    bucket: s3.IBucket
    key: str
    version: str

    def settings(self) -> dict[str, Any]:
        """Return them as CDK takes them."""
        return {"bucket": self.bucket, "key": self.key, "version": self.version}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CustomDomain:
    """A name of one's own for an API, which then answers under no other.

    An HTTP API speaks TLS 1.2. A REST API speaks TLS 1.2 and 1.3 with forward secrecy and keys that a quantum
    computer cannot compute afterwards; with a truststore it speaks TLS 1.2, because AWS offers the newer
    policies without mutual TLS only
    (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html).

    Args:
        name: The name, such as `api.example.com`.
        certificate: Its certificate, in the region of the API, such as that of a `DomainCertificate`.
        base_path: The first segment of the path, where several APIs share the name.
        truststore: Whose client certificates are taken; by default clients show none.
        zone: The hosted zone in which records lead the name here, such as that of a `Domain`; by default
            somebody else makes them.

    Example:
        ```python
        import aws_cdk as cdk
        from aws_cdk import aws_certificatemanager as acm
        from cloud_constructs import Authorizer, CustomDomain, HttpApi

        stack = cdk.Stack(cdk.App(), "Shop")
        arn = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
        certificate = acm.Certificate.from_certificate_arn(stack, "Certificate", arn)
        domain = CustomDomain(name="api.example.com", certificate=certificate)
        api = HttpApi(stack, "Api", authorizer=Authorizer.iam(), domain=domain)
        ```
    """

    name: str
    certificate: acm.ICertificate
    base_path: str | None = None
    truststore: Truststore | None = None
    zone: route53.IHostedZone | None = None

    @property
    def url(self) -> str:
        """Where the API is reached."""
        return f"https://{self.name}/{self.base_path or ''}"

    @property
    def path(self) -> str:
        """What comes before the paths of the routes: nothing, or the base path with its slash."""
        return f"/{self.base_path}" if self.base_path else ""

    def check(self, check: Check) -> None:
        """Raise an ArgumentError for a name or a path that API Gateway does not take."""
        expected = "lower-case name such as api.example.com"
        check.matches("the name of domain", self.name, WILDCARD_NAME, expected)
        if self.zone is not None:
            check_in_zone(check, self.name, self.zone.zone_name)
        if self.base_path is not None:
            expected = "one segment of letters, digits and '$-_.+!*()'"
            check.matches("the base_path of domain", self.base_path, r"[\w.$+!*()-]+", expected)

    def of_http_api(self, scope: Construct) -> http.DomainName:
        """Make the domain of an HTTP API."""
        from aws_cdk import aws_apigatewayv2 as http

        domain = create(
            http.DomainName,
            http.DomainNameProps,
            scope,
            "Domain",
            certificate=self.certificate,
            domain_name=self.name,
            ip_address_type=http.IpAddressType.DUAL_STACK,
            mtls=self.truststore.settings() if self.truststore else None,
            security_policy=http.SecurityPolicy.TLS_1_2,
        )
        if self.zone is not None:
            host, of_zone = domain.regional_domain_name, domain.regional_hosted_zone_id
            alias_records(scope, self.zone, self.name, dns_name=host, of_zone=of_zone)
        return domain

    def of_rest_api(self, scope: Construct, api: rest.RestApi, stage: rest.Stage) -> rest.DomainName:
        """Make the domain of a REST API, and lead it to a stage."""
        from aws_cdk import aws_apigateway as rest

        domain = create(
            rest.DomainName,
            rest.DomainNameProps,
            scope,
            "Domain",
            certificate=self.certificate,
            domain_name=self.name,
            mtls=self.truststore.settings() if self.truststore else None,
        )
        assign(
            resource_of(domain, rest.CfnDomainName),
            endpoint_access_mode=None if self.truststore else STRICT_ACCESS,
            endpoint_configuration={"types": ["REGIONAL"], "ipAddressType": "dualstack"},
            security_policy="TLS_1_2" if self.truststore else NEWEST_TLS,
        )
        create(
            rest.BasePathMapping,
            rest.BasePathMappingProps,
            scope,
            "DomainMapping",
            base_path=self.base_path,
            domain_name=domain,
            rest_api=api,
            stage=stage,
        )
        if self.zone is not None:
            host, of_zone = domain.domain_name_alias_domain_name, domain.domain_name_alias_hosted_zone_id
            alias_records(scope, self.zone, self.name, dns_name=host, of_zone=of_zone)
        return domain
