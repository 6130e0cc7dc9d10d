"""What a picture shows: stacks in the order of deployment, their parts, and what flows between them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from cloud_constructs.core import ArgumentError
from cloud_constructs.diagram._flows import Verb, flows_between
from cloud_constructs.diagram._kinds import COUNTED, DRAWN, KEY, SCHEDULE, Kind, counted
from cloud_constructs.diagram._minor import minor_parts
from cloud_constructs.guardrails import Assembly

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from cloud_constructs.guardrails._assembly import Resource, Template


@dataclass(frozen=True, slots=True)
class Part:
    """A resource that has a box of its own.

    Args:
        path: The path of the construct that made it.
        stack: The path of its stack.
        name: Its path in the stack, without what CDK adds.
        kind: What it is.
        note: What it is in words; of a schedule, when it goes off.
    """

    path: str
    stack: str
    name: str
    kind: Kind
    note: str


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack, and in words what of it has no box."""

    path: str
    region: str
    rest: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """What one part, or one stack, does with another; between stacks, so many flows of their parts."""

    source: str
    target: str
    verbs: frozenset[Verb]
    count: int = 1


@dataclass(frozen=True, slots=True)
class Architecture:
    """The parts of an app, and who calls, reads and writes what.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs.diagram import Architecture, as_svg

        app = cdk.App()
        cdk.Stack(app, "Shop")
        picture = as_svg(Architecture.of(app.synth().directory))
        ```
    """

    stacks: tuple[Stack, ...]
    parts: tuple[Part, ...]
    flows: tuple[Flow, ...]

    @classmethod
    def of(cls, assembly: str | Path, *, stacks: Collection[str] = (), everything: bool = False) -> Self:
        """Read an architecture from a cloud assembly.

        Args:
            assembly: The folder that `cdk synth` wrote.
            stacks: The stacks to show; all when none is named.
            everything: Whether keys, log buckets and the queues of what failed have boxes as well.

        Raises:
            ArgumentError: The folder is no cloud assembly, or it has no stack of that name.
        """
        read = Assembly(assembly)
        minor: set[Resource] = set() if everything else minor_parts(read)
        drawn = DRAWN | dict([KEY]) if everything else DRAWN
        templates = _chosen(read, stacks)
        shown = {
            resource: _part(resource, drawn[resource.type])
            for template in templates
            for resource in template.resources.values()
            if resource.type in drawn and resource not in minor
        }
        flows = flows_between(read, shown)
        return cls(
            tuple(_stacks(templates, shown, minor)),
            tuple(shown.values()),
            tuple(Flow(shown[a].path, shown[b].path, verbs) for (a, b), verbs in flows.items()),
        )

    def by_stack(self) -> Self:
        """Return the same with nothing but stacks in it: all that flows between two of them is one flow."""
        stack_of = {part.path: part.stack for part in self.parts}
        merged: dict[tuple[str, str], list[frozenset[Verb]]] = {}
        for flow in self.flows:
            ends = stack_of[flow.source], stack_of[flow.target]
            if ends[0] != ends[1]:
                merged.setdefault(ends, []).append(flow.verbs)
        held = {stack.path: Counter[str]() for stack in self.stacks}
        for part in self.parts:
            held[part.stack][part.kind.word] += 1
        stacks = tuple(
            Stack(stack.path, stack.region, (*_in_words(held[stack.path]), *stack.rest))
            for stack in self.stacks
        )
        flows = (Flow(*ends, frozenset[Verb]().union(*verbs), len(verbs)) for ends, verbs in merged.items())
        return type(self)(stacks, (), tuple(flows))


def _chosen(assembly: Assembly, stacks: Collection[str]) -> list[Template]:
    """Return the templates of some stacks and of those that are nested in them."""
    known = {template.stack.path for template in assembly.templates}
    if unknown := sorted(set(stacks) - known):
        raise ArgumentError(
            str(assembly.folder),
            f"it has no stack {', '.join(unknown)}",
            f"choose from {', '.join(sorted(known))}",
        )
    return [template for template in assembly.templates if not stacks or template.stack.path in stacks]


def _part(resource: Resource, kind: Kind) -> Part:
    stack = resource.template.stack.path
    steps = resource.path.removeprefix(f"{stack}/").split("/")
    while len(steps) > 1 and steps[-1] in {"Resource", "Default"}:
        steps.pop()
    note = kind.word
    if isinstance(rhythm := resource.get("ScheduleExpression"), str):
        kind, note = SCHEDULE, rhythm
    elif len(replicas := resource.entries("Replicas")) > 1:
        note = f"{kind.word} in {counted('region', len(replicas))}"
    return Part(resource.path, stack, "/".join(steps), kind, note)


def _stacks(
    templates: Iterable[Template], shown: Mapping[Resource, Part], minor: Collection[Resource]
) -> Iterable[Stack]:
    rest: dict[str, tuple[str, Counter[str]]] = {}
    for template in templates:
        _, words = rest.setdefault(template.stack.path, (template.stack.region, Counter()))
        for resource in template.resources.values():
            if resource in minor and resource.type != "AWS::Lambda::Function":
                words[
                    f"{'failure' if resource.type.endswith('Queue') else 'log'} {DRAWN[resource.type].word}"
                ] += 1
            elif resource.type in COUNTED and resource not in shown:
                words[COUNTED[resource.type]] += 1
    for path, (region, words) in rest.items():
        yield Stack(path, region, tuple(_in_words(words)))


def _in_words(words: Counter[str]) -> Iterable[str]:
    return (counted(word, number) for word, number in words.items())
