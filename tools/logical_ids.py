"""Write the logical ids of what holds data, in each construct's defaults and in the examples.

`uv run python tools/logical_ids.py` rewrites test/contract/logical_ids.json. CloudFormation replaces a
resource whose logical id changes, and its data are gone: lines are added, never changed or removed.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from cloud_constructs.core import STATEFUL

ROOT = Path(__file__).parents[1]
FILE = ROOT / "test/contract/logical_ids.json"


def stateful(template: dict[str, Any]) -> dict[str, str]:
    """Return the logical ids of a template's resources that hold data, with their types."""
    found = {id: body["Type"] for id, body in template["Resources"].items() if body["Type"] in STATEFUL}
    return dict(sorted(found.items()))


def logical_ids() -> dict[str, dict[str, str]]:
    """Return the ids of every construct with its defaults, and of every example."""
    sys.path[:0] = [str(ROOT / "test"), str(ROOT / "examples/gopro_sync")]
    import aws_cdk as cdk
    from gopro_sync import GoProSync
    from harness import DEFAULTS, ENV, default_template, template_of

    ids = {name: stateful(default_template(name)) for name in DEFAULTS}
    ids["examples/gopro_sync"] = stateful(template_of(GoProSync(cdk.App(), "GoProSync", env=ENV)))
    return {name: found for name, found in ids.items() if found}


if __name__ == "__main__":
    FILE.write_text(json.dumps(logical_ids(), indent=1) + "\n")
