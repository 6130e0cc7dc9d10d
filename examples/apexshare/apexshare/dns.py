"""The app's own name, if it has one: its zone, and the certificate of the page."""

from typing import Any

import aws_cdk as cdk
from constructs import Construct

from cloud_constructs import Domain, DomainCertificate, SiteDomain

from .config import Config

REGION = "us-east-1"
"""Where Route 53 writes queries down, and CloudFront looks for certificates."""
NO_NAME = "AWS makes the names; `-c domain=share.example.com` gives the app its own"


class DnsStack(cdk.Stack):
    """The hosted zone and the certificate of `config.domain`; without a domain there is nothing to make."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        self.domain: Domain | None = None
        self.site: SiteDomain | None = None
        if config.domain is None:
            # CloudFormation takes no stack without a resource; this one does nothing, and costs nothing.
            cdk.CfnWaitConditionHandle(self, "Nothing")
            cdk.CfnOutput(self, "Names", value=NO_NAME)
            return
        self.domain = Domain(self, "Domain", name=config.domain, profile=config.profile)
        certificate = DomainCertificate(self, "Certificate", domain=self.domain, names=[config.domain])
        self.site = SiteDomain(
            names=[config.domain], certificate=certificate.certificate, zone=self.domain.hosted_zone
        )
        # Until the registrar knows them, the certificate is not proven, and the deployment waits for it.
        cdk.CfnOutput(self, "NameServers", value=cdk.Fn.join(" ", self.domain.name_servers))
