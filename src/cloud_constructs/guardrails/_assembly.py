"""A cloud assembly's templates, read only: what is deployed, and from which construct each resource comes.

Pure JSON: nothing here asks jsii, and nothing reads the validation report that lies in the folder.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.core import ArgumentError
from cloud_constructs.guardrails._values import entries, references, value_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LOGICAL_ID: Final = "aws:cdk:logicalId"
_NESTED: Final = ".nested.template.json"
_READER: Final = "Custom::CrossRegionExportReader"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an app decides about the rules.

    Args:
        keeps_data: Whether stateful resources have to outlive their stack.
        mandatory_tags: The tags that every taggable resource carries.
        today: The day against which ends of life are measured.
    """

    keeps_data: bool = True
    mandatory_tags: tuple[str, ...] = ()
    today: date = field(default_factory=date.today)


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """One resource of a template."""

    template: Template
    id: str
    body: dict[str, Any]

    @property
    def type(self) -> str:
        """The resource's CloudFormation type."""
        return self.body["Type"]

    @property
    def properties(self) -> dict[str, Any]:
        """The resource's properties, as they stand in the template."""
        return self.body.get("Properties") or {}

    @property
    def path(self) -> str:
        """The path of the construct that made the resource."""
        return self.template.path_of(self.id)

    @property
    def settings(self) -> Settings:
        """What the app decides about the rules."""
        return self.template.assembly.settings

    @property
    def is_retained(self) -> bool:
        """Whether it outlives its stack."""
        return str(self.body.get("DeletionPolicy", "")).startswith("Retain")

    def get(self, *keys: str) -> Any:  # noqa: ANN401
        """Return a property: `None` when it is absent, `UNKNOWN` when only CloudFormation knows."""
        return value_at(self.properties, *keys)

    def entries(self, *keys: str) -> list[Any]:
        """Return the known entries of a property that is a list."""
        return entries(self.get(*keys))

    def refers_to(self, *keys: str) -> set[Resource]:
        """Return the resources that a property refers to, in this stack or another."""
        value: Any = self.properties
        for key in keys:
            value = value.get(key) or {}
        return set(self.template.resolve(value))


@dataclass(frozen=True, slots=True)
class Stack:
    """What a template belongs to, and where that is deployed; `unknown-region` where it is left open."""

    path: str
    name: str
    account: str
    region: str


class Template:
    """One template of an assembly: that of a stack or of a nested stack."""

    def __init__(
        self, assembly: Assembly, file: Path, path: str, paths: Mapping[str, str], stack: Stack
    ) -> None:
        self.assembly = assembly
        self.file = file
        self.path = path
        self.stack = stack
        self.text = file.read_text()
        self.body: dict[str, Any] = json.loads(self.text)
        self._paths = paths

    @cached_property
    def resources(self) -> dict[str, Resource]:
        """The resources by their logical ids."""
        return {id: Resource(self, id, body) for id, body in self.body.get("Resources", {}).items()}

    def path_of(self, logical_id: str) -> str:
        """Return the construct path of a resource; where nobody recorded it, the logical id stands in."""
        return self._paths.get(logical_id, f"{self.path}/{logical_id}")

    def of_type(self, *types: str) -> Iterator[Resource]:
        """Yield the resources of some types."""
        yield from (resource for resource in self.resources.values() if resource.type in types)

    def resolve(self, value: Any) -> Iterator[Resource]:  # noqa: ANN401
        """Yield the resources that a value refers to, through exports and nested stacks as well."""
        for name, attribute in references(value):
            if attribute == "Fn::ImportValue":
                yield from self.assembly.resolve_export(name)
            elif attribute == "Fn::GetStackOutput":
                yield from self.assembly.resolve_output(*name.split("/"))
            elif name in self.resources:
                yield self.resources[name]
                yield from self._resolve_output(self.resources[name], attribute)
            elif self.embedding:
                yield from self.embedding.template.resolve(
                    self.embedding.properties.get("Parameters", {}).get(name)
                )

    @cached_property
    def embedding(self) -> Resource | None:
        """The resource that embeds this template, when the template is a nested stack's."""
        id = self.path.rpartition("/")[2]
        wanted = f"{self.path}.NestedStack/{id}.NestedStackResource"
        stacks = (r for t in self.assembly.templates for r in t.of_type("AWS::CloudFormation::Stack"))
        return next((stack for stack in stacks if stack.path == wanted), None)

    def _resolve_output(self, stack: Resource, attribute: str) -> Iterator[Resource]:
        if stack.type == _READER:
            yield from self.assembly.resolve_written(attribute)
        name = attribute.removeprefix("Outputs.")
        if name != attribute:
            for template in self.assembly.templates:
                if template.embedding is stack:
                    yield from template.resolve(template.body.get("Outputs", {}).get(name, {}).get("Value"))


