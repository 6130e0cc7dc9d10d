"""What the engine leaves out of Map Runs, said of each state machine that has one: it is silent itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from cloud_constructs.local._assembly.template import construct_path

if TYPE_CHECKING:
    from cloud_constructs.local._assembly.template import Template

_LEFT_OUT: Final = {
    "ResultWriter": "writes no results (ResultWriter)",
    "ItemBatcher": "does not batch its items (ItemBatcher)",
    "ToleratedFailurePercentage": "tries all its items before too many failures end it",
    "ToleratedFailureCount": "tries all its items before too many failures end it",
}


def remarks_on(template: Template, stack: str) -> list[str]:
    """Return one sentence for each state machine of which the engine does not do everything."""
    remarks: list[str] = []
    for logical_id, resource in template["Resources"].items():
        if resource["Type"] != "AWS::StepFunctions::StateMachine":
            continue
        # The definition is a text within a text, joined from pieces.
        definition = json.dumps(resource.get("Properties", {})).replace("\\", "")
        left_out = dict.fromkeys(what for field, what in _LEFT_OUT.items() if f'"{field}"' in definition)
        if left_out:
            path = construct_path(stack, logical_id, resource)
            remarks.append(f"{path}: a Map Run {', '.join(left_out)}.")
    return remarks
