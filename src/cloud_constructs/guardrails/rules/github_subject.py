"""GithubSubject: a role for GitHub's workflows names the repository and what in it may assume the role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.guardrails._values import UNKNOWN, flatten, is_list, is_object, value_at
from cloud_constructs.guardrails.rules._rule import Rule, controls
from cloud_constructs.guardrails.rules._statements import trust_statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource
    from cloud_constructs.guardrails.rules._statements import Statement

_ISSUER: Final = "token.actions.githubusercontent.com"
_SUBJECT: Final = f"{_ISSUER}:sub"


def _find(role: Resource) -> Iterator[str]:
    for statement in trust_statements(role):
        if not _of_github(statement):
            continue
        conditions = value_at(statement.body, "Condition")
        subjects = list(_subjects(conditions))
        if not subjects and conditions is not UNKNOWN:
            # An audience alone is the same for every repository of GitHub.
            yield "anybody"
        yield from (subject for operator, subject in subjects if _is_wide(operator, subject))


def _of_github(statement: Statement) -> bool:
    federated = [who for kind, who in statement.principals if kind == "Federated"]
    named = any(_ISSUER in who for who in federated)
    return named or (bool(federated) and any(key.startswith(_ISSUER) for key in statement.condition_keys))


def _subjects(conditions: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield the subjects that are let in, each with how it is compared."""
    for operator, test in conditions.items() if is_object(conditions) else ():
        for key, values in test.items() if is_object(test) else ():
            if key.lower() == _SUBJECT:
                for value in values if is_list(values) else [values]:
                    yield operator, flatten(value)


def _is_wide(operator: str, subject: str) -> bool:
    compares = operator.rpartition(":")[2].lower().removesuffix("ifexists")
    # Elsewhere a star is a star.
    wildcard = compares == "stringlike" and ("*" in subject or "?" in subject)
    return (
        wildcard or not compares.startswith(("stringequals", "stringlike")) or operator.endswith("IfExists")
    )


RULE = Rule(
    name="GithubSubject",
    text="Workflows of other repositories, branches or environments can assume the role",
    fix="compare token.actions.githubusercontent.com:sub by StringEquals with the subjects that are meant",
    controls=controls("AC-3; AC-6; IA-2", hipaa="164.308(a)(3)(i)", pci="7.1.1; 8.1.1", soc2="CC6.1; CC6.2"),
    types=("AWS::IAM::Role",),
    find=_find,
)
