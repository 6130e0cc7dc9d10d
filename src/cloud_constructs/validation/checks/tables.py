"""Tables (DynamoDB)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cloud_constructs.guardrails._values import value_at
from cloud_constructs.validation._aws import UnansweredError
from cloud_constructs.validation.checks._check import Check, compare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cloud_constructs.guardrails._assembly import Resource
    from cloud_constructs.validation._live import Live

_TABLE = ("AWS::DynamoDB::GlobalTable", "AWS::DynamoDB::Table")
_PITR = "PointInTimeRecoverySpecification"


def _settings(table: Resource) -> dict[str, Any]:
    """Return what holds for the table of the stack's own region, which a global table lists first."""
    replicas: list[dict[str, Any]] = table.properties.get("Replicas") or [{}]
    home = table.template.stack.region
    own = next((replica for replica in replicas if replica.get("Region") == home), replicas[0])
    return {**table.properties, **own}


def _says(*keys: str) -> Callable[[Resource], object]:
    return lambda table: value_at(_settings(table), *keys)


def _described(live: Live) -> dict[str, Any]:
    return live.ask("dynamodb", "describe_table", TableName=live.id)["Table"]


def _status(live: Live) -> Iterator[str]:
    return compare("its status", _described(live)["TableStatus"], "ACTIVE")


def _recovery(live: Live) -> Iterator[str]:
    answer = live.ask("dynamodb", "describe_continuous_backups", TableName=live.id)
    status = answer["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
    return compare("recovery", status.get("PointInTimeRecoveryStatus"), "ENABLED")


def _expiry(live: Live) -> Iterator[str]:
    found = live.ask("dynamodb", "describe_time_to_live", TableName=live.id)["TimeToLiveDescription"]
    if found["TimeToLiveStatus"] not in ("ENABLED", "ENABLING"):
        yield f"expiry is {found['TimeToLiveStatus']}: its rows stay for ever"
    else:
        wanted = live.wanted("TimeToLiveSpecification", "AttributeName")
        yield from compare("the attribute", found["AttributeName"], wanted)


def _encryption(live: Live) -> Iterator[str]:
    wanted = _settings(live.resource)["SSESpecification"]["KMSMasterKeyId"]
    return live.other_key(wanted, _described(live).get("SSEDescription", {}).get("KMSMasterKeyArn"))


def _deletion(live: Live) -> Iterator[str]:
    if not _described(live).get("DeletionProtectionEnabled"):
        yield "anybody who may can delete it"


def _replicas(live: Live) -> Iterator[str]:
    wanted = {replica.get("Region") for replica in live.resource.entries("Replicas")} - {live.region}
    if any(not isinstance(region, str) for region in wanted):
        raise UnansweredError("CloudFormation alone decides where its replicas are")
    states = {one["RegionName"]: one["ReplicaStatus"] for one in _described(live).get("Replicas", [])}
    for region in sorted(map(str, wanted)):
        yield from compare(f"the replica in {region}", states.get(region, "missing"), "ACTIVE")


CHECKS = (
    Check(claim="can be used", types=_TABLE, find=_status, mend="wait, and see the table in the console"),
    Check(
        claim="can be put back to any second",
        types=_TABLE,
        find=_recovery,
        when=_says(_PITR, "PointInTimeRecoveryEnabled"),
    ),
    Check(
        claim="lets rows expire",
        types=_TABLE,
        find=_expiry,
        when=_says("TimeToLiveSpecification", "Enabled"),
    ),
    Check(
        claim="is encrypted with its key",
        types=_TABLE,
        find=_encryption,
        when=_says("SSESpecification", "KMSMasterKeyId"),
    ),
    Check(
        claim="is protected from deletion",
        types=_TABLE,
        find=_deletion,
        when=_says("DeletionProtectionEnabled"),
    ),
    Check(
        claim="is copied to its other regions",
        types=_TABLE[:1],
        find=_replicas,
        when=lambda table: len(table.entries("Replicas")) > 1,
        not_emulated="an embedded AWS copies no table",
    ),
)
