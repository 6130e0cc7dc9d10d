"""What constructs ask their stack, asked once per stack instead of once per construct."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from aws_cdk import Stack, Token

from cloud_constructs.core._batch import surroundings

if TYPE_CHECKING:
    from constructs import Construct


@dataclass(frozen=True, slots=True, eq=False)
class StackFacts:
    """A stack with its environment; each value may be a token."""

    stack: Stack
    account: str
    region: str
    partition: str
    region_is_known: bool
    """Whether the region is a name at synthesis, not something that only CloudFormation knows."""


_stacks: WeakKeyDictionary[Construct, Stack] = WeakKeyDictionary()
_facts: WeakKeyDictionary[Stack, StackFacts] = WeakKeyDictionary()


def stack_facts(scope: Construct) -> StackFacts:
    """Return the facts of the stack in which `scope` stands."""
    scope = surroundings(scope)
    stack = scope if isinstance(scope, Stack) else _stacks.get(scope)
    if stack is None:
        stack = _stacks[scope] = Stack.of(scope)
    facts = _facts.get(stack)
    if facts is None:
        region: str = stack.region
        known = not Token.is_unresolved(region)
        facts = _facts[stack] = StackFacts(stack, stack.account, region, stack.partition, known)
    return facts
