"""Code as assets whose hash depends on their sources alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from cloud_constructs.core._checks import Check
from cloud_constructs.core._stack import stack_facts

if TYPE_CHECKING:
    from aws_cdk import Stack
    from aws_cdk import aws_lambda as lambda_
    from constructs import Construct

# Byte code differs between interpreters and installers: with it, every Python upgrade would redeploy
# every function.
EXCLUDED = ["**/__pycache__", "**/*.pyc", "**/*.pyo", ".DS_Store"]

_codes: WeakKeyDictionary[Stack, dict[Path, lambda_.AssetCode]] = WeakKeyDictionary()


def handler_asset(scope: Construct, id: str, entry: str | Path) -> lambda_.AssetCode:
    """Return a folder as the code of a function; functions of one stack that share a folder share it.

    Raises:
        ArgumentError: `entry` is not a folder.
    """
    folder = Path(entry).resolve()
    if not folder.is_dir():
        raise Check(scope, id).fail(f"entry {str(entry)!r} is not a folder", "name the folder of the handler")
    return _shared(scope, folder, exclude=EXCLUDED)


def archive_asset(scope: Construct, archive: Path, hash: str) -> lambda_.AssetCode:
    """Return an archive as the code of a function or layer, under the hash of what it was made from."""
    return _shared(scope, archive, asset_hash=hash)


def _shared(scope: Construct, path: Path, **options: Any) -> lambda_.AssetCode:  # noqa: ANN401
    from aws_cdk import aws_lambda as lambda_

    codes = _codes.setdefault(stack_facts(scope).stack, {})
    if path not in codes:
        codes[path] = lambda_.Code.from_asset(str(path), **options)
    return codes[path]
