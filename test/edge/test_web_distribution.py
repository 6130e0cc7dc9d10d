"""A website and its API behind one distribution."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_certificatemanager as acm
from harness import (
    default_template,
    distribution,
    function,
    http_api,
    new_stack,
    only,
    resources,
    rest_api,
    synth,
    template_of,
)

import cloud_constructs as cc
from cloud_constructs.testing import assert_no_findings

DISTRIBUTION = "AWS::CloudFront::Distribution"
FULL = "WebDistribution with everything"
REGIONAL_ACL = (
    "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/11111111-2222-3333-4444-555555555555"
)


def config_of(template: dict[str, Any]) -> dict[str, Any]:
    return only(template, DISTRIBUTION)["DistributionConfig"]


def origin_of(config: dict[str, Any], behavior: dict[str, Any]) -> dict[str, Any]:
    (origin,) = [origin for origin in config["Origins"] if origin["Id"] == behavior["TargetOriginId"]]
    return origin


def policies_for(template: dict[str, Any], kind: str, property: str, service: str) -> list[dict[str, Any]]:
    statements = [
        statement
        for body in resources(template, kind).values()
        for statement in body["Properties"][property]["Statement"]
    ]
    return [one for one in statements if one["Principal"] == {"Service": service}]


def test_viewers_come_over_https_and_through_the_firewall() -> None:  # CV-6
    config = config_of(default_template(FULL))

    assert config["WebACLId"].startswith("arn:aws:wafv2:us-east-1:")
    assert config["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "redirect-to-https"
    assert config["CacheBehaviors"][0]["ViewerProtocolPolicy"] == "https-only"
    assert config["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2025"
    assert config["HttpVersion"] == "http2and3"


def test_firewall_secret_functions_and_api_may_be_stacks_of_their_own() -> None:  # CV-6, CV-12
    app = cdk.App()

    def stack(name: str, region: str = "eu-west-1") -> cdk.Stack:
        home = cdk.Environment(account="123456789012", region=region)
        return cdk.Stack(app, name, env=home, cross_region_references=True)

    acl = cc.WebAcl(stack("Firewall", "us-east-1"), "WebAcl", for_cloudfront=True)
    security = stack("Security")
    key = cc.EncryptionKey(security, "Key")
    secret = cc.OriginSecret(security, "OriginSecret", encryption_key=key)
    handler = function(stack("Compute"), environment=secret.environment)
    secret.grant_read(handler)
    api = http_api(stack("Api"))
    cc.ApiRoute(api, "Route", api=api, method="GET", path="/api/files", handler=handler)
    web = stack("Web")
    distribution(web, api=api, web_acl=acl, origin_secret=secret, encryption_key=key)

    assert_no_findings(app)
    assert {one.stack_name for one in web.dependencies} >= {"Api", "Firewall", "Security"}
    # A key costs a dollar a month: whoever gives one does not want another.
    assert resources(template_of(web), "AWS::KMS::Key") == {}


def test_the_site_s_bucket_is_read_by_this_distribution_alone() -> None:
    template = default_template("WebDistribution")

    config = config_of(template)
    assert origin_of(config, config["DefaultCacheBehavior"])["OriginAccessControlId"]
    (distribution_id,) = resources(template, DISTRIBUTION)
    reads = policies_for(template, "AWS::S3::BucketPolicy", "PolicyDocument", "cloudfront.amazonaws.com")
    assert [statement["Action"] for statement in reads] == ["s3:GetObject", "s3:ListBucket"]
    for statement in reads:
        (condition,) = statement["Condition"].values()
        assert condition["aws:SourceArn"]["Fn::Join"][1][-1] == {"Ref": distribution_id}
    (decrypts,) = policies_for(template, "AWS::KMS::Key", "KeyPolicy", "cloudfront.amazonaws.com")
    assert decrypts["Action"] == "kms:Decrypt"
    ours = decrypts["Condition"]["ArnLike"]["aws:SourceArn"]["Fn::Join"][1][-1]
    assert ours == ":cloudfront::123456789012:distribution/*"


def test_browsers_are_told_what_pages_may_do() -> None:  # CV-6
    def headers(template: dict[str, Any]) -> dict[str, Any]:
        made = only(template, "AWS::CloudFront::ResponseHeadersPolicy")
        return made["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]

    strict = headers(default_template("WebDistribution"))
    policy = strict["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    assert policy.split("; ")[0] == "default-src 'self'"
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert strict["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31536000
    assert strict["FrameOptions"]["FrameOption"] == "DENY"
    assert strict["ContentTypeOptions"] == {"Override": True}
    made = only(default_template("WebDistribution"), "AWS::CloudFront::ResponseHeadersPolicy")
    further = made["ResponseHeadersPolicyConfig"]["CustomHeadersConfig"]["Items"]
    said = {item["Header"]: item["Value"] for item in further}
    assert said["Cross-Origin-Opener-Policy"] == said["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in said["Permissions-Policy"]
    own = headers(default_template(FULL))["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    assert own == "default-src 'self'; connect-src 'self' https://login.example.com"


def test_calls_go_to_the_api_uncached_with_all_that_the_viewer_said_but_the_host() -> None:  # CV-3
    config = config_of(default_template(FULL))

    (calls,) = config["CacheBehaviors"]
    assert calls["PathPattern"] == "/api/*"
    assert set(calls["AllowedMethods"]) >= {"GET", "PUT", "PATCH", "POST", "DELETE"}
    # CachingDisabled and AllViewerExceptHostHeader, by the ids that AWS gave them.
    assert calls["CachePolicyId"] == "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
    assert calls["OriginRequestPolicyId"] == "b689b0a8-53d0-40ab-baf2-68738e2966ac"
    assert "FunctionAssociations" not in calls


def test_no_error_of_the_api_becomes_a_page_or_is_kept() -> None:
    errors = config_of(default_template(FULL))["CustomErrorResponses"]

    assert {error["ErrorCachingMinTTL"] for error in errors} == {0}
    assert [error for error in errors if "ResponsePagePath" in error] == []


def test_the_api_knows_the_distribution_by_a_secret_that_no_template_holds() -> None:  # CV-6
    template = default_template(FULL)
    config = config_of(template)

    (header,) = origin_of(config, config["CacheBehaviors"][0])["OriginCustomHeaders"]
    assert header["HeaderName"] == "x-origin-verify"
    secret = resources(template, "AWS::SecretsManager::Secret")
    resolved = header["HeaderValue"]["Fn::Join"][1]
    assert resolved == ["{{resolve:secretsmanager:", {"Ref": next(iter(secret))}, ":SecretString}}"]
    # Quotes and blanks would not survive in a header.
    (made,) = secret.values()
    assert made["Properties"]["GenerateSecretString"]["ExcludePunctuation"] is True


def test_an_api_gets_a_secret_of_its_own_and_a_site_none() -> None:
    stack = new_stack()
    with_api = distribution(stack, "WithApi", api=http_api(stack))

    assert with_api.origin_secret is not None
    assert distribution(stack, "Without").origin_secret is None


@pytest.mark.parametrize(("make", "path"), [(http_api, None), (rest_api, "/live")])
def test_an_api_alone_answers_all_paths(make: Any, path: str | None) -> None:  # AS-4
    config = config_of(synth(lambda stack: distribution(stack, site=None, api=make(stack))))

    origin = origin_of(config, config["DefaultCacheBehavior"])
    assert origin.get("OriginPath") == path
    assert origin["CustomOriginConfig"]["OriginSSLProtocols"] == ["TLSv1.2"]
    assert "DefaultRootObject" not in config
    assert "CacheBehaviors" not in config


def test_a_rest_api_answers_below_a_site_s_pages_through_its_stage() -> None:  # AS-6
    config = config_of(synth(lambda stack: distribution(stack, api=rest_api(stack))))
    (calls,) = config["CacheBehaviors"]
    origin = origin_of(config, calls)

    assert calls["PathPattern"] == "/api/*"
    # /api/orders of the site is /live/api/orders of the API's own address.
    assert origin["OriginPath"] == "/live"
    assert "execute-api" in str(origin["DomainName"])
    assert origin["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
    assert [header["HeaderName"] for header in origin["OriginCustomHeaders"]] == ["x-origin-verify"]


def test_requests_are_written_down() -> None:  # CV-5
    template = default_template("WebDistribution")

    logging = config_of(template)["Logging"]
    (logs,) = [id for id in resources(template, "AWS::S3::Bucket") if "Logs" in id]
    assert logging["Bucket"] == {"Fn::GetAtt": [logs, "RegionalDomainName"]}
    assert logging["Prefix"] == "Test/Web/viewers/"
    # CloudFront writes by access control list; none of them can let the public in.
    bucket = resources(template, "AWS::S3::Bucket")[logs]["Properties"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}


@pytest.mark.parametrize(
    ("left_out", "rule"),
    [("web_acl", "CFR2"), ("access_logs", "CFR3"), ("domain", "CFR4")],
)
def test_a_protection_goes_off_in_writing(left_out: str, rule: str) -> None:
    reason = f"The auditors have agreed to go without {left_out}"
    stack = new_stack()
    made = distribution(stack, **{left_out: cc.Waiver(reason=reason)})

    entries = [entry.data for entry in made.distribution.node.metadata]
    assert reason in [data.get(f"AwsSolutions::AwsSolutions-{rule}") for data in entries]
    assert_no_findings(stack)


def certificate(stack: cdk.Stack, region: str) -> acm.ICertificate:
    arn = f"arn:aws:acm:{region}:123456789012:certificate/11111111-2222-3333-4444-555555555555"
    return acm.Certificate.from_certificate_arn(stack, f"In-{region}", arn)


def domain(stack: cdk.Stack, *names: str, region: str = "us-east-1") -> cc.SiteDomain:
    return cc.SiteDomain(names=names, certificate=certificate(stack, region))


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda stack: distribution(stack, site=None), "neither a site nor an api"),
        (
            lambda stack: distribution(stack, origin_secret=cc.OriginSecret(stack, "Secret")),
            "origin_secret comes without an api",
        ),
        (
            lambda stack: distribution(stack, access_logs=cc.LogBucket(stack, "Logs")),
            r"access_logs is a bucket that CloudFront cannot write to.*for_cloudfront=True",
        ),
        (
            lambda stack: distribution(stack, web_acl=cc.WebAcl(stack, "WebAcl")),
            r"web_acl stands before regional resources.*for_cloudfront=True",
        ),
        (
            lambda stack: distribution(stack, web_acl=REGIONAL_ACL),
            "web_acl is .*the ARN of a web ACL with the scope CLOUDFRONT",
        ),
        (lambda stack: distribution(stack, domain=domain(stack)), "the names of domain are empty"),
        (lambda stack: distribution(stack, domain=domain(stack, "Shop")), "a name of domain is 'Shop'"),
        (
            lambda stack: distribution(stack, domain=domain(stack, "a.example.com", region="eu-west-1")),
            "the certificate of domain is in eu-west-1.*give one of us-east-1",
        ),
        (
            lambda stack: distribution(stack, content_security_policy="default-src\n'self'"),
            "content_security_policy is",
        ),
        (lambda stack: distribution(stack, permissions_policy=""), "permissions_policy is"),
    ],
)
def test_what_cannot_work_is_refused(build: Any, message: str) -> None:
    with pytest.raises(cc.ArgumentError, match=message):
        build(new_stack())
