"""Distributions (CloudFront)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.validation.checks._check import Check, compare, has
from cloud_constructs.validation.checks._request import answers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.validation._live import Live

_DISTRIBUTION = ("AWS::CloudFront::Distribution",)
_POLICY: Final = ("DistributionConfig", "DefaultCacheBehavior", "ResponseHeadersPolicyId")
_SECURITY: Final = ("ResponseHeadersPolicyConfig", "SecurityHeadersConfig")
_HEADERS: Final = {
    "ContentSecurityPolicy": "content-security-policy",
    "ContentTypeOptions": "x-content-type-options",
    "FrameOptions": "x-frame-options",
    "ReferrerPolicy": "referrer-policy",
    "StrictTransportSecurity": "strict-transport-security",
}


def _found(live: Live) -> dict[str, Any]:
    return live.ask("cloudfront", "get_distribution", Id=live.id)["Distribution"]


def _state(live: Live) -> Iterator[str]:
    found = _found(live)
    yield from compare("its status", found["Status"], "Deployed")
    if not found["DistributionConfig"].get("Enabled"):
        yield "it is switched off"


def _encrypted(live: Live) -> Iterator[str]:
    config = _found(live)["DistributionConfig"]
    behaviors = [config["DefaultCacheBehavior"], *config.get("CacheBehaviors", {}).get("Items", [])]
    for behavior in behaviors:
        if behavior["ViewerProtocolPolicy"] == "allow-all":
            yield f"{behavior.get('PathPattern', 'everything else')} is served without encryption, too"


def _web_acl(live: Live) -> Iterator[str]:
    if not _found(live)["DistributionConfig"].get("WebACLId"):
        yield "no web ACL stands before it"


def _answers(live: Live) -> Iterator[str]:
    policies = live.resource.refers_to(*_POLICY)
    headers = [
        header
        for name, header in _HEADERS.items()
        if any(policy.get(*_SECURITY, name) for policy in policies)
    ]
    return answers(f"https://{_found(live)['DomainName']}/", headers)


CHECKS = (
    Check(
        claim="is where its viewers are",
        types=_DISTRIBUTION,
        find=_state,
        mend="wait: aws cloudfront wait distribution-deployed --id {id}",
    ),
    Check(claim="serves nothing without encryption", types=_DISTRIBUTION, find=_encrypted),
    Check(
        claim="has its web ACL",
        types=_DISTRIBUTION,
        find=_web_acl,
        when=has("DistributionConfig", "WebACLId"),
    ),
    Check(
        claim="answers, with the headers that protect browsers",
        types=_DISTRIBUTION,
        find=_answers,
        mend="see its origins, and the policy of headers of its default behaviour",
        not_emulated="an embedded AWS serves the bucket's files, not the distribution's",
    ),
)
