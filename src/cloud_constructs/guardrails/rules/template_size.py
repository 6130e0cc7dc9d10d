"""TemplateSize: a stack stays so far below CloudFormation's limits that it can still grow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cloud_constructs.guardrails.rules._rule import Rule, controls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Template

# Nine tenths of the limits: 500 resources, 1 MB, 200 outputs and 200 parameters.
MOST_RESOURCES: Final = 450
MOST_BYTES: Final = 900_000
MOST_NAMES: Final = 180


def _find(template: Template) -> Iterator[str]:
    if len(template.resources) > MOST_RESOURCES:
        yield "Resources"
    if len(template.text.encode()) > MOST_BYTES:
        yield "bytes"
    yield from (key for key in ("Outputs", "Parameters") if len(template.body.get(key, {})) > MOST_NAMES)


RULE = Rule(
    name="TemplateSize",
    text="The template is close to a limit of CloudFormation",
    fix="split the stack",
    controls=controls("CM-2"),
    find_in_template=_find,
    severity="warning",
)
