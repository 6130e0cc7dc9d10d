"""The architecture: a picture of every part, what the stacks are for, and what goes on between them."""

from collections.abc import Iterator
from functools import cache
from inspect import getdoc

import aws_cdk as cdk

from apex_pages.app import assembly, share
from cloud_constructs.diagram import Architecture, as_mermaid, as_svg

INTRODUCTION = """\
# Architecture

Made by `python examples/apexshare/pages.py` from the templates of production; a test compares. To draw the
app as it is at this moment: `cloud-constructs diagram cdk.out -o architecture.svg`.

![Every stack with its parts, and lines for who calls, reads and writes what](architecture.svg)

## The stacks

In the order of deployment. References between stacks are weak: what one makes can be replaced while another
uses it."""

BETWEEN = """\
## What goes on between them

A thin line calls or triggers, a thick one writes (or reads and writes), a dotted one reads."""

FURTHER = """\
[Data](data.md) has what the table is asked, [monitoring](monitoring.md) who hears of what, [cost](cost.md)
what all of it costs, [controls](controls.md) each rule that was judged, and
[the runbook](runbooks/alarms.md) what to do when an alarm goes off."""


def architecture_picture() -> str:
    """The parts of production, and who calls, reads and writes what."""
    return as_svg(_architecture())


def architecture_page() -> str:
    """The page that somebody new reads first."""
    stacks = "\n".join(_stacks())
    between = f"```mermaid\n{as_mermaid(_architecture().by_stack())}```"
    return "\n\n".join([INTRODUCTION, stacks, BETWEEN, between, FURTHER]) + "\n"


@cache
def _architecture() -> Architecture:
    return Architecture.of(assembly())


def _stacks() -> Iterator[str]:
    app = share().security.node.root
    is_for = {
        child.stack_name: (getdoc(type(child)) or "").partition("\n")[0]
        for child in app.node.children
        if isinstance(child, cdk.Stack)
    }
    yield "| stack | region | is for |\n|---|---|---|"
    for stack in _architecture().by_stack().stacks:
        yield f"| {stack.path} | {stack.region} | {is_for[stack.path]} |"
