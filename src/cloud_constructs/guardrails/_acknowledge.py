"""Acknowledgements, made by rule and written in the form that leaves a trace in the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import Acknowledgment, Stack, Validations

from cloud_constructs.core import ArgumentError, Waiver, call, make
from cloud_constructs.guardrails._packs import ids_of
from cloud_constructs.guardrails._values import flatten

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from constructs import Construct


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
            tokens is written `("Resource", bucket.arn_for_objects("*"))`, and its text is computed.

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
    suffix = "" if finding is None else f"[{_finding_text(construct, finding)}]"
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


def _finding_text(construct: Construct, finding: str | tuple[str, str]) -> str:
    if isinstance(finding, tuple):
        kind, value = finding
        return f"{kind}::{flatten(Stack.of(construct).resolve(value))}"
    return finding
