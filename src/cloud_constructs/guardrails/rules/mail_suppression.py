"""MailSuppression: nobody is written to again who does not exist or has complained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails._values import UNKNOWN, is_list
from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(configuration_set: Resource) -> tuple[str, ...]:
    # Left out, it is the account that decides, and nobody sees here what.
    reasons = configuration_set.get("SuppressionOptions", "SuppressedReasons")
    missing = is_list(reasons) and UNKNOWN not in reasons and not {"BOUNCE", "COMPLAINT"} <= set(reasons)
    return once(reasons is None or missing)


RULE = Rule(
    name="MailSuppression",
    text="Mail goes on to those who do not exist or have complained, until SES pauses the account",
    fix="set SuppressionOptions.SuppressedReasons to BOUNCE and COMPLAINT",
    controls=controls("SI-8", soc2="CC7.2"),
    types=("AWS::SES::ConfigurationSet",),
    find=_find,
)
