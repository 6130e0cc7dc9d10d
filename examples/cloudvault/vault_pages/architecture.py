"""The architecture: a picture of every part, what the stacks are for, and what each function touches."""

from collections.abc import Iterable, Iterator
from functools import cache
from inspect import getdoc

import aws_cdk as cdk

from cloud_constructs.diagram import Architecture, as_mermaid, as_svg
from vault_pages.app import STAGE, assembly, vault

INTRODUCTION = """\
# Architecture

Made by `python examples/cloudvault/pages.py` from the templates of production; a test compares. To draw the
app as it is at this moment: `cloud-constructs diagram cdk.out -o architecture.svg`.

![Every stack with its parts, and lines for who calls, reads and writes what](architecture.svg)"""

STACKS = """\
## The stacks

In the order of deployment. What one makes can be replaced while another uses it: references between stacks
are weak, so that none has to be taken down for the sake of another."""

BETWEEN = """\
## What goes on between them

A thin line calls or triggers, a thick one writes (or reads and writes), a dotted one reads."""

DATA_FLOW = """\
## Data flow

What starts each function, and what its role lets it do with the other parts of the picture."""

SECURITY = """\
## Security

Each function has a role of its own, whose every action is named. What is at rest is encrypted with keys that
are ours, what is in transit by TLS. [Controls](controls.md) has each rule that was judged,
what is waived and why, and what watches after deployment. [Cost](cost.md) has what all of it costs."""


def architecture_picture() -> str:
    """The parts of production, and who calls, reads and writes what."""
    return as_svg(_architecture())


def architecture_page() -> str:
    """The page that somebody new reads first."""
    parts = [
        *(INTRODUCTION, STACKS, _table(("", "stack", "region", "is for", "holds"), _stacks())),
        *(BETWEEN, f"```mermaid\n{as_mermaid(_architecture().by_stack())}```"),
        *(DATA_FLOW, _table(("function", "started by", "starts or tells", "reads", "writes"), _functions())),
        SECURITY,
    ]
    return "\n\n".join(parts) + "\n"


@cache
def _architecture() -> Architecture:
    return Architecture.of(assembly())


def _stacks() -> Iterator[tuple[str, ...]]:
    app = vault(STAGE).security.node.root
    is_for = {
        child.stack_name: (getdoc(type(child)) or "").partition("\n")[0]
        for child in app.node.children
        if isinstance(child, cdk.Stack)
    }
    for number, stack in enumerate(_architecture().by_stack().stacks, 1):
        yield str(number), stack.path, stack.region, is_for[stack.path], ", ".join(stack.rest)


def _functions() -> Iterator[tuple[str, ...]]:
    drawn = _architecture()
    name = {part.path: f"{part.name} ({part.kind.word})" for part in drawn.parts}
    for part in drawn.parts:
        if part.kind.word == "function":
            going = [flow for flow in drawn.flows if flow.source == part.path]
            yield (
                part.name,
                _listed(name[flow.source] for flow in drawn.flows if flow.target == part.path),
                *(
                    _listed(name[flow.target] for flow in going if verb in flow.verbs)
                    for verb in ("calls", "reads", "writes")
                ),
            )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
