"""What DynamoDB and Secrets Manager do to the functions' requests on a bad day."""

from collections.abc import Callable

from . import _actions as actions
from ._case import Case, Ending, spoiling
from ._proxy import Call

_DENIED = actions.refuse(400, "AccessDeniedException")
_THROTTLED = actions.refuse(400, "ProvisionedThroughputExceededException")


def _writes(status: str = "", attribute: str = "") -> Callable[[Call], bool]:
    """Recognises one of the downloader's writes to the tracker by what it sets."""

    def recognise(call: Call) -> bool:
        values = call.document["ExpressionAttributeValues"]
        return values.get(":status", {}).get("S", "") == status and (
            not attribute or f":{attribute}" in values
        )

    return recognise


DYNAMODB_FAULTS: list[Case] = [
    spoiling(
        "claim-throttled",
        "DynamoDB",
        "throttles the claim of an item",
        "UpdateItem",
        action=_THROTTLED,
        concerns=_writes("IN_PROGRESS"),
        times=2,
    ),
    spoiling(
        "claim-denied-for-ever",
        "DynamoDB",
        "denies the downloader every claim",
        "UpdateItem",
        action=_DENIED,
        concerns=_writes("IN_PROGRESS"),
        times=None,
        ending=Ending.LOST,
    ),
    spoiling(
        "claim-answer-lost",
        "DynamoDB",
        "claims an item and breaks off",
        "UpdateItem",
        action=actions.lose_answer,
        concerns=_writes("IN_PROGRESS"),
    ),
    spoiling(
        "upload-id-throttled",
        "DynamoDB",
        "throttles the note of an upload's id",
        "UpdateItem",
        action=_THROTTLED,
        concerns=_writes(attribute="upload_id"),
        times=2,
    ),
    spoiling(
        "digest-throttled",
        "DynamoDB",
        "throttles the note of a digest",
        "UpdateItem",
        action=_THROTTLED,
        concerns=_writes(attribute="sha256"),
        times=2,
    ),
    spoiling(
        "completion-throttled",
        "DynamoDB",
        "throttles the last word on an item",
        "UpdateItem",
        action=_THROTTLED,
        concerns=_writes("COMPLETED"),
        times=2,
    ),
    spoiling(
        "completion-answer-lost",
        "DynamoDB",
        "writes COMPLETED and breaks off",
        "UpdateItem",
        action=actions.lose_answer,
        concerns=_writes("COMPLETED"),
    ),
    spoiling(
        "completion-refused-for-ever",
        "DynamoDB",
        "does not find the tracker when an item is done",
        "UpdateItem",
        action=actions.refuse(400, "ResourceNotFoundException"),
        concerns=_writes("COMPLETED"),
        times=None,
        ending=Ending.LOST,
    ),
    spoiling(
        "failure-throttled",
        "DynamoDB",
        "throttles the word that an item failed",
        "UpdateItem",
        action=_THROTTLED,
        concerns=_writes("FAILED"),
        provider=["wrong-bytes"],
        times=2,
    ),
    spoiling(
        "listing-throttled",
        "DynamoDB",
        "throttles the lister's questions",
        "BatchGetItem",
        action=_THROTTLED,
        times=2,
    ),
    spoiling(
        "listing-denied-for-ever",
        "DynamoDB",
        "denies the lister every question",
        "BatchGetItem",
        action=_DENIED,
        times=None,
        ending=Ending.RUN_FAILED,
    ),
    spoiling(
        "listing-unprocessed",
        "DynamoDB",
        "leaves the lister's questions unanswered",
        "BatchGetItem",
        action=actions.leave_unprocessed,
        times=3,
    ),
]
SECRETS_FAULTS: list[Case] = [
    spoiling(
        "secret-denied",
        "Secrets Manager",
        "denies access to the secret",
        "GetSecretValue",
        action=_DENIED,
        times=None,
        ending=Ending.RUN_FAILED,
    ),
    spoiling(
        "secret-throttled",
        "Secrets Manager",
        "throttles the reading of the secret",
        "GetSecretValue",
        action=actions.refuse(400, "ThrottlingException"),
        times=2,
    ),
    spoiling(
        "secret-write-fails",
        "Secrets Manager",
        "answers 500 when new tokens are written",
        "PutSecretValue",
        action=actions.refuse(500, "InternalServiceError"),
        times=2,
    ),
    spoiling(
        "secret-write-answer-lost",
        "Secrets Manager",
        "writes new tokens and breaks off",
        "PutSecretValue",
        action=actions.lose_answer,
    ),
]
