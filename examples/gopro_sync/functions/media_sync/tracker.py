"""The ledger: one row per item of a provider, and conditional writes so that one worker finishes it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, cast

from .aws import AwsError, JsonService
from .errors import AlreadyInProgress
from .model import MediaItem, Run, iso

IN_PROGRESS, COMPLETED, FAILED = "IN_PROGRESS", "COMPLETED", "FAILED"

Row = Mapping[str, str | float]
"""A row without DynamoDB's type letters."""


class Digests(NamedTuple):
    """What a file's bytes were found to be: as S3 states it, and as the source announced it, if it did."""

    crc32: str
    sha256: str | None


class Claim(NamedTuple):
    """The right to work on an item. `attempt` fences: a later claim's number makes every earlier one void."""

    provider: str
    media_id: str
    owner: str
    attempt: int
    previous: Row


class Tracker:
    """The tracker table."""

    def __init__(
        self, dynamodb: JsonService, table: str, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._now = now

    def claim(self, run: Run, item: MediaItem, key: str, lease: timedelta) -> Claim | Row:
        """Takes the item, or returns the row of one that is already completed.

        The same run may take over from itself at once: its state machine retries only after it has given the
        earlier attempt up. Another run must wait until the lease is over.

        Raises:
            AlreadyInProgress: Another run holds it.
        """
        now = self._now()
        row: dict[str, str | int] = {
            "status": IN_PROGRESS,
            "sync_timestamp": iso(now),
            "filename": item.filename,
            "s3_key": key,
            "size": item.size,
            "owner": run.correlation_id,
            "lease_until": iso(now + lease),
        }
        condition = (
            "attribute_not_exists(media_id) OR (#status <> :completed AND (#status = :failed "
            "OR #owner = :owner OR attribute_not_exists(lease_until) OR lease_until < :now))"
        )
        values = {":completed": COMPLETED, ":failed": FAILED, ":now": iso(now)}
        try:
            previous = self._update(run.provider, item.media_id, row, condition, values, counting=True)
        except AwsError as error:
            current = _held(error)
            if current is None:
                raise
            if current.get("status") == COMPLETED:
                return current
            raise AlreadyInProgress(
                f"{item.media_id} is held by {current.get('owner')} until {current.get('lease_until')}"
            ) from error
        attempt = int(previous.get("attempts", 0)) + 1
        return Claim(run.provider, item.media_id, run.correlation_id, attempt, previous)

    def note_upload(self, claim: Claim, upload_id: str) -> None:
        """Remembers a multipart upload, so that whoever comes after a killed worker can abort it."""
        self._update_own(claim, {"upload_id": upload_id})

    def note_digests(self, claim: Claim, digests: Digests) -> None:
        """Remembers the digests before the object appears, so that an object is never without them."""
        if digests.sha256 is None:
            self._update_own(claim, {"crc32": digests.crc32}, remove=("sha256",))
        else:
            self._update_own(claim, {"crc32": digests.crc32, "sha256": digests.sha256})

    def complete(self, claim: Claim, facts: Mapping[str, str | float]) -> None:
        """Closes the item for good, its object being where the row says."""
        row = {"status": COMPLETED, "sync_timestamp": iso(self._now()), **facts}
        self._update_own(claim, row, remove=("error", "lease_until", "upload_id"))

    def complete_deleted(self, claim: Claim) -> None:
        """Closes the item for good, there being nothing to copy any more."""
        row = {"status": COMPLETED, "sync_timestamp": iso(self._now()), "note": "source_deleted"}
        absent = ("error", "lease_until", "upload_id", "s3_key", "crc32", "sha256")
        self._update_own(claim, row, remove=absent)

    def fail(self, claim: Claim, error: str) -> None:
        """Says honestly that this attempt failed; the next one may begin at once."""
        row = {"status": FAILED, "sync_timestamp": iso(self._now()), "error": error[:1000]}
        self._update_own(claim, row, remove=("lease_until",))

    def rows(self, provider: str, media_ids: list[str], patience: Callable[[int], None]) -> dict[str, Row]:
        """What is known of many items; `patience` waits before asking again what DynamoDB left out."""
        found: dict[str, Row] = {}
        for start in range(0, len(media_ids), 100):
            keys = [_key(provider, media_id) for media_id in media_ids[start : start + 100]]
            attempt = 0
            while keys:
                request = {self._table: {"Keys": keys, "ConsistentRead": True}}
                answer: Any = self._dynamodb.call("BatchGetItem", RequestItems=request)
                rows = [_plain(row) for row in answer.get("Responses", {}).get(self._table, [])]
                found |= {str(row["media_id"]): row for row in rows}
                keys = answer.get("UnprocessedKeys", {}).get(self._table, {}).get("Keys", [])
                if keys:
                    patience(attempt)
                    attempt += 1
        return found

    def _update_own(self, claim: Claim, row: Mapping[str, str | float], remove: tuple[str, ...] = ()) -> None:
        condition = "#owner = :mine AND attempts = :attempt AND #status = :working"
        values = {":mine": claim.owner, ":attempt": claim.attempt, ":working": IN_PROGRESS}
        try:
            self._update(claim.provider, claim.media_id, row, condition, values, remove=remove)
        except AwsError as error:
            if _held(error) is None:
                raise
            raise AlreadyInProgress(f"another worker has taken over {claim.media_id}") from error

    def _update(
        self,
        provider: str,
        media_id: str,
        row: Mapping[str, str | float],
        condition: str,
        values: Mapping[str, str | float],
        *,
        remove: tuple[str, ...] = (),
        counting: bool = False,
    ) -> Row:
        names = {f"#{name}": name for name in {*row, *remove, "status", "owner"}}
        changes = "SET " + ", ".join(f"#{name} = :{name}" for name in row)
        if counting:
            changes += " ADD attempts :one"
            values = {**values, ":one": 1}
        if remove:
            changes += " REMOVE " + ", ".join(f"#{name}" for name in remove)
        answer = self._dynamodb.call(
            "UpdateItem",
            TableName=self._table,
            Key=_key(provider, media_id),
            UpdateExpression=changes,
            ConditionExpression=condition,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues={
                **{f":{name}": _typed(value) for name, value in row.items()},
                **{name: _typed(value) for name, value in values.items()},
            },
            ReturnValues="ALL_OLD",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
        return _plain(cast("dict[str, dict[str, str]]", answer.get("Attributes", {})))


def _key(provider: str, media_id: str) -> dict[str, dict[str, str]]:
    return {"provider": {"S": provider}, "media_id": {"S": media_id}}


def _held(error: AwsError) -> Row | None:
    """The row that made a condition fail; None if the error is another one."""
    return _plain(error.item) if error.code == "ConditionalCheckFailedException" else None


def _typed(value: str | float) -> dict[str, str]:
    return {"S": value} if isinstance(value, str) else {"N": str(value)}


def _plain(row: Mapping[str, Mapping[str, str]]) -> Row:
    return {
        name: float(value["N"]) if "N" in value else str(value["S"])
        for name, value in row.items()
        if "N" in value or "S" in value
    }
