"""DependencyLayer: dependencies that functions share, built without Docker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_lambda as lambda_

from cloud_constructs.compute._code import layer_code
from cloud_constructs.compute._python_runtime import PythonRuntime
from cloud_constructs.core import L3, Check, create

if TYPE_CHECKING:
    from pathlib import Path

    from constructs import Construct


class DependencyLayer(L3):
    """A layer with the Python packages that a folder locks.

    It promises wheels for Lambda's machine whatever machine builds them, each held to the hash in the lock,
    and the same layer version as long as lock, runtime and architecture stay the same. A change makes a new
    version and deletes the old one, which functions that use it keep.

    Args:
        dependencies: The folder with a project in `pyproject.toml` and its `uv.lock`, or with a
            `requirements.txt` with hashes; nothing else of it goes into the layer.
        runtime: The version of Python; by default the newest that CDK knows.
        architecture: The functions' machine; by default ARM64.

    Raises:
        ArgumentError: The folder locks nothing, the lock is out of date, a package has no wheel for the
            machine, or the layer is larger than 250 MB.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import DependencyLayer, EnhancedLambda

        stack = cdk.Stack(cdk.App(), "Shop")
        shared = DependencyLayer(stack, "Shared", dependencies="layers/shared")
        EnhancedLambda(stack, "Checkout", entry="functions/checkout", layers=[shared.layer])
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        dependencies: str | Path,
        runtime: lambda_.Runtime | None = None,
        architecture: lambda_.Architecture | None = None,
    ) -> None:
        python = PythonRuntime.of(Check(scope, id), runtime)
        machine = architecture.name if architecture else "arm64"
        code = layer_code(scope, id, dependencies, python, machine)
        super().__init__(scope, id)
        python.warn_of_end(self)
        self._layer = create(
            lambda_.LayerVersion,
            lambda_.LayerVersionProps,
            self,
            "Resource",
            code=code,
            compatible_architectures=[architecture or lambda_.Architecture.ARM_64],
            compatible_runtimes=[python.runtime],
        )

    @property
    def layer(self) -> lambda_.LayerVersion:
        """The layer's version, for the `layers` of a function."""
        return self._layer
