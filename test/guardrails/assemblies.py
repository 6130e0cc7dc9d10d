"""Cloud assemblies written by hand, for rules that read nothing but JSON."""

import json
from pathlib import Path
from typing import Any


def write_assembly(
    folder: Path,
    *templates: dict[str, Any],
    metadata: dict[str, Any] | None = None,
    account: str = "123456789012",
) -> Path:
    """Write templates as the stacks Stack0, Stack1 ... of an assembly; `metadata` belong to the first."""
    artifacts: dict[str, Any] = {}
    for number, template in enumerate(templates):
        name = f"Stack{number}"
        (folder / f"{name}.template.json").write_text(json.dumps(template))
        made = {f"/{name}": []} | (metadata or {} if number == 0 else {})
        (folder / f"{name}.metadata.json").write_text(json.dumps(made))
        artifacts[name] = {
            "type": "aws:cloudformation:stack",
            "environment": f"aws://{account}/eu-west-1",
            "properties": {"templateFile": f"{name}.template.json"},
            "additionalMetadataFile": f"{name}.metadata.json",
        }
    (folder / "manifest.json").write_text(json.dumps({"version": "55.0.0", "artifacts": artifacts}))
    return folder
