"""The page and the API under one name, behind one firewall."""

from pathlib import Path
from typing import Any

import aws_cdk as cdk
from constructs import Construct

from cloud_constructs import ManagedRules, RateLimit, Site, Waiver, WebAcl, WebDistribution

from .amplify import amplify_outputs
from .api import ApiStack
from .config import Config
from .identity import IdentityStack
from .security import SecurityStack
from .storage import StorageStack

FIREWALL_REGION = "us-east-1"
PAGE = Path(__file__).parent.parent / "web"
# What `web/index.html` says as well, for wherever else the page is served from; but no page can say who may
# frame it.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https://*.amazonaws.com;"
    " connect-src 'self' https://*.amazonaws.com; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
LARGE_BODIES = Waiver(
    reason="The completion of an upload names each part, up to 10,000: the functions refuse bodies over 1 MiB"
)
NO_NAME = Waiver(reason="The example owns no domain; who deploys it gives `domain` a name and a certificate")


class FirewallStack(cdk.Stack):
    """The firewall, in the region where CloudFront looks for it."""

    def __init__(self, scope: Construct, id: str, *, config: Config, **stack: Any) -> None:  # noqa: ANN401
        super().__init__(scope, id, **stack)
        self.web_acl = WebAcl(
            self,
            "Firewall",
            rate_limit=RateLimit(requests=3000),
            countries=config.countries,
            count_only={(ManagedRules.COMMON, "SizeRestrictions_BODY"): LARGE_BODIES},
            for_cloudfront=True,
            profile=config.profile,
        )


class WebStack(cdk.Stack):
    """A distribution with the page, and with the API below `/api/`."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        security: SecurityStack,
        firewall: FirewallStack,
        storage: StorageStack,
        identity: IdentityStack,
        api: ApiStack,
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        security.keys.operations.share_with(self)
        outputs = amplify_outputs(
            region=self.region,
            user_pool_id=identity.users.user_pool_id,
            user_pool_client_id=identity.client.user_pool_client_id,
            bucket=storage.files.bucket_name,
            api_id=api.http.api.api_id,
            # Where the page itself comes from; its address is known only once it is published.
            api_endpoint="/",
        )
        self.distribution = WebDistribution(
            self,
            "Web",
            site=Site(folder=PAGE, data={"amplify_outputs.json": outputs}),
            api=api.http,
            web_acl=firewall.web_acl,
            domain=NO_NAME,
            origin_secret=security.origin_secret,
            content_security_policy=PAGE_POLICY,
            profile=config.profile,
        )
        cdk.CfnOutput(self, "WebUrl", value=self.distribution.url)
