"""The page, from CloudFront."""

from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from cloud_constructs import Site, Waiver, WebDistribution

from .api import SITE_PARAMETER, ApiStack
from .config import Config
from .dns import DnsStack
from .security import SecurityStack

PAGE = Path(__file__).parent.parent / "web"
# What `web/index.html` says as well, for wherever else the page is served from; but for the frames, which
# browsers take from a header alone. AWS's hosts are the API, Cognito and the bucket of the videos.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
    " connect-src 'self' https://*.amazonaws.com; base-uri 'none'; form-action 'none';"
    " require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors 'none'"
)
FILES_ALONE = Waiver(
    reason="CloudFront serves a few public files and nothing else; what they call, the API, stands behind"
    " the firewall under an address of its own"
)
NO_NAME = Waiver(reason="The example owns no domain; `-c domain=...` gives it a name and a certificate")


class FrontendStack(cdk.Stack):
    """A distribution of `web/`, which asks the API at its own address: so the firewall sees who asks."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        security: SecurityStack,
        names: DnsStack,
        api: ApiStack,
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        security.keys.operations.share_with(self)
        known = {
            "api": api.rest.url,
            "pageKey": api.page_key,
            "region": self.region,
            "userPoolId": security.trainers.user_pool_id,
            "userPoolClientId": security.web_client.user_pool_client_id,
        }
        self.web = WebDistribution(
            self,
            "Web",
            site=Site(folder=PAGE, data={"config.json": known}),
            web_acl=FILES_ALONE,
            domain=names.site or NO_NAME,
            content_security_policy=PAGE_POLICY,
            profile=config.profile,
        )
        ssm.StringParameter(
            self,
            "Site",
            description="Where links in e-mails lead",
            parameter_name=SITE_PARAMETER,
            string_value=self.web.url,
        )
        cdk.CfnOutput(self, "WebUrl", value=self.web.url)
