"""CacheAccess: a serverless cache has security groups of its own and asks its users who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource


def _find(cache: Resource) -> Iterator[str]:
    if not cache.get("SecurityGroupIds"):
        yield "SecurityGroupIds"
    if cache.get("Engine") != "memcached" and not cache.get("UserGroupId"):
        yield "UserGroupId"


RULE = Rule(
    name="CacheAccess",
    text="The serverless cache stands in the default security group, or lets anybody in who reaches it",
    fix="set SecurityGroupIds and UserGroupId",
    controls=controls(
        "AC-3; AC-4; SC-7", hipaa="164.312(a)(1)", pci="7.2.1", soc2="CC6.1; CC6.6", gdpr="Art. 32(1)(b)"
    ),
    types=("AWS::ElastiCache::ServerlessCache",),
    find=_find,
)
