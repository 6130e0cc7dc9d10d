"""AWS Lambda Powertools as a layer: a version, not an ARN that differs by region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_lambda as lambda_

if TYPE_CHECKING:
    from constructs import Construct

    from cloud_constructs.compute._python_runtime import PythonRuntime
    from cloud_constructs.core import Check


def powertools_of(
    scope: Construct,
    check: Check,
    version: str | None,
    python: PythonRuntime,
    level: lambda_.ApplicationLogLevel,
) -> tuple[list[lambda_.ILayerVersion], dict[str, str]]:
    """Return the layer for ARM64 and the variables that Powertools reads; without a version neither.

    CloudFormation reads the layer's ARN from AWS's own parameter in the region:
    https://docs.aws.amazon.com/powertools/python/latest/getting-started/install/.
    """
    if version is None:
        return [], {}
    # Not `latest`: it would change a function that nobody deployed.
    check.matches("powertools", version, r"\d+\.\d+\.\d+", "one version, such as 3.23.0")
    from aws_cdk import aws_ssm as ssm

    parameter = f"/aws/service/powertools/python/arm64/{python.name}/{version}"
    arn = ssm.StringParameter.value_for_string_parameter(scope, parameter)
    layer = lambda_.LayerVersion.from_layer_version_arn(scope, "Powertools", arn)
    return [layer], {"POWERTOOLS_SERVICE_NAME": scope.node.id, "POWERTOOLS_LOG_LEVEL": level.name}
