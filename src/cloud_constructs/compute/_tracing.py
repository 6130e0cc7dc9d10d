"""Tracing and LambdaInsights: what a function tells about itself besides its logs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from cloud_constructs.core import ArgumentError, stack_facts
from cloud_constructs.guardrails import acknowledge

if TYPE_CHECKING:
    from aws_cdk import aws_lambda as lambda_
    from constructs import Construct

LAYER = r"arn:[^:]+:lambda:[^:]+:\d{12}:layer:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telemetry:
    """A layer of AWS's that writes to a log group of its own."""

    layer_arn: str
    log_group: str

    @property
    def name(self) -> str:
        """The layer's name."""
        return self.layer_arn.split(":")[6]

    def make(self, scope: Construct) -> lambda_.ILayerVersion:
        """Return the layer as CDK takes it."""
        from aws_cdk import aws_lambda as lambda_

        return lambda_.LayerVersion.from_layer_version_arn(scope, self.name, self.layer_arn)

    def write_statement(self, scope: Construct) -> dict[str, Any]:
        """Return the IAM statement of the role that writes to the layer's log group."""
        actions = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
        return {"Effect": "Allow", "Action": actions, "Resource": self._streams(scope)}

    def acknowledge_streams(self, policy: Construct) -> None:
        """Acknowledge what the statement has to leave open."""
        reason = f"{self.name} names the log streams of its log group as it goes"
        finding = ("Resource", self._streams(policy))
        acknowledge(policy, "IAMNoWildcardPermissions", reason, finding=finding)

    def _streams(self, scope: Construct) -> str:
        facts = stack_facts(scope)
        return f"arn:{facts.partition}:logs:{facts.region}:{facts.account}:log-group:{self.log_group}:*"


@dataclass(frozen=True, slots=True)
class Tracing:
    """Who traces a function: `Tracing.XRAY` or `Tracing.application_signals(...)`.

    It promises active traces without the X-Ray SDK, which AWS only maintains
    (https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon-eos.html).

    Example:
        ```python
        from cloud_constructs import Tracing

        layer = "arn:aws:lambda:eu-west-1:123456789012:layer:AWSOpenTelemetryDistroPython:1"
        tracing = Tracing.application_signals(layer)
        ```
    """

    telemetry: Telemetry | None = None

    XRAY: ClassVar[Tracing]
    """Lambda's own traces; handlers add theirs with Powertools."""

    @staticmethod
    def application_signals(layer_arn: str) -> Tracing:
        """Trace with OpenTelemetry, and let CloudWatch Application Signals make service levels of it.

        Args:
            layer_arn: AWS's layer `AWSOpenTelemetryDistroPython`; each region has its own account and version
                (https://aws-otel.github.io/docs/getting-started/lambda).

        Raises:
            ArgumentError: It is another layer, such as the older one with a collector.
        """
        _check_layer("Tracing", layer_arn, "AWSOpenTelemetryDistroPython")
        return Tracing(Telemetry(layer_arn=layer_arn, log_group="/aws/application-signals/data"))

    @property
    def actions(self) -> tuple[str, ...]:
        """What the function's role has to be allowed, none of it with a resource level."""
        return ("xray:PutTraceSegments", "xray:PutTelemetryRecords")

    @property
    def environment(self) -> dict[str, str]:
        """The variables that start the layer before the handler."""
        return {} if self.telemetry is None else {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/otel-instrument"}


Tracing.XRAY = Tracing()


class LambdaInsights(Telemetry):
    """AWS's layer that measures memory and processor time of each invocation.

    It promises nothing by itself: alarms that watch the function also watch its memory.

    Args:
        layer_arn: The layer `LambdaInsightsExtension-Arm64`; each region has its own account and version
            (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights-extension-versionsARM.html).

    Raises:
        ArgumentError: It is another layer, such as the one for x86-64.

    Example:
        ```python
        from cloud_constructs import LambdaInsights

        LambdaInsights("arn:aws:lambda:eu-west-1:123456789012:layer:LambdaInsightsExtension-Arm64:1")
        ```
    """

    def __init__(self, layer_arn: str) -> None:
        _check_layer("LambdaInsights", layer_arn, "LambdaInsightsExtension-Arm64")
        super().__init__(layer_arn=layer_arn, log_group="/aws/lambda-insights")


def _check_layer(path: str, arn: str, layer: str) -> None:
    if not re.fullmatch(rf"{LAYER}{layer}:\d+", arn):
        raise ArgumentError(path, f"the layer is {arn!r}", f"give the ARN of the region's {layer}")
