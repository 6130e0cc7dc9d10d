"""MailSignature: mail of a domain bears its signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(identity: Resource) -> tuple[str, ...]:
    return once(identity.get("DkimAttributes", "SigningEnabled") in (False, "false"))


RULE = Rule(
    name="MailSignature",
    text="Mail is not signed: nobody can tell it from a forgery",
    fix="leave DkimAttributes.SigningEnabled on",
    controls=controls("SC-8; SC-8(1); SI-7", soc2="CC6.7", gdpr="Art. 32(1)(b)"),
    types=("AWS::SES::EmailIdentity",),
    find=_find,
)
