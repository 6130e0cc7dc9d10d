"""The stack beside a stack: for alarms on metrics that are in another region.

An alarm stands in the region of its metric, and what it calls in the region of the alarm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from aws_cdk import Environment, ReferenceStrength, Stack, Token

from cloud_constructs.core import StackError, stack_facts
from cloud_constructs.observability._actions import Actions, OpsItem, TopicReceiver

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constructs import Construct

    from cloud_constructs.core import Check
    from cloud_constructs.observability._actions import Receiver


@runtime_checkable
class Mobile(Protocol):
    """A receiver that can be there in another region, too: an `AlertTopic`."""

    def twin(self, scope: Construct, id: str) -> TopicReceiver:
        """Make the same receiver in another stack."""
        ...


def sibling_stack(scope: Construct, region: str) -> Stack:
    """Return the stack beside that of `scope` in another region; the first call makes it."""
    facts = stack_facts(scope)
    if not facts.region_is_known:
        raise StackError(
            scope,
            f"the stack names no region, and these metrics are in {region} alone",
            "give the stack an env=cdk.Environment(account=..., region=...)",
        )
    node = facts.stack.node
    id = f"{node.id}-{region}"
    parent = cast("Construct", node.scope)
    found = parent.node.try_find_child(id)
    if found is not None:
        return cast("Stack", found)
    return Stack(
        parent,
        id,
        env=Environment(account=facts.account, region=region),
        description=f"Alarms of {node.path} on metrics that are in {region} alone",
    )


def actions_in(stack: Stack, actions: Actions, check: Check) -> Actions:
    """Return the same receivers in another stack."""
    page = _twin(stack, actions.page, check)
    ticket = actions.ticket and _twin(stack, actions.ticket, check)
    info = actions.info and _twin(stack, actions.info, check)
    return Actions(page=page, ticket=ticket, info=info)


def _twin(stack: Stack, receiver: Receiver, check: Check) -> Receiver:
    if isinstance(receiver, OpsItem):
        return receiver
    check.require(
        isinstance(receiver, Mobile),
        f"an alarm in {stack.region} calls nobody in another region, such as this {type(receiver).__name__}",
        "notify an AlertTopic, which is made there as well, or watch from a stack in that region",
    )
    mobile = cast("Mobile", receiver)
    id = cast("Construct", receiver).node.path.replace("/", "-")
    found = stack.node.try_find_child(id)
    return cast("TopicReceiver", found) if found is not None else mobile.twin(stack, id)


def weakly(dimensions: Mapping[str, str]) -> dict[str, str]:
    """Return dimensions that another region can read without holding on to the stack that they come from."""
    return {
        name: Stack.consume_reference(value, ReferenceStrength.WEAK) if Token.is_unresolved(value) else value
        for name, value in dimensions.items()
    }
