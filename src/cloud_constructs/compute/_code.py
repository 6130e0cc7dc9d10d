"""The code of functions and layers: a folder as it is, or bundled with the dependencies that it locks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cloud_constructs.compute._bundling import Target, bundled, find_lock, source_files
from cloud_constructs.core import Check, archive_asset, handler_asset, stack_facts

if TYPE_CHECKING:
    from aws_cdk import aws_lambda as lambda_
    from constructs import Construct

    from cloud_constructs.compute._python_runtime import PythonRuntime


def function_code(scope: Construct, id: str, entry: str | Path, python: PythonRuntime) -> lambda_.AssetCode:
    """Return the code of a function on ARM64; without a lock in it, the folder stays as it is."""
    check = Check(scope, id)
    folder = Path(entry).resolve()
    lock = find_lock(check, folder)
    if lock is None or not _is_wanted(scope):
        return handler_asset(scope, id, entry)
    target = Target(python=python.version, architecture="arm64")
    bundle = bundled(check, lock, source_files(folder), target)
    return archive_asset(scope, bundle.archive, bundle.hash)


def layer_code(
    scope: Construct, id: str, dependencies: str | Path, python: PythonRuntime, architecture: str
) -> lambda_.AssetCode:
    """Return the code of a layer with what a folder locks, and nothing else of the folder."""
    check = Check(scope, id)
    lock = find_lock(check, Path(dependencies).resolve())
    if lock is None:
        raise check.fail(
            f"dependencies {str(dependencies)!r} has no project in a pyproject.toml and no requirements.txt",
            "name the folder of one",
        )
    if not _is_wanted(scope):
        return handler_asset(scope, id, dependencies)
    target = Target(python=python.version, architecture=architecture, prefix="python/")
    bundle = bundled(check, lock, {}, target)
    return archive_asset(scope, bundle.archive, bundle.hash)


def _is_wanted(scope: Construct) -> bool:
    """Tell whether the command needs code at all: `cdk list` and `cdk destroy` do not."""
    wanted: bool = stack_facts(scope).stack.bundling_required
    return wanted
