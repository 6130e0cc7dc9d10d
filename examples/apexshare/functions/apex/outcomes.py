"""What an event of SES says of an e-mail."""

from typing import Any, NamedTuple

from apex.states import MailState

Json = dict[str, Any]

# What SES calls a bounce without having asked the address: it is on a list already.
LISTED = ("Suppressed", "OnAccountSuppressionList")


class Outcome(NamedTuple):
    """What an event says."""

    state: MailState
    unwanted: str | None = None
    """Why the addresses get no more e-mail; `None` if they do."""
    addresses: tuple[str, ...] = ()


def outcome_of(told: Json) -> Outcome | None:
    """Return what an event says became of an e-mail; `None` if nothing has yet, or it was not sent."""
    match told:
        case {"eventType": "Delivery"}:
            return Outcome(MailState.DELIVERED)
        case {"eventType": "Bounce", "bounce": {"bounceSubType": kind, "bouncedRecipients": bounced}} if (
            kind in LISTED
        ):
            return Outcome(MailState.SUPPRESSED, "BOUNCE", _addresses(bounced))
        case {"eventType": "Bounce", "bounce": {"bounceType": "Permanent", "bouncedRecipients": bounced}}:
            return Outcome(MailState.BOUNCED, "BOUNCE", _addresses(bounced))
        case {"eventType": "Bounce"}:
            # A full mailbox may have room tomorrow.
            return Outcome(MailState.BOUNCED)
        case {"eventType": "Complaint", "complaint": {"complainedRecipients": complained}}:
            return Outcome(MailState.COMPLAINED, "COMPLAINT", _addresses(complained))
        case _:
            return None


def _addresses(recipients: list[Json]) -> tuple[str, ...]:
    return tuple(recipient["emailAddress"] for recipient in recipients)
