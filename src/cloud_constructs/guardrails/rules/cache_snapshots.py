"""CacheSnapshots: a serverless cache can be restored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(cache: Resource) -> tuple[str, ...]:
    kept = cache.get("SnapshotRetentionLimit")
    return once(kept in (None, 0, "0"))


RULE = Rule(
    name="CacheSnapshots",
    text="The serverless cache keeps no snapshots",
    fix="set SnapshotRetentionLimit to the days that a snapshot is kept",
    controls=controls("CP-9; CP-10", hipaa="164.308(a)(7)(ii)(A)", soc2="A1.2; A1.3", gdpr="Art. 32(1)(c)"),
    types=("AWS::ElastiCache::ServerlessCache",),
    find=_find,
    twins=("ElastiCacheRedisClusterAutomaticBackup",),
)
