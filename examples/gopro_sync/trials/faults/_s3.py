"""What S3 does to the functions' requests on a bad day."""

from . import _actions as actions
from ._case import Case, Ending, spoiling

_DOWN = actions.refuse(500, "InternalError")
_SLOW_DOWN = actions.refuse(503, "SlowDown")

S3_FAULTS: list[Case] = [
    spoiling("part-fails", "S3", "answers 500 to a part", "UploadPart", action=_DOWN, times=2),
    spoiling(
        "part-slow-down", "S3", "answers 503 SlowDown to a part", "UploadPart", action=_SLOW_DOWN, times=2
    ),
    spoiling(
        "part-reset", "S3", "breaks off in the middle of a part", "UploadPart", action=actions.reset, times=2
    ),
    spoiling("part-damaged", "S3", "receives a part with a bit flipped", "UploadPart", action=actions.damage),
    spoiling(
        "part-answer-lost", "S3", "stores a part and breaks off", "UploadPart", action=actions.lose_answer
    ),
    spoiling(
        "part-refused-for-ever",
        "S3",
        "denies access to every part",
        "UploadPart",
        action=actions.refuse(403, "AccessDenied"),
        times=None,
        ending=Ending.LOST,
    ),
    spoiling(
        "upload-vanishes",
        "S3",
        "no longer knows the upload that a part belongs to",
        "UploadPart",
        action=actions.refuse(404, "NoSuchUpload"),
    ),
    spoiling(
        "create-fails",
        "S3",
        "answers 503 to the beginning of an upload",
        "CreateMultipartUpload",
        action=_SLOW_DOWN,
        times=2,
    ),
    spoiling(
        "complete-fails",
        "S3",
        "answers 500 to the completion of an upload",
        "CompleteMultipartUpload",
        action=_DOWN,
        times=2,
    ),
    spoiling(
        "complete-fails-with-200",
        "S3",
        "answers 200 to a completion, with an error inside",
        "CompleteMultipartUpload",
        action=actions.fail_with_200,
    ),
    spoiling(
        "complete-answer-lost",
        "S3",
        "completes an upload and breaks off",
        "CompleteMultipartUpload",
        action=actions.lose_answer,
    ),
    spoiling(
        "abort-fails",
        "S3",
        "answers 500 to the end of an upload that failed",
        "AbortMultipartUpload",
        action=_DOWN,
        provider=["wrong-bytes"],
        times=2,
    ),
    spoiling("put-fails", "S3", "answers 500 to a put", "PutObject", action=_DOWN, times=2),
    spoiling(
        "put-damaged",
        "S3",
        "receives an object with a bit flipped",
        "PutObject",
        action=actions.damage,
        concerns=lambda call: call.length > 0,
    ),
    spoiling(
        "put-answer-lost", "S3", "stores an object and breaks off", "PutObject", action=actions.lose_answer
    ),
    spoiling(
        "object-conflict",
        "S3",
        "answers 409 because somebody else is writing the object",
        "PutObject",
        "CompleteMultipartUpload",
        action=actions.refuse(409, "ConditionalRequestConflict"),
    ),
    spoiling(
        "head-fails", "S3", "answers 503 when asked what is there", "HeadObject", action=_SLOW_DOWN, times=2
    ),
    spoiling(
        "key-disabled",
        "S3",
        "cannot encrypt, because the key is disabled",
        "PutObject",
        "CreateMultipartUpload",
        action=actions.refuse(400, "KMS.DisabledException"),
        times=None,
        ending=Ending.LOST,
    ),
    spoiling(
        "clock-skew",
        "S3",
        "has a clock that is an hour ahead of the functions'",
        *("HeadObject", "PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"),
        action=actions.refuse_the_clock,
        concerns=actions.signed_by_a_slow_clock,
        times=None,
    ),
]
