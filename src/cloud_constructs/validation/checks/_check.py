"""What a check is: a claim about a resource, and a function that says what contradicts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cloud_constructs.guardrails._assembly import Resource
    from cloud_constructs.validation._live import Live

REVERT: Final = "see who changed it, then: cdk deploy --revert-drift {stack}"
"""What was changed behind CloudFormation's back: a plain deployment of the same template changes nothing."""
DROPPED: Final = "an embedded AWS does not take it over from a template"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that must be true of a deployed resource.

    The template says what must be true; what it waives is not asked for here either.

    Args:
        claim: What must be true, of a subject that stands before it: "is enabled".
        types: The resource types that it is true of.
        find: What contradicts the claim.
        when: Whether the template asks for it.
        mend: How to put it right; `{id}` and `{stack}` stand for the resource and its stack.
        not_emulated: Why only AWS itself can tell, when only AWS can.
    """

    claim: str
    types: tuple[str, ...]
    find: Callable[[Live], Iterable[str]]
    when: Callable[[Resource], object] = lambda _: True
    mend: str = REVERT
    not_emulated: str = ""


def has(*keys: str) -> Callable[[Resource], object]:
    """Return whether a template says something, and something else than no."""
    return lambda resource: resource.get(*keys)


def compare(what: str, found: object, wanted: object) -> Iterator[str]:
    """Yield how what is found differs from what the template says."""
    if found != wanted:
        yield f"{what} is {found}, and should be {wanted}"
