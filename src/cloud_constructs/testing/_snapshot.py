"""Snapshots of templates that a reviewer can read: what changes with every build is left out."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

if TYPE_CHECKING:
    from syrupy.types import PropertyFilter, PropertyMatcher, SerializableData, SerializedData

_HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
# What CDK adds to every stack, by the section of the template.
_BOOTSTRAP = {
    "Parameters": {"BootstrapVersion"},
    "Rules": {"CheckBootstrapVersion"},
    "Resources": {"CDKMetadata"},
    "Conditions": {"CDKMetadataAvailable"},
}


class TemplateSnapshot(SingleFileSnapshotExtension):
    """One JSON file for each template: asset hashes numbered, bootstrap noise dropped, logical ids kept."""

    _write_mode = WriteMode.TEXT
    file_extension = "json"

    def serialize(
        self,
        data: SerializableData,
        *,
        exclude: PropertyFilter | None = None,  # noqa: ARG002
        include: PropertyFilter | None = None,  # noqa: ARG002
        matcher: PropertyMatcher | None = None,  # noqa: ARG002
    ) -> SerializedData:
        """Return a template, or templates by their stacks, as text."""
        return readable(data)


def readable(template: dict[str, Any]) -> str:
    """Return a template, or templates by their stacks, as JSON without what changes with every build."""
    text = json.dumps(_without_noise(template), indent=2, sort_keys=True)
    numbers: dict[str, int] = {}
    return _HASH.sub(lambda found: f"<asset {numbers.setdefault(found[0], len(numbers) + 1)}>", text) + "\n"


def _without_noise(template: dict[str, Any]) -> dict[str, Any]:
    if "Resources" not in template:
        return {stack: _without_noise(body) for stack, body in template.items()}
    kept: dict[str, Any] = {}
    for section, content in template.items():
        noise = _BOOTSTRAP.get(section)
        left = content if noise is None else {id: body for id, body in content.items() if id not in noise}
        if left:
            kept[section] = left
    kept["Resources"] = {id: _without_build_metadata(body) for id, body in kept.get("Resources", {}).items()}
    return kept


def _without_build_metadata(resource: dict[str, Any]) -> dict[str, Any]:
    """Drop what the CDK CLI adds, so that a snapshot is the same with and without it."""
    metadata = cast("dict[str, Any]", resource.get("Metadata", {}))
    kept = {key: value for key, value in metadata.items() if not key.startswith(("aws:cdk:", "aws:asset:"))}
    return {**{key: value for key, value in resource.items() if key != "Metadata"}, **_if_any(kept)}


def _if_any(metadata: dict[str, Any]) -> dict[str, Any]:
    return {"Metadata": metadata} if metadata else {}
