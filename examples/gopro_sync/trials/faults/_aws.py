"""Faults of AWS: what a proxy does to the functions' requests."""

from collections.abc import Callable, Sequence

from stand_in import Fault

from . import _actions as actions
from ._case import Case, Ending
from ._laboratory import Laboratory
from ._proxy import Action, Call, Rule


def _case(
    name: str,
    where: str,
    what: str,
    *operations: str,
    action: Action,
    times: int | None = 1,
    ending: Ending = Ending.SURVIVED,
    concerns: Callable[[Call], bool] = lambda _: True,
    provider: Sequence[str] = (),
) -> Case:
    def rules(fault: Fault, _: Laboratory) -> list[Rule]:
        return [Rule(operation=name, action=action, fault=fault, concerns=concerns) for name in operations]

    return Case(name=name, where=where, what=what, times=times, ending=ending, rules=rules, provider=provider)


_S3_DOWN = actions.refuse(500, "InternalError")
_SLOW_DOWN = actions.refuse(503, "SlowDown")
_THROTTLED = actions.refuse(400, "ProvisionedThroughputExceededException")


def _writes(status: str = "", attribute: str = "") -> Callable[[Call], bool]:
    """Recognises one of the downloader's writes to the tracker by what it sets."""

    def recognise(call: Call) -> bool:
        values = call.document["ExpressionAttributeValues"]
        return values.get(":status", {}).get("S", "") == status and (
            not attribute or f":{attribute}" in values
        )

    return recognise


