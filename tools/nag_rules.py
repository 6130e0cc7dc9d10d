"""Write the table from cdk-nag's rules to their ids in each pack, read from the installed cdk-nag.

`uv run python tools/nag_rules.py` rewrites src/cloud_constructs/guardrails/_rules.json; a test fails when the
file differs from what the installed cdk-nag holds.
"""

from __future__ import annotations

import json
import re
import tarfile
from importlib.resources import files
from pathlib import Path

TARGET = Path(__file__).parents[1] / "src/cloud_constructs/guardrails/_rules.json"


def rules() -> dict[str, list[str]]:
    """Return each rule's qualified ids: `SQSQueueDLQ` -> `AwsSolutions::AwsSolutions-SQS3`."""
    table: dict[str, set[str]] = {}
    for source in _pack_sources():
        pack = _first(r"this\.packName = '([^']+)'", source)
        prefix = _first(r"this\.name = '([^']+)'", source).replace(" ", "-")
        for call in source.split("this.applyRule({")[1:]:
            rule = _first(r"rule: \w+\.(\w+),", call)
            override = re.search(r"ruleSuffixOverride: '([^']+)'", call.split("node: node")[0])
            table.setdefault(rule, set()).add(f"{prefix}::{pack}-{override[1] if override else rule}")
    return {rule: sorted(ids) for rule, ids in sorted(table.items())}


def _pack_sources() -> list[str]:
    """Return the source of every pack in the assembly that the wheel carries."""
    folder = Path(str(files("cdk_nag") / "_jsii"))
    with tarfile.open(next(folder.glob("cdk-nag*.tgz"))) as archive:
        packs = [name for name in archive.getnames() if re.fullmatch(r"package/lib/packs/[\w-]+\.js", name)]
        return [member.read().decode() for name in packs if (member := archive.extractfile(name))]


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise ValueError(f"cdk-nag's packs have changed their form: no {pattern}")
    return found[1]


if __name__ == "__main__":
    TARGET.write_text(json.dumps(rules(), indent=1) + "\n")
