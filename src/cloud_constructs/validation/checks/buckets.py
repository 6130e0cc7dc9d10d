"""Buckets (S3)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cloud_constructs.validation.checks._check import DROPPED, Check, compare, has
from cloud_constructs.validation.checks._statements import differences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.validation._live import Live

_BUCKET = ("AWS::S3::Bucket",)
_RULES = "ServerSideEncryptionConfiguration"


def _ask(live: Live, what: str, nothing: str = "") -> dict[str, Any]:
    return live.ask("s3", f"get_bucket_{what}", Bucket=live.id, nothing=nothing)


def _public_access(live: Live) -> Iterator[str]:
    nothing = "NoSuchPublicAccessBlockConfiguration"
    answer = live.ask("s3", "get_public_access_block", Bucket=live.id, nothing=nothing)
    found = answer.get("PublicAccessBlockConfiguration", {})
    for setting, wanted in live.wanted("PublicAccessBlockConfiguration").items():
        yield from compare(setting, found.get(setting, False), wanted)


def _encryption(live: Live) -> Iterator[str]:
    answer = _ask(live, "encryption", "ServerSideEncryptionConfigurationNotFoundError")
    rules = answer.get(_RULES, {}).get("Rules", [{}])
    found = rules[0].get("ApplyServerSideEncryptionByDefault", {})
    wanted = live.resource.entries("BucketEncryption", _RULES)[0]["ServerSideEncryptionByDefault"]
    yield from compare("its encryption", found.get("SSEAlgorithm"), wanted["SSEAlgorithm"])
    if "KMSMasterKeyID" in wanted:
        yield from live.other_key(wanted["KMSMasterKeyID"], found.get("KMSMasterKeyID"))


def _versioning(live: Live) -> Iterator[str]:
    wanted = live.wanted("VersioningConfiguration", "Status")
    return compare("versioning", _ask(live, "versioning").get("Status"), wanted)


def _lifecycle(live: Live) -> Iterator[str]:
    answer = _ask(live, "lifecycle_configuration", "NoSuchLifecycleConfiguration")
    found = sum(rule["Status"] == "Enabled" for rule in answer.get("Rules", []))
    rules = live.resource.entries("LifecycleConfiguration", "Rules")
    return compare("the number of its rules", found, sum(rule["Status"] == "Enabled" for rule in rules))


def _policy(live: Live) -> Iterator[str]:
    answer = _ask(live, "policy", "NoSuchBucketPolicy")
    ours = live.resource.template.assembly.of_type("AWS::S3::BucketPolicy")
    wanted = [policy.properties["PolicyDocument"] for policy in ours if live.is_named_by(policy, "Bucket")]
    return differences([json.loads(answer["Policy"])] if answer else [], wanted)


CHECKS = (
    Check(
        claim="is closed to the public",
        types=_BUCKET,
        find=_public_access,
        when=has("PublicAccessBlockConfiguration"),
    ),
    Check(claim="is encrypted", types=_BUCKET, find=_encryption, when=has("BucketEncryption")),
    Check(claim="keeps versions", types=_BUCKET, find=_versioning, when=has("VersioningConfiguration")),
    Check(
        claim="moves and deletes what is old",
        types=_BUCKET,
        find=_lifecycle,
        when=has("LifecycleConfiguration"),
        not_emulated=DROPPED,
    ),
    Check(claim="has the policy of the template", types=_BUCKET, find=_policy),
)
