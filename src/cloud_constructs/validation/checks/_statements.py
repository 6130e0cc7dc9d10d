"""Whether a live policy allows and denies what its template says, and no more."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.guardrails._values import entries, is_intrinsic, is_list, is_object
from cloud_constructs.validation._aws import UnansweredError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Statements that AWS writes into the policies of others' buckets when logs begin to flow.
_BY_AWS: Final = "AWSLogDelivery"


def differences(live: Iterable[Any], wanted: Iterable[Any]) -> Iterator[str]:
    """Yield the statements that are in one of two sets of policies and not in the other.

    What CloudFormation fills in, names of resources and principals, is not compared.
    """
    found, asked = _statements(live), _statements(wanted)
    yield from (f"its policy also says: {text}" for text in found - asked)
    yield from (f"its policy no longer says: {text}" for text in asked - found)


def _statements(documents: Iterable[Any]) -> Counter[str]:
    return Counter(
        _written(statement)
        for document in documents
        for statement in _listed(document)
        if not str(statement.get("Sid", "")).startswith(_BY_AWS)
    )


def _listed(document: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    # An object that is a function of CloudFormation, such as Fn::If, is no statement, and neither is a text.
    statements = document if is_intrinsic(document) else document.get("Statement", [])
    for statement in statements if is_list(statements) else [statements]:
        if is_intrinsic(statement) or not is_object(statement):
            raise UnansweredError("CloudFormation alone decides which statements its policy has")
        yield statement


def _written(statement: dict[str, Any]) -> str:
    words = [str(statement.get("Effect"))]
    for key in ("Action", "NotAction"):
        if key in statement:
            words += ["all but" if key == "NotAction" else "", _actions(statement[key])]
    if _is_everybody(statement.get("Principal")):
        words.append("to everybody")
    if "NotPrincipal" in statement:
        words.append("to all but some")
    if "*" in entries(statement.get("Resource")):
        words.append("on everything")
    conditions = {key for asked in statement.get("Condition", {}).values() for key in asked}
    if conditions:
        words.append(f"if {' and '.join(sorted(conditions))}")
    return " ".join(filter(None, words))


def _actions(value: Any) -> str:  # noqa: ANN401
    # Services write the names of actions in letters of their own.
    return ", ".join(sorted({str(action).lower() for action in entries(value)}))


def _is_everybody(principal: Any) -> bool:  # noqa: ANN401
    return principal == "*" or (is_object(principal) and "*" in entries(principal.get("AWS")))
