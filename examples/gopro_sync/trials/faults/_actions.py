"""What can become of a request to AWS."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from ._proxy import Action, Answer, Call, error_document, pass_on

_AHEAD = timedelta(hours=1)
_TOLERATED = timedelta(minutes=5)


def refuse(status: int, code: str) -> Action:
    """The service says no."""
    return lambda call: call.refuse(status, code)


def reset(call: Call) -> None:
    """The connection breaks when half of the request has come."""
    call.reset(after=call.length // 2)


def damage(call: Call) -> None:
    """A bit flips on the way, and only the service's own checksum can tell."""
    call.answer(call.forward(bytes([call.body[0] ^ 1]) + call.body[1:]))


def lose_answer(call: Call) -> None:
    """The service does as it is told, and nobody hears of it."""
    call.forward()
    call.reset()


def fail_with_200(call: Call) -> None:
    """S3 begins its answer to a completion before it knows how that will end."""
    call.answer(Answer(200, {"Content-Type": "application/xml"}, error_document("InternalError").encode()))


def signed_by_a_slow_clock(call: Call) -> bool:
    """Whether AWS, whose clock is an hour ahead of ours, would find the signature too old."""
    signed = datetime.strptime(call.header("X-Amz-Date"), "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return abs(datetime.now(UTC) + _AHEAD - signed) > _TOLERATED


def refuse_the_clock(call: Call) -> None:
    """AWS says which time it is."""
    date = format_datetime(datetime.now(UTC) + _AHEAD, usegmt=True)
    call.refuse(403, "RequestTimeTooSkewed", {"Date": date})


def hang(call: Call) -> None:
    """No answer comes."""
    call.hang()


def leave_unprocessed(call: Call) -> None:
    """DynamoDB has no time for any of the keys."""
    nothing: dict[str, object] = {}
    call.answer_json({"Responses": nothing, "UnprocessedKeys": call.document["RequestItems"]})


def first(do: Callable[[], None], action: Action = pass_on) -> Action:
    """Something happens before."""

    def act(call: Call) -> None:
        _ = call.body
        do()
        action(call)

    return act