class Assembly:
    """The templates of a cloud assembly and of those nested in it, as the manifests name them.

    Raises:
        ArgumentError: The folder is no cloud assembly, or one of its files is missing or broken.
    """

    def __init__(self, folder: str | Path, settings: Settings | None = None) -> None:
        self.folder = Path(folder)
        self.settings = settings or Settings()
        self.acknowledged: dict[str, list[dict[str, Any]]] = {}
        """What the constructs below the stacks have recorded, by their paths."""
        try:
            self.templates = list(self._stacks(self.folder))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ArgumentError(
                str(folder),
                f"this is no readable cloud assembly: {error}",
                "name the folder that cdk synth wrote",
            ) from error

    def resources(self) -> Iterator[Resource]:
        """Yield every resource of every template."""
        for template in self.templates:
            yield from template.resources.values()

    def of_type(self, *types: str) -> Iterator[Resource]:
        """Yield the resources of some types in every template."""
        for template in self.templates:
            yield from template.of_type(*types)

    def resolve_export(self, name: str) -> Iterator[Resource]:
        """Yield the resources behind an exported value."""
        for template in self.templates:
            for output in template.body.get("Outputs", {}).values():
                if output.get("Export", {}).get("Name") == name:
                    yield from template.resolve(output["Value"])

    def resolve_output(self, stack: str, name: str) -> Iterator[Resource]:
        """Yield the resources behind an output of a stack, which another reads at its deployment."""
        for template in self.templates:
            if template.stack.name == stack:
                yield from template.resolve(template.body.get("Outputs", {}).get(name, {}).get("Value"))

    def resolve_written(self, name: str) -> Iterator[Resource]:
        """Yield the resources behind a value that CDK carries to another region."""
        for writer in self.of_type("Custom::CrossRegionExportWriter"):
            yield from writer.template.resolve(writer.properties["WriterProps"]["exports"].get(name))

    def _stacks(self, folder: Path) -> Iterator[Template]:
        artifacts = json.loads((folder / "manifest.json").read_text())["artifacts"]
        for id in _in_order_of_deployment(artifacts):
            artifact = artifacts[id]
            if artifact["type"] == "cdk:cloud-assembly":
                yield from self._stacks(folder / artifact["properties"]["directoryName"])
            elif artifact["type"] == "aws:cloudformation:stack":
                yield from self._templates(folder, id, artifact)

    def _templates(self, folder: Path, id: str, artifact: dict[str, Any]) -> Iterator[Template]:
        metadata = self._metadata(folder, artifact)
        self.acknowledged |= metadata
        nested = [path for path in map(_embedded_stack, metadata) if path]
        paths: dict[str, dict[str, str]] = {}
        for path, made in metadata.items():
            holder = max((n for n in nested if path.startswith(f"{n}/")), key=len, default="")
            for entry in made:
                if entry["type"] == _LOGICAL_ID:
                    paths.setdefault(holder, {})[entry["data"]] = path
        account, _, region = str(artifact.get("environment", "")).removeprefix("aws://").partition("/")
        own: str = artifact.get("displayName", id)
        stack = Stack(own, artifact["properties"].get("stackName", id), account, region)
        file = folder / artifact["properties"]["templateFile"]
        yield Template(self, file, own, paths.get("", {}), stack)
        files = {_hash(path): path for path in nested}
        for asset in self._nested_files(folder, artifact):
            path = files.get(asset.name.removesuffix(_NESTED)[-8:], f"{own}/{asset.name}")
            yield Template(self, asset, path, paths.get(path, {}), stack)

    @staticmethod
    def _metadata(folder: Path, artifact: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
        file = artifact.get("additionalMetadataFile")
        found = json.loads((folder / file).read_text()) if file else artifact.get("metadata", {})
        return {path.lstrip("/"): made for path, made in found.items()}

    @staticmethod
    def _nested_files(folder: Path, artifact: dict[str, Any]) -> Iterator[Path]:
        """Yield the templates that a stack uploads for its nested stacks."""
        for dependency in artifact.get("dependencies", []):
            manifest = folder / f"{dependency}.json"
            if manifest.is_file():
                for asset in json.loads(manifest.read_text())["files"].values():
                    if asset["source"].get("path", "").endswith(_NESTED):
                        yield folder / asset["source"]["path"]


def _in_order_of_deployment(artifacts: Mapping[str, dict[str, Any]]) -> list[str]:
    """Return the ids of artifacts, those that others depend on first; CDK lists them as they were made."""
    needed = {
        id: [other for other in artifact.get("dependencies", []) if other in artifacts]
        for id, artifact in artifacts.items()
    }
    try:
        return list(TopologicalSorter(needed).static_order())
    except CycleError as error:
        raise ValueError(f"its stacks depend on each other in a circle: {error.args[1]}") from error


def _embedded_stack(path: str) -> str | None:
    """Return the path of the nested stack that a resource embeds, when it embeds one."""
    scope, _, resource = path.rpartition("/")
    if resource.endswith(".NestedStackResource") and scope.endswith(".NestedStack"):
        return scope.removesuffix(".NestedStack")
    return None


def _hash(path: str) -> str:
    """Return what CDK puts at the end of the unique name of a construct."""
    return hashlib.md5(path.encode(), usedforsecurity=False).hexdigest()[:8].upper()
