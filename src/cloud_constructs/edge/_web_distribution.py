"""WebDistribution: a website and its API under one name, behind one firewall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_iam as iam

from cloud_constructs.core import (
    L3,
    AlarmTarget,
    Check,
    Service,
    StageProfile,
    Waiver,
    call,
    create,
    duration,
    make,
    stack_facts,
)
from cloud_constructs.edge._behaviors import ORIGIN_TIMEOUT, calls, pages
from cloud_constructs.edge._headers import NO_DEVICES, STRICT_POLICY, security_headers
from cloud_constructs.edge._origin_secret import OriginSecret
from cloud_constructs.edge._publication import publish
from cloud_constructs.edge._site import INDEX
from cloud_constructs.guardrails import acknowledge_each
from cloud_constructs.security import EncryptionKey, WebAcl
from cloud_constructs.storage import LogBucket, SecureBucket

if TYPE_CHECKING:
    from constructs import Construct

    from cloud_constructs.api import HttpApi, RestApi
    from cloud_constructs.edge._site import Site
    from cloud_constructs.edge._site_domain import SiteDomain

API_PATHS: Final = "/api/*"
_SERVICE: Final = "cloudfront.amazonaws.com"
# Where the metrics of everything are that has no region.
_GLOBAL: Final = "us-east-1"
_ACL: Final = r"arn:[\w-]+:wafv2:us-east-1:\d{12}:global/webacl/[\w-]+/[\w-]+"
# CloudFront would answer with these for ten seconds more, to every viewer.
_ERRORS: Final = (400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504)
_COUNTRIES: Final = "Viewers of every country are served, except for those that a web ACL refuses"


class WebDistribution(L3):
    """A CloudFront distribution: the files of a site, and the API of the same application below `/api/`.

    It promises that viewers come over HTTPS and through the firewall, that only this distribution reads the
    site's bucket, that browsers run nothing but what comes from here, that no answer of the API is kept and
    no error of it becomes a page, and that requests are written down.

    An API has an address of its own, to which the firewall does not extend: each request that comes through
    the distribution carries a secret header, which the handlers compare (`OriginSecret`).

    Args:
        site: The files; without any, the API answers all paths.
        api: The API that answers below `/api/`; the paths of its routes begin so.
        web_acl: The firewall, made with `for_cloudfront=True`, or its ARN; its stack is in us-east-1, and
            both have `cross_region_references=True`. A `Waiver` to go without.
        domain: The names under which it answers. A `Waiver` for the name that AWS makes, under which
            CloudFront takes older versions of TLS as well.
        origin_secret: What the handlers of the API compare; by default one of its own. Functions of another
            stack need one that is made before them.
        content_security_policy: What pages may load, and from where; by default everything from here.
        permissions_policy: Which of a browser's devices pages may ask for; by default none.
        access_logs: Where requests are written down, made with `for_cloudfront=True`; by default a bucket of
            its own.
        encryption_key: The key of the site; by default the one that the stack's constructs share.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: It has neither a site nor an API, the site has no index.html, the certificate is in
            another region, or the web ACL or the log bucket is not made for CloudFront.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import Authorizer, HttpApi, Site, Waiver, WebAcl, WebDistribution

        app = cdk.App()
        here = cdk.Environment(account="123456789012", region="eu-west-1")
        there = cdk.Environment(account="123456789012", region="us-east-1")
        firewall = cdk.Stack(app, "Firewall", env=there, cross_region_references=True)
        stack = cdk.Stack(app, "Shop", env=here, cross_region_references=True)
        WebDistribution(
            stack,
            "Web",
            site=Site(folder="site"),
            api=HttpApi(stack, "Api", authorizer=Authorizer.iam()),
            web_acl=WebAcl(firewall, "WebAcl", for_cloudfront=True),
            domain=Waiver(reason="The shop has no name before it opens"),
        )
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        site: Site | None = None,
        api: HttpApi | RestApi | None = None,
        web_acl: WebAcl | str | Waiver,
        domain: SiteDomain | Waiver,
        origin_secret: OriginSecret | None = None,
        content_security_policy: str = STRICT_POLICY,
        permissions_policy: str = NO_DEVICES,
        access_logs: LogBucket | Waiver | None = None,
        encryption_key: EncryptionKey | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        check = Check(scope, id)
        _check(check, site, api, origin_secret, web_acl, domain, access_logs)
        one_line = (r"[\x20-\x7e]+", "directives in one line")
        check.matches("content_security_policy", content_security_policy, *one_line)
        check.matches("permissions_policy", permissions_policy, *one_line)
        super().__init__(scope, id)
        self._name = id
        self._api = api
        self._is_measured = False
        profile = profile or StageProfile.of(scope)
        key = encryption_key or EncryptionKey.of(scope)
        self._access_logs = access_logs or LogBucket(self, "Logs", for_cloudfront=True, profile=profile)
        self._headers = security_headers(self, "Headers", content_security_policy, permissions_policy)
        self._site: SecureBucket | None = None
        if site:
            logs = self._access_logs
            self._site = SecureBucket(self, "Site", encryption_key=key, access_logs=logs, profile=profile)
        if api is not None and origin_secret is None:
            origin_secret = OriginSecret(self, "OriginSecret", encryption_key=key, profile=profile)
        self._origin_secret = origin_secret
        self._distribution = self._distribute(site, web_acl, domain)
        made: str = self._distribution.distribution_domain_name
        self._host = made if isinstance(domain, Waiver) else domain.names[0]
        if not isinstance(domain, Waiver):
            domain.lead_to(self, made)
        self._arn = _arn_of(self, self._distribution.distribution_id)
        if site and self._site:
            self._let_in(self._site, key)
            publish(self, site, self._site, self._distribution, self._arn)
        waivers: dict[str, Waiver | str] = {"CloudFrontDistributionGeoRestrictions": _COUNTRIES}
        for rule, given in (
            ("CloudFrontDistributionWAFIntegration", web_acl),
            ("CloudFrontDistributionHttpsViewerNoOutdatedSSL", domain),
            ("CloudFrontDistributionAccessLogging", access_logs),
        ):
            if isinstance(given, Waiver):
                waivers[rule] = given
        acknowledge_each(self._distribution, waivers)

    def _distribute(
        self, site: Site | None, web_acl: WebAcl | str | Waiver, domain: SiteDomain | Waiver
    ) -> cloudfront.Distribution:
        behaviors: list[dict[str, Any]] = []
        if site and self._site:
            behaviors.append(pages(self, self._site, self._headers, single_page=site.single_page))
        if self._api and self._origin_secret:
            behaviors.append(calls(self._api, self._origin_secret, self._headers))
        own_name: dict[str, Any] = {}
        if not isinstance(domain, Waiver):
            own_name = {
                "certificate": domain.certificate,
                "domain_names": list(domain.names),
                "minimum_protocol_version": cloudfront.SecurityPolicyProtocol.TLS_V1_2_2025,
                "ssl_support_method": cloudfront.SSLMethod.SNI,
            }
        return create(
            cloudfront.Distribution,
            cloudfront.DistributionProps,
            self,
            "Resource",
            additional_behaviors={API_PATHS: behaviors[1]} if len(behaviors) > 1 else None,
            default_behavior=behaviors[0],
            default_root_object=INDEX if site else None,
            error_responses=[{"httpStatus": status, "ttl": duration(0)} for status in _ERRORS],
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            log_bucket=None if isinstance(self._access_logs, Waiver) else self._access_logs.bucket,
            log_file_prefix=None if isinstance(self._access_logs, Waiver) else f"{self.node.path}/viewers/",
            web_acl_id=_arn_of_acl(web_acl),
            **own_name,
        )

    def _let_in(self, bucket: SecureBucket, key: EncryptionKey) -> None:
        """Let the distribution read the bucket, and list it: what is not there is 404 then, and not 403.

        https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
        """
        for action, resource in (
            ("s3:GetObject", f"{bucket.bucket_arn}/*"),
            ("s3:ListBucket", bucket.bucket_arn),
        ):
            statement = _of_distribution(action, resource, {"StringEquals": {"aws:SourceArn": self._arn}})
            call(bucket.bucket.add_to_resource_policy, make(iam.PolicyStatement.from_json, statement))
        # Not this distribution by name: it would have to be there before the key of its origin.
        any_of_account = {"ArnLike": {"aws:SourceArn": _arn_of(self, "*")}}
        statement = _of_distribution("kms:Decrypt", "*", any_of_account)
        call(key.key.add_to_resource_policy, make(iam.PolicyStatement.from_json, statement))

    @property
    def distribution(self) -> cloudfront.Distribution:
        """The distribution."""
        return self._distribution

    @property
    def site(self) -> SecureBucket | None:
        """The bucket of the files; `None` without a site."""
        return self._site

    @property
    def origin_secret(self) -> OriginSecret | None:
        """What the handlers of the API compare; `None` without an API."""
        return self._origin_secret

    @property
    def url(self) -> str:
        """Where viewers find it."""
        return f"https://{self._host}/"

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the distribution, and have CloudFront measure its origins, which it charges for."""
        if self._api is not None and not self._is_measured:
            self._is_measured = True
            create(
                cloudfront.CfnMonitoringSubscription,
                cloudfront.CfnMonitoringSubscriptionProps,
                self,
                "Metrics",
                distribution_id=self._distribution.distribution_id,
                monitoring_subscription={
                    "realtimeMetricsSubscriptionConfig": {"realtimeMetricsSubscriptionStatus": "Enabled"}
                },
            )
        return [
            AlarmTarget(
                name=name or self._name,
                service=Service.DISTRIBUTION,
                dimensions={"DistributionId": self._distribution.distribution_id, "Region": "Global"},
                limits={"origin_timeout": ORIGIN_TIMEOUT * 1000} if self._api else {},
                region=_GLOBAL,
            )
        ]


def _check(
    check: Check,
    site: Site | None,
    api: HttpApi | RestApi | None,
    origin_secret: OriginSecret | None,
    web_acl: WebAcl | str | Waiver,
    domain: SiteDomain | Waiver,
    access_logs: LogBucket | Waiver | None,
) -> None:
    check.require(bool(site or api), "it has neither a site nor an api", "give one of them, or both")
    check.require(
        api is not None or origin_secret is None,
        "origin_secret comes without an api",
        "leave it out: S3 knows the distribution by its signature",
    )
    if site is not None:
        site.check(check)
    check.require(
        not isinstance(web_acl, WebAcl) or web_acl.for_cloudfront,
        "web_acl stands before regional resources, and CloudFront takes no such web ACL",
        "make it with WebAcl(..., for_cloudfront=True), in a stack in us-east-1",
    )
    if isinstance(web_acl, str):
        check.matches("web_acl", web_acl, _ACL, "the ARN of a web ACL with the scope CLOUDFRONT")
    if not isinstance(domain, Waiver):
        domain.check(check)
    check.require(
        not isinstance(access_logs, LogBucket) or access_logs.for_cloudfront,
        "access_logs is a bucket that CloudFront cannot write to",
        "make it with LogBucket(..., for_cloudfront=True), or leave it out",
    )


def _of_distribution(action: str, resource: str, condition: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": {"Service": _SERVICE},
        "Action": action,
        "Resource": resource,
        "Condition": condition,
    }


def _arn_of(scope: Construct, distribution: str) -> str:
    facts = stack_facts(scope)
    return f"arn:{facts.partition}:cloudfront::{facts.account}:distribution/{distribution}"


def _arn_of_acl(web_acl: WebAcl | str | Waiver) -> str | None:
    if isinstance(web_acl, WebAcl):
        return web_acl.web_acl_arn
    return None if isinstance(web_acl, Waiver) else web_acl
