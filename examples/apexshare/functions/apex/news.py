"""What became of an e-mail: whether the student has it, and whether the address is written to again.

SES tells in any order, and anything twice. What is bad news stays: an e-mail that bounced was not delivered,
whatever else is told of it.
"""

from typing import Any

from apex import records
from apex.moments import DAY, as_epoch, now
from apex.outcomes import outcome_of
from apex.settings import number
from apex.states import MailState
from apex.telemetry import digest, logger, metrics

Json = dict[str, Any]

# What the trainer can do nothing about; an alarm tells operators.
NOT_SENT = ("Reject", "Rendering Failure")
GOOD_SO_FAR = (MailState.SENT, MailState.DELIVERED)


class TooEarlyError(Exception):
    """The e-mail is not noted as sent yet."""


def note(told: Json) -> None:
    """Note what an event of SES says.

    Raises:
        TooEarlyError: It comes before the sender has written down that it sent the e-mail.
    """
    about = told["mail"]
    if "video_id" not in about.get("tags", {}):
        logger.info("Not one of ours", message_id=about["messageId"])
        return
    outcome = outcome_of(told)
    if outcome is None:
        if told["eventType"] in NOT_SENT:
            logger.error("Not sent", message_id=about["messageId"], event_type=told["eventType"])
            metrics.add_metric(name="MailsFailed", unit="Count", value=1)
        return
    if outcome.unwanted is not None:
        for address in outcome.addresses:
            _suppress(address, outcome.unwanted)
    message = records.get(records.message_key(about["messageId"]))
    if message is None:
        raise TooEarlyError(about["messageId"])
    _set_state(message, outcome.state)


def _suppress(address: str, reason: str) -> None:
    moment = now()
    item = {
        **records.address_key(address),
        "since": as_epoch(moment),
        "reason": reason,
        "expires_at": as_epoch(moment + number("VIDEO_DAYS") * DAY),
    }
    try:
        records.write(records.put(item, "attribute_not_exists(pk)"))
    except records.Refused:
        return
    logger.warning("Suppressed from now on", address=digest(address), reason=reason)
    metrics.add_metric(name="AddressesSuppressed", unit="Count", value=1)


def _set_state(message: records.Item, state: MailState) -> None:
    better_than = GOOD_SO_FAR[:1] if state is MailState.DELIVERED else GOOD_SO_FAR
    expected = {f"from{at}": one.value for at, one in enumerate(better_than)}
    try:
        records.write(
            records.update(
                records.video_key(message["video_id"]),
                "SET mail = :mail",
                # Of an earlier e-mail about the video nobody wants to know any more.
                f"mailed_generation = :generation AND mail IN ({', '.join(f':{name}' for name in expected)})",
                mail=state.value,
                generation=message["generation"],
                **expected,
            )
        )
    except records.Refused:
        logger.info("Nothing to change", video_id=message["video_id"], state=state.value)
