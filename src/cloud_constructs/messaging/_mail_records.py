"""The DNS records by which others know that a domain's mail is its own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_TTL: Final = "1800"


class DmarcPolicy(StrEnum):
    """What others shall do with mail that says it is from a domain, and is not."""

    NONE = "none"
    """Deliver it all the same."""
    QUARANTINE = "quarantine"
    """Put it where spam is."""
    REJECT = "reject"
    """Refuse it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRecord:
    """One record of a domain.

    Args:
        name: Its name.
        type: Its type, such as `CNAME`.
        value: Its value.
    """

    name: str
    type: str
    value: str


def records_of_mail(
    domain: str,
    mail_from: str,
    region: str,
    dkim: Sequence[tuple[str, str]],
    dmarc: DmarcPolicy | None,
) -> list[MailRecord]:
    """Return DKIM's records, those of the MAIL FROM domain, and DMARC's.

    https://docs.aws.amazon.com/ses/latest/dg/mail-from.html
    """
    records = [MailRecord(name=name, type="CNAME", value=value) for name, value in dkim]
    records.append(MailRecord(name=mail_from, type="MX", value=f"10 feedback-smtp.{region}.amazonses.com"))
    records.append(MailRecord(name=mail_from, type="TXT", value='"v=spf1 include:amazonses.com ~all"'))
    if dmarc is not None:
        records.append(MailRecord(name=f"_dmarc.{domain}", type="TXT", value=f'"v=DMARC1; p={dmarc.value}"'))
    return records


def record_sets(records: Sequence[MailRecord]) -> list[dict[str, object]]:
    """Return the records as Route 53 takes them."""
    return [
        {"name": one.name, "type": one.type, "ttl": _TTL, "resourceRecords": [one.value]} for one in records
    ]
