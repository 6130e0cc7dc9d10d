"""MacieSession: Macie looks, and tells what it finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(session: Resource) -> tuple[str, ...]:
    return once(session.get("Status") == "PAUSED")


RULE = Rule(
    name="MacieSession",
    text="Macie is paused: nobody looks for personal data in buckets",
    fix="set Status to ENABLED",
    controls=controls("CA-7; RA-5; SI-4", hipaa="164.308(a)(1)(ii)(D)", soc2="CC7.1", gdpr="Art. 32(1)(d)"),
    types=("AWS::Macie::Session",),
    find=_find,
)
