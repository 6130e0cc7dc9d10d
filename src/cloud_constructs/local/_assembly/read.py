"""Reads a cloud assembly: its stacks in the order of deployment, and their assets."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, cast

from cloud_constructs.local._assembly.template import unresolved
from cloud_constructs.local._errors import LocalError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_REMEDY = "Synthesise the app again: the cloud assembly is incomplete."


@dataclass(frozen=True, slots=True)
class Asset:
    """A file or folder that the stack finds in the bootstrap bucket, under a key that names its content."""

    source: Path
    is_folder: bool
    bucket: str
    key: str


@dataclass(frozen=True, slots=True)
class Stack:
    """One stack as the assembly describes it; no account or region if it is environment-agnostic."""

    name: str
    template_file: Path
    account: str | None
    region: str | None
    assets: dict[str, Asset]
    images: list[str]
    parameters: dict[str, str] = field(default_factory=dict[str, str])
    tags: dict[str, str] = field(default_factory=dict[str, str])
    version_parameter: str | None = None

    def template(self) -> dict[str, Any]:
        """Read the stack's template."""
        return read_template(self.template_file)


def read_object(path: Path, hint: str = "") -> dict[str, Any]:
    """Read a file, or say what is wrong with it and, in `hint`, what to do."""
    try:
        content = json.loads(path.read_text())
    except FileNotFoundError:
        raise LocalError(f"{path} is missing.", hint) from None
    except ValueError as error:
        raise LocalError(f"{path} is not valid JSON: {error}", hint) from error
    if not isinstance(content, dict):
        raise LocalError(f"{path} must hold a JSON object.", hint)
    return cast("dict[str, Any]", content)


def read_assembly(folder: Path) -> list[Stack]:
    """Read every stack of the assembly and of the assemblies in it (stages), dependencies first."""
    stacks = list(_stacks(folder))
    if not stacks:
        raise LocalError(f"There is no stack in the cloud assembly {folder}.", "Does the app define any?")
    return stacks


def home_of(stacks: list[Stack], account: str, region: str) -> tuple[str, str]:
    """Return the account and region of the app: those of most of its stacks."""
    homes = Counter((stack.account or account, stack.region or region) for stack in stacks)
    return homes.most_common(1)[0][0]


def read_template(path: Path) -> dict[str, Any]:
    """Read a template, which must be a JSON object with resources."""
    template = read_object(path, _REMEDY)
    match template.get("Resources"):
        case {**resources} if resources and all("Type" in one for one in resources.values()):
            pass
        case _:
            raise LocalError(f"The template {path} has no resources, or one without a type.", _REMEDY)
    if missing := unresolved(template):
        raise LocalError(
            f"The template {path} refers to what it does not have: {', '.join(sorted(missing))}.",
            "Does an override, or an import of another template, name a logical id that is gone?",
        )
    return template


def _stacks(folder: Path) -> Iterator[Stack]:
    artifacts: dict[str, Any] = read_object(folder / "manifest.json", _REMEDY).get("artifacts", {})
    order = TopologicalSorter(
        {name: [d for d in one.get("dependencies", []) if d in artifacts] for name, one in artifacts.items()}
    )
    try:
        names = list(order.static_order())
    except CycleError as error:
        raise LocalError(
            f"The artifacts of {folder} depend on each other in a circle: {error.args[1]}", _REMEDY
        ) from error
    for name in names:
        artifact = artifacts[name]
        if artifact["type"] == "cdk:cloud-assembly":
            yield from _stacks(folder / artifact["properties"]["directoryName"])
        elif artifact["type"] == "aws:cloudformation:stack":
            yield _stack(folder, name, artifact)


def _stack(folder: Path, name: str, artifact: dict[str, Any]) -> Stack:
    properties = artifact.get("properties", {})
    _, _, account, region = artifact["environment"].split("/")
    template_file = folder / properties["templateFile"]
    manifest = folder / f"{name}.assets.json"
    described = read_object(manifest, _REMEDY) if manifest.is_file() else {}
    stack = Stack(
        name=properties.get("stackName", name),
        template_file=template_file,
        account=None if account == "unknown-account" else account,
        region=None if region == "unknown-region" else region,
        assets={asset.key: asset for asset in _assets(folder, described)},
        images=list(described.get("dockerImages", {})),
        parameters=properties.get("parameters", {}),
        tags=properties.get("tags", {}),
        version_parameter=properties.get("bootstrapStackVersionSsmParameter"),
    )
    # Before any engine starts: a broken assembly must be told at once.
    stack.template()
    return stack


def _assets(folder: Path, described: dict[str, Any]) -> Iterator[Asset]:
    for file in described.get("files", {}).values():
        path = file["source"].get("path")
        if path is None:
            continue  # packaged by a command of its own; nothing that CDK's own constructs do
        source = folder / path
        if not source.exists():
            raise LocalError(f"The asset {source} is missing.", _REMEDY)
        for destination in file["destinations"].values():
            yield Asset(
                source,
                file["source"]["packaging"] == "zip",
                destination["bucketName"],
                destination["objectKey"],
            )
