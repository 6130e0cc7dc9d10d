"""What must be so of every user, whatever happened, once everything that was begun has ended."""

import hashlib
from collections.abc import Iterator
from typing import Any

from boto3.dynamodb.conditions import Key
from vault import nodes
from vault.files.items import object_key, thumbnail_key
from vault.models.base import ROOT
from vault.models.files import FileState
from vault.settings import client, setting, table
from vault.users import usage

from vault_safety.world import World

Item = dict[str, Any]


def wrong(world: World) -> list[str]:
    """Return what is not as it should be."""
    rows = {row["node_id"]: row for row in _rows(world.owner)}
    claims = {name: row for name, row in rows.items() if "claimed_by" in row}
    files = {name: row for name, row in rows.items() if row.get("kind") == nodes.FILE}
    folders = {name: row for name, row in rows.items() if row.get("kind") == nodes.FOLDER}
    stored = {
        name: row for name, row in files.items() if row["file_state"] in (FileState.READY, FileState.TRASHED)
    }
    placed = folders | {name: row for name, row in files.items() if row["file_state"] == FileState.READY}
    return [
        *_unfinished(rows, files, folders),
        *(f"the file {name} is lost" for name in world.kept - stored.keys()),
        *_objects(world, stored),
        *(f"{name} is in no folder" for name, row in placed.items() if not _reaches_root(row, folders)),
        *_names(world.owner, claims, placed),
        *_counters(world.owner, stored),
    ]


def _unfinished(rows: dict[str, Item], files: dict[str, Item], folders: dict[str, Item]) -> Iterator[str]:
    yield from (f"remains of {name}" for name, row in rows.items() if row.get("kind") == nodes.REMAINS)
    yield from (
        f"the upload {name} did not end"
        for name, row in files.items()
        if row["file_state"] == FileState.UPLOADING
    )
    yield from (
        f"the folder {name} is being deleted" for name in folders if "deleting_since" in folders[name]
    )


def _objects(world: World, stored: dict[str, Item]) -> Iterator[str]:
    wanted = {object_key(world.owner, name): row for name, row in stored.items()}
    found = set(_keys(f"files/{world.owner}/"))
    yield from (f"the object {key} is missing" for key in wanted.keys() - found)
    yield from (f"the object {key} is nobody's" for key in found - wanted.keys())
    for key in wanted.keys() & found:
        body: bytes = client("s3").get_object(Bucket=setting("FILES_BUCKET"), Key=key)["Body"].read()
        if hashlib.sha256(body).hexdigest() != wanted[key]["sha256"]:
            yield f"the object {key} has another digest"
        if body != world.contents.get(wanted[key]["node_id"]):
            yield f"the object {key} is not what was sent"
    pictures = {thumbnail_key(world.owner, name) for name, row in stored.items() if "thumbnail" in row}
    for key in pictures.symmetric_difference(_keys(f"thumbnails/{world.owner}/")):
        yield f"the thumbnail {key} is missing, or nobody's"


def _reaches_root(row: Item, folders: dict[str, Item]) -> bool:
    seen: set[str] = set()
    at: str = row["parent_id"]
    while at != ROOT:
        if at in seen or at not in folders:
            return False
        seen.add(at)
        at = folders[at]["parent_id"]
    return True


def _names(owner: str, claims: dict[str, Item], placed: dict[str, Item]) -> Iterator[str]:
    due = [nodes.claim_key(owner, row["parent_id"], row["name"])["node_id"] for row in placed.values()]
    if len(set(due)) != len(due):
        yield "two have one name"
    taken = {name: row["claimed_by"] for name, row in claims.items()}
    if taken != dict(zip(due, placed, strict=True)):
        yield f"the names {sorted(taken)} are taken, and not {sorted(due)}"


def _counters(owner: str, stored: dict[str, Item]) -> Iterator[str]:
    counted, really = usage(owner), (sum(int(row["size"]) for row in stored.values()), len(stored))
    if counted != really:
        yield f"{counted} bytes and files are counted, and {really} are there"


def _rows(owner: str) -> list[Item]:
    condition: Any = Key("owner")
    found = table(nodes.NODES).query(KeyConditionExpression=condition.eq(owner), ConsistentRead=True)
    if "LastEvaluatedKey" in found:
        raise NotImplementedError("the user has more than a page of items")
    items: list[Item] = found["Items"]
    return items


def _keys(prefix: str) -> list[str]:
    found = client("s3").list_objects_v2(Bucket=setting("FILES_BUCKET"), Prefix=prefix)
    return [entry["Key"] for entry in found.get("Contents", [])]
