"""How a distribution answers: files from the site's bucket, calls from the API."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aws_cdk import Fn, Names
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins

from cloud_constructs.core import create, duration

if TYPE_CHECKING:
    from constructs import Construct

    from cloud_constructs.api import HttpApi, RestApi
    from cloud_constructs.edge._origin_secret import OriginSecret
    from cloud_constructs.storage import SecureBucket

ORIGIN_TIMEOUT: Final = 30
"""Seconds that CloudFront waits for the API."""


def pages(
    scope: Construct,
    bucket: SecureBucket,
    headers: cloudfront.ResponseHeadersPolicy,
    *,
    single_page: bool,
) -> dict[str, Any]:
    """Return how files are answered: kept until the next deployment, and compressed."""
    access = create(
        cloudfront.CfnOriginAccessControl,
        cloudfront.CfnOriginAccessControlProps,
        scope,
        "OriginAccess",
        origin_access_control_config={
            "name": Names.unique_resource_name(scope, max_length=64),
            "originAccessControlOriginType": "s3",
            "signingBehavior": "always",
            "signingProtocol": "sigv4",
        },
    )
    # CDK's own way lets CloudFront in by a key policy of its choosing, and warns of it.
    origin = origins.S3BucketOrigin.with_bucket_defaults(
        bucket.bucket, origin_access_control_id=access.attr_id
    )
    return {
        "origin": origin,
        "cachePolicy": cloudfront.CachePolicy.CACHING_OPTIMIZED,
        "functionAssociations": [_single_page(scope)] if single_page else None,
        "responseHeadersPolicy": headers,
        "viewerProtocolPolicy": cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    }


def calls(
    api: HttpApi | RestApi, secret: OriginSecret, headers: cloudfront.ResponseHeadersPolicy
) -> dict[str, Any]:
    """Return how calls are answered: by the API, each of them."""
    origin = create(
        origins.HttpOrigin,
        origins.HttpOriginProps,
        # https://host/path
        Fn.select(2, Fn.split("/", api.url)),
        custom_headers=secret.headers(),
        origin_path=api.base_path or None,
        origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2],
        protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
        read_timeout=duration(ORIGIN_TIMEOUT),
    )
    return {
        "origin": origin,
        "allowedMethods": cloudfront.AllowedMethods.ALLOW_ALL,
        "cachePolicy": cloudfront.CachePolicy.CACHING_DISABLED,
        # All but Host: API Gateway answers under no other name than its own.
        "originRequestPolicy": cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        "responseHeadersPolicy": headers,
        "viewerProtocolPolicy": cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
    }


def _single_page(scope: Construct) -> dict[str, Any]:
    """Return a function that only the site's paths have: an error page would stand for errors of the API."""
    function = create(
        cloudfront.Function,
        cloudfront.FunctionProps,
        scope,
        "SinglePage",
        code=cloudfront.FunctionCode.from_inline(Path(__file__).with_name("single_page.js").read_text()),
        runtime=cloudfront.FunctionRuntime.JS_2_0,
    )
    return {"eventType": cloudfront.FunctionEventType.VIEWER_REQUEST, "function": function}