_S3_FAULTS = [
    _case("part-fails", "S3", "answers 500 to a part", "UploadPart", action=_S3_DOWN, times=2),
    _case("part-slow-down", "S3", "answers 503 SlowDown to a part", "UploadPart", action=_SLOW_DOWN, times=2),
    _case(
        "part-reset", "S3", "breaks off in the middle of a part", "UploadPart", action=actions.reset, times=2
    ),
    _case("part-damaged", "S3", "receives a part with a bit flipped", "UploadPart", action=actions.damage),
    _case("part-answer-lost", "S3", "stores a part and breaks off", "UploadPart", action=actions.lose_answer),
    _case(
        "part-refused-for-ever",
        "S3",
        "denies access to every part",
        "UploadPart",
        action=actions.refuse(403, "AccessDenied"),
        times=None,
        ending=Ending.LOST,
    ),
    _case(
        "create-fails",
        "S3",
        "answers 503 to the beginning of an upload",
        "CreateMultipartUpload",
        action=_SLOW_DOWN,
        times=2,
    ),
    _case(
        "complete-fails",
        "S3",
        "answers 500 to the completion of an upload",
        "CompleteMultipartUpload",
        action=_S3_DOWN,
        times=2,
    ),
    _case(
        "complete-fails-with-200",
        "S3",
        "answers 200 to a completion, with an error inside",
        "CompleteMultipartUpload",
        action=actions.fail_with_200,
    ),
    _case(
        "complete-answer-lost",
        "S3",
        "completes an upload and breaks off",
        "CompleteMultipartUpload",
        action=actions.lose_answer,
    ),
    _case(
        "abort-fails",
        "S3",
        "answers 500 to the end of an upload that failed",
        "AbortMultipartUpload",
        action=_S3_DOWN,
        provider=["wrong-bytes"],
        times=2,
    ),
    _case("put-fails", "S3", "answers 500 to a put", "PutObject", action=_S3_DOWN, times=2),
    _case(
        "put-damaged",
        "S3",
        "receives an object with a bit flipped",
        "PutObject",
        action=actions.damage,
        concerns=lambda call: call.length > 0,
    ),
    _case(
        "put-answer-lost", "S3", "stores an object and breaks off", "PutObject", action=actions.lose_answer
    ),
    _case(
        "head-fails", "S3", "answers 503 when asked what is there", "HeadObject", action=_SLOW_DOWN, times=2
    ),
    _case(
        "key-disabled",
        "S3",
        "cannot encrypt, because the key is disabled",
        "PutObject",
        "CreateMultipartUpload",
        action=actions.refuse(400, "KMS.DisabledException"),
        times=None,
        ending=Ending.LOST,
    ),
    _case(
        "clock-skew",
        "S3",
        "has a clock that is an hour ahead of the functions'",
        *("HeadObject", "PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"),
        action=actions.refuse_the_clock,
        concerns=actions.signed_by_a_slow_clock,
        times=None,
    ),
]
_DYNAMODB_FAULTS = [
    _case(
        "claim-throttled",
        "DynamoDB",
        "throttles the claim of an item",
        "UpdateItem",
        action=_THROTTLED,
        concerns=_writes("IN_PROGRESS"),
        times=2,
    ),
    _case(
        "claim-answer-lost",
        "DynamoDB",
        "claims an item and breaks off",
        "UpdateItem",
        action=actions.lose_answer,
        concerns=_writes("IN_PROGRESS"),
    ),
    _case(
        "upload-id-throttled",
        "DynamoDB",
        "throttles the note of an upload's id",
        "UpdateItem",
        action=_THROTTLED,
        concerns=_writes(attribute="upload_id"),
        times=2,
    ),
    _case(
        "digest-throttled",
        "DynamoDB",
        "throttles the note of a digest",
        "UpdateItem",
        action=_THROTTLED,
        concerns=_writes(attribute="sha256"),
        times=2,
    ),
    _case(
        "completion-throttled",
        "DynamoDB",
        "throttles the last word on an item",
        "UpdateItem",
        action=_THROTTLED,
        concerns=_writes("COMPLETED"),
        times=2,
    ),
    _case(
        "completion-answer-lost",
        "DynamoDB",
        "writes COMPLETED and breaks off",
        "UpdateItem",
        action=actions.lose_answer,
        concerns=_writes("COMPLETED"),
    ),
    _case(
        "completion-refused-for-ever",
        "DynamoDB",
        "throttles the last word on every item",
        "UpdateItem",
        action=actions.refuse(400, "ResourceNotFoundException"),
        concerns=_writes("COMPLETED"),
        times=None,
        ending=Ending.LOST,
    ),
    _case(
        "failure-throttled",
        "DynamoDB",
        "throttles the word that an item failed",
        "UpdateItem",
        action=_THROTTLED,
        concerns=_writes("FAILED"),
        provider=["wrong-bytes"],
        times=2,
    ),
    _case(
        "listing-throttled",
        "DynamoDB",
        "throttles the lister's questions",
        "BatchGetItem",
        action=_THROTTLED,
        times=2,
    ),
    _case(
        "listing-unprocessed",
        "DynamoDB",
        "leaves the lister's questions unanswered",
        "BatchGetItem",
        action=actions.leave_unprocessed,
        times=3,
    ),
]
_SECRETS_FAULTS = [
    _case(
        "secret-denied",
        "Secrets Manager",
        "denies access to the secret",
        "GetSecretValue",
        action=actions.refuse(400, "AccessDeniedException"),
        times=None,
        ending=Ending.RUN_FAILED,
    ),
    _case(
        "secret-throttled",
        "Secrets Manager",
        "throttles the reading of the secret",
        "GetSecretValue",
        action=actions.refuse(400, "ThrottlingException"),
        times=2,
    ),
    _case(
        "secret-write-fails",
        "Secrets Manager",
        "answers 500 when new tokens are written",
        "PutSecretValue",
        action=actions.refuse(500, "InternalServiceError"),
        times=2,
    ),
    _case(
        "secret-write-answer-lost",
        "Secrets Manager",
        "writes new tokens and breaks off",
        "PutSecretValue",
        action=actions.lose_answer,
    ),
]
AWS_FAULTS = [*_S3_FAULTS, *_DYNAMODB_FAULTS, *_SECRETS_FAULTS]
