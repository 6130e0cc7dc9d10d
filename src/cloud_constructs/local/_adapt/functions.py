"""Makes Python functions run under AWS's own runtime client instead of the engine's Python worker.

The engine's worker loses the type of an exception: Retry and Catch by error name would never match. Under
`provided.al2023` the engine runs the archive's own `bootstrap` and speaks the real Runtime API with it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shlex
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cloud_constructs._archives import Files, folder_files
from cloud_constructs.local._adapt.native import replace_foreign_packages
from cloud_constructs.local._adapt.wheels import with_own_wheels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cloud_constructs.local._assembly.publish import Publisher
    from cloud_constructs.local._assembly.read import Asset
    from cloud_constructs.local._assembly.template import Json, Template

# What is /opt in Lambda; nobody can write there on a laptop.
_LAYERS: Final = ".opt"
_BOOTSTRAP: Final = """#!/bin/sh
layers="$LAMBDA_TASK_ROOT/{layers}/python"
version="${{AWS_EXECUTION_ENV#AWS_Lambda_}}"
export PYTHONPATH="$layers:$layers/lib/$version/site-packages${{PYTHONPATH:+:$PYTHONPATH}}"
exec {client} "$_HANDLER"
"""


class FunctionAdapter:
    """Repackages the Python functions of one account and region."""

    def __init__(self, publisher: Publisher, folder: Path) -> None:
        """Take a folder for unpacked archives."""
        self._publisher = publisher
        self._folder = folder
        # Layers of other stacks are known by the name under which their stack exports them.
        self._exported_layers: dict[str, Asset] = {}
        self.deployed_layers: dict[str, Asset] = {}
        """The layers of the stacks before, by their ARNs: what a weak reference between stacks becomes."""
        self.remarks: list[str] = []

    def layers(self, template: Template, assets: Mapping[str, Asset]) -> dict[str, Asset]:
        """Return the layers of a template by logical id, and remember those that it exports."""
        layers = {
            logical_id: asset
            for logical_id, resource in template["Resources"].items()
            if resource["Type"] == "AWS::Lambda::LayerVersion"
            and (asset := assets.get(str(resource["Properties"]["Content"].get("S3Key"))))
        }
        for output in template.get("Outputs", {}).values():
            match output:
                case {"Value": {"Ref": str(logical_id)}, "Export": {"Name": str(name)}} if (
                    logical_id in layers
                ):
                    self._exported_layers[name] = layers[logical_id]
                case _:
                    pass
        return layers

    def adapt(
        self, template: Template, stack: str, assets: Mapping[str, Asset], layers: Mapping[str, Asset]
    ) -> Template:
        """Return the template with every Python function adapted; `layers` are those that a Ref can mean."""
        resources = {
            logical_id: self._adapted(f"{stack}/{logical_id}", resource, assets, layers)
            if is_python(resource)
            else resource
            for logical_id, resource in template["Resources"].items()
        }
        return template | {"Resources": resources}

    def _adapted(
        self, name: str, resource: Template, assets: Mapping[str, Asset], layers: Mapping[str, Asset]
    ) -> Template:
        properties: dict[str, Any] = resource["Properties"]
        files = self._code(properties["Code"], assets)
        if files is None:
            self.remarks.append(f"{name}: its code is no asset, so the engine's own Python worker runs it.")
            return resource
        for reference in properties.get("Layers", []):
            layer = self._layer(reference, layers)
            if layer is None:
                self.remarks.append(
                    f"{name}: layer {json.dumps(reference)} is not in the assembly; left out."
                )
            else:
                files |= {f"{_LAYERS}/{path}": content for path, content in self._files(layer).items()}
        roots = [f"{_LAYERS}/python/", ""]
        files, installed = with_own_wheels(files, roots, self._folder / "wheels")
        files, replaced = replace_foreign_packages(files, roots)
        self.remarks += [f"{name}: {remark}" for remark in installed + replaced]
        files["bootstrap"] = _bootstrap()
        key = f"{_digest(files)}.zip"
        self._publisher.upload_zip(key, files)
        kept = {key: value for key, value in properties.items() if key not in ("Layers", "SnapStart")}
        return resource | {
            "Properties": kept
            | {
                "Runtime": "provided.al2023",
                "Handler": properties["Handler"],
                "Code": {"S3Bucket": self._publisher.own_bucket, "S3Key": key},
                "Environment": {"Variables": _environment(properties)},
            }
        }

    def _code(self, code: Mapping[str, Any], assets: Mapping[str, Asset]) -> Files | None:
        if isinstance(code.get("ZipFile"), str):
            return {"index.py": code["ZipFile"].encode()}
        asset = assets.get(str(code.get("S3Key")))
        return self._files(asset) if asset else None

    def _layer(self, reference: Json, layers: Mapping[str, Asset]) -> Asset | None:
        match reference:
            case {"Ref": str(logical_id)}:
                return layers.get(logical_id)
            case {"Fn::ImportValue": str(name)}:
                return self._exported_layers.get(name)
            case str(arn):
                return self.deployed_layers.get(arn)
            case _:
                return None

    def _files(self, asset: Asset) -> Files:
        if asset.source.is_dir():
            return {**folder_files(asset.source)}
        unpacked = self._folder / asset.source.stem
        if not unpacked.exists():
            with zipfile.ZipFile(asset.source) as archive:
                archive.extractall(unpacked)
        return {**folder_files(unpacked)}


def is_python(resource: Template) -> bool:
    """Tell whether a resource is a function in Python."""
    runtime = str(resource.get("Properties", {}).get("Runtime", ""))
    return resource["Type"] == "AWS::Lambda::Function" and runtime.startswith("python")


def runtimes(template: Template) -> list[str]:
    """Return the declared runtime of every Python function."""
    return [one["Properties"]["Runtime"] for one in template["Resources"].values() if is_python(one)]


def _environment(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the function's variables, and those that Lambda itself would add for the declared runtime."""
    logging: Mapping[str, Any] = properties.get("LoggingConfig", {})
    of_lambda = {
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{properties['Runtime']}",
        "AWS_LAMBDA_LOG_GROUP_NAME": logging.get("LogGroup"),
        "AWS_LAMBDA_LOG_FORMAT": logging.get("LogFormat"),
        "AWS_LAMBDA_LOG_LEVEL": logging.get("ApplicationLogLevel"),
    }
    own: dict[str, Any] = properties.get("Environment", {}).get("Variables", {})
    return own | {name: value for name, value in of_lambda.items() if value is not None}


def _bootstrap() -> bytes:
    # AWS's client exists for Linux alone.
    if importlib.util.find_spec("awslambdaric"):
        client = [sys.executable, "-m", "awslambdaric"]
    else:
        client = [sys.executable, str(Path(__file__).with_name("runtime_client.py"))]
    return _BOOTSTRAP.format(layers=_LAYERS, client=shlex.join(client)).encode()


def _digest(files: Files) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0".encode())
        digest.update(content if isinstance(content, bytes) else content.read_bytes())
    return digest.hexdigest()
