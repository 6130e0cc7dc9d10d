"""StackExports: few values tie stacks together, for an export in use can be neither changed nor removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Template

MOST: Final = 20


def _find(template: Template) -> tuple[str, ...]:
    outputs = template.body.get("Outputs", {}).values()
    return once(sum("Export" in output for output in outputs) > MOST)


RULE = Rule(
    name="StackExports",
    text=f"The stack exports more than {MOST} values",
    fix="put what changes together into one stack, or hand names over through SSM parameters",
    controls=controls("CM-2"),
    find_in_template=_find,
    severity="warning",
)
