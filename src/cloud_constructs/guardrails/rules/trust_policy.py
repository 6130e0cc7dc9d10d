"""TrustPolicy: a role says exactly who may assume it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from cloud_constructs.guardrails.rules._rule import Rule, controls
from cloud_constructs.guardrails.rules._statements import trust_statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource

_ACCOUNT: Final = re.compile(r"(?:^arn:[^:]*:(?:iam|sts)::)?(\d{12})(?::|$)")


def _find(role: Resource) -> Iterator[str]:
    for statement in trust_statements(role):
        for kind, who in statement.principals:
            anybody = who == "*" or (kind == "AWS" and who.endswith(":*"))
            if anybody or (not statement.condition_keys and _needs_a_condition(kind, who, role)):
                yield f"{kind}::{who}"


def _needs_a_condition(kind: str, who: str, role: Resource) -> bool:
    if kind == "Federated":
        # A SAML provider vouches for its users; anybody can get a token from a web identity provider.
        return ":saml-provider/" not in who and "<" not in who
    account = _ACCOUNT.search(who)
    return kind == "AWS" and bool(account) and account[1] != role.template.stack.account if account else False


RULE = Rule(
    name="TrustPolicy",
    text="A role can be assumed by anybody, or from outside of the account without a condition",
    fix="name the principal; for another account add sts:ExternalId or aws:PrincipalOrgID, for a web identity"
    " its subject",
    controls=controls("AC-2; AC-3; AC-6", hipaa="164.308(a)(3)(i)", pci="7.1.1; 8.1.1", soc2="CC6.1; CC6.2"),
    types=("AWS::IAM::Role",),
    find=_find,
)
