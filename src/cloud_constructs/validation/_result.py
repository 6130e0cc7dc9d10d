"""What a check says: it is so, it is not, or nobody could tell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """The three things that a check can say."""

    OK = "OK"
    FAILED = "FAILED"
    NOT_CHECKED = "NOT CHECKED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one check says of one resource, or of a stack.

    Args:
        stack: The name of the stack.
        path: The construct that made the resource.
        type: The resource's CloudFormation type.
        id: Its physical id; a stack or an account is named by its path alone.
        claim: What must be true of it.
        verdict: Whether it is.
        why: What is wrong, or why nobody could tell.
        mend: How to put it right.
    """

    stack: str
    path: str
    type: str
    id: str = ""
    claim: str
    verdict: Verdict
    why: str = ""
    mend: str = ""
