"""Acknowledgements, made by rule and written in the form that leaves a trace in the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import jsii
from aws_cdk import Acknowledgment, Stack, Token, Validations
from constructs import IValidation

from cloud_constructs.core import ArgumentError, Waiver, call, make, stack_facts
from cloud_constructs.guardrails._packs import ids_of
from cloud_constructs.guardrails._values import flatten

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from constructs import Construct, IConstruct


def acknowledge(
    construct: Construct, rule: str, waiver: Waiver | str, *, finding: str | tuple[str, str] | None = None
) -> None:
    """Acknowledge a rule on a construct, in every pack that has the rule.

    Acknowledge on the narrowest construct: an acknowledgement covers everything below.

    Args:
        construct: Where the rule finds something that stays as it is.
        rule: The rule's name, such as `LambdaInsideVPC`, or that of a rule of ours, such as
            `TableRecovery`; not an id of a single pack.
        waiver: Why, in at least 20 characters; a `Waiver` adds a ticket and a last day.
        finding: For rules that tell their findings apart (`IAMNoWildcardPermissions`,
            `IAMNoManagedPolicies`, log exports): what stands in brackets, such as `Resource::*`. An ARN with
            tokens is written `("Resource", bucket.arn_for_objects("*"))`, and its text is computed at
            synthesis, when references to other stacks have their form.

    Raises:
        ArgumentError: No pack has a rule of that name.
        WaiverError: The reason is too short to be one.

    Example:
        ```python
        import aws_cdk as cdk
        from aws_cdk import aws_sqs as sqs
        from cloud_constructs import acknowledge

        stack = cdk.Stack(cdk.App(), "Shop")
        last = sqs.Queue(stack, "Last", enforce_ssl=True)
        acknowledge(last, "SQSRedrivePolicy", "A dead-letter queue is where redriving ends")
        ```
    """
    if isinstance(finding, tuple):
        if Token.is_unresolved(finding[1]):
            _acknowledgments(construct, rule, waiver, "")  # what is wrong with them is said at once
            _at_synthesis(_Waiting(construct, rule, waiver, *finding))
            return
        finding = "::".join(finding)
    suffix = "" if finding is None else f"[{finding}]"
    _file(construct, _acknowledgments(construct, rule, waiver, suffix))


def acknowledge_each(construct: Construct, waivers: Mapping[str, Waiver | str]) -> None:
    """Acknowledge several rules on one construct, in as many messages as one rule takes."""
    found = [_acknowledgments(construct, rule, waiver, "") for rule, waiver in waivers.items()]
    _file(construct, [acknowledgment for of_rule in found for acknowledgment in of_rule])


def _acknowledgments(
    construct: Construct, rule: str, waiver: Waiver | str, suffix: str
) -> list[Acknowledgment]:
    ids = ids_of(rule)
    if not ids:
        raise ArgumentError(
            construct,
            f"no rule pack has a rule named {rule!r}",
            "name the rule, such as LambdaInsideVPC, and not its id in one pack",
        )
    reason = (Waiver(reason=waiver) if isinstance(waiver, str) else waiver).text
    return [Acknowledgment(id=id + suffix, reason=reason) for id in ids]


def _file(construct: Construct, acknowledgments: Sequence[Acknowledgment]) -> None:
    if acknowledgments:
        call(make(Validations.of, construct).acknowledge, *acknowledgments)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An acknowledgement whose text has tokens."""

    construct: Construct
    rule: str
    waiver: Waiver | str
    kind: str
    value: str

    def resolved(self) -> list[Acknowledgment]:
        text = flatten(Stack.of(self.construct).resolve(self.value))
        return _acknowledgments(self.construct, self.rule, self.waiver, f"[{self.kind}::{text}]")


@jsii.implements(IValidation)
class _Filing:
    """Files what waits: CDK validates when references to other stacks are resolved, and not before."""

    def __init__(self) -> None:
        self.waiting: list[_Waiting] = []

    def validate(self) -> list[str]:
        """File what has waited, once, and find nothing wrong."""
        waiting, self.waiting = self.waiting, []
        for one in waiting:
            _file(one.construct, one.resolved())
        return []


def _at_synthesis(waiting: _Waiting) -> None:
    # Of the stack and not of the app: the stacks of a stage are synthesised before the app is validated.
    stack = stack_facts(waiting.construct).stack
    filing = _filings.get(stack)
    if filing is None:
        filing = _filings[stack] = _Filing()
        stack.node.add_validation(filing)
    filing.waiting.append(waiting)


def waiting_on(construct: IConstruct) -> dict[str, str]:
    """Return the reasons that will stand on a construct after synthesis, by qualified ids.

    What a reference to another stack will look like is not known yet.
    """
    return {
        made.id: made.reason
        for filing in _filings.values()
        for one in filing.waiting
        if one.construct is construct
        for made in one.resolved()
    }


_filings: WeakKeyDictionary[Stack, _Filing] = WeakKeyDictionary()
