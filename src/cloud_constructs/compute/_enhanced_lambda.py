"""EnhancedLambda: a function with its own role, its own encrypted logs and a place for what fails."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING, cast

import jsii
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from cloud_constructs.compute._python_runtime import PythonRuntime
from cloud_constructs.core import (
    DAY,
    MINUTE,
    AlarmTarget,
    Check,
    Service,
    StageProfile,
    Waiver,
    create,
    duration,
    grant,
    handler_asset,
    resource_of,
)
from cloud_constructs.guardrails import acknowledge, acknowledge_each
from cloud_constructs.messaging import WorkQueue
from cloud_constructs.security import EncryptedLogGroup, EncryptionKey, ServiceRole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from aws_cdk import Duration
    from aws_cdk import aws_ec2 as ec2
    from aws_cdk import aws_logs as logs

    from cloud_constructs.network import SecureVpc

TRACING = ("xray:PutTraceSegments", "xray:PutTelemetryRecords")
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
INTERFACES = (
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
)


@jsii.implements(iam.IGrantable)
class EnhancedLambda(Construct):
    """A Python function on ARM64.

    It promises a role of its own whose permissions stand in a customer-managed policy, an encrypted log
    group with a retention, encrypted environment variables, traces, and that an event whose handling fails
    is kept in a queue. Pass the construct itself to grants, and they end in its policy.

    Args:
        entry: The folder with the handler; it becomes the code as it is.
        handler: The module and the function in it.
        runtime: The version of Python; by default the newest that CDK knows. A warning begins 180 days before
            AWS stops patching it.
        memory: Memory in MB, from 128 to 10,240; processor time follows from it.
        timeout: How long an invocation may take, up to 15 minutes; by default 30 seconds.
        environment: Variables for the handler; no secrets, which belong in Secrets Manager.
        vpc: Where the function gets its network interfaces, from which only HTTPS leaves; by default it has
            none.
        concurrency: How many invocations may run at once; by default as many as the account has left.
        on_failure: Where events of failed asynchronous invocations are kept; by default a queue of its own.
        tracing: A `Waiver` to go without traces.
        layers: Layers with dependencies.
        encryption_key: The key; by default the one that the stack's constructs share.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: A value is out of range, `entry` is not a folder, or AWS creates no functions on the
            runtime any more.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import EnhancedLambda

        stack = cdk.Stack(cdk.App(), "Shop")
        checkout = EnhancedLambda(stack, "Checkout", entry="functions/checkout", memory=512)
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        entry: str | Path,
        handler: str = "handler.handler",
        runtime: lambda_.Runtime | None = None,
        memory: int = 256,
        timeout: Duration | None = None,
        environment: Mapping[str, str] | None = None,
        vpc: SecureVpc | None = None,
        concurrency: int | None = None,
        on_failure: WorkQueue | Waiver | None = None,
        tracing: Waiver | None = None,
        layers: Sequence[lambda_.ILayerVersion] = (),
        encryption_key: EncryptionKey | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        check = Check(scope, id)
        check.between("memory", memory, 128, 10_240, "MB")
        check.matches(
            "handler", handler, r"\w[\w./-]*\.\w+", "a module and a function, such as handler.handler"
        )
        self._timeout, seconds = check.lasts("timeout", timeout, default=30, low=1, high=15 * MINUTE)
        if concurrency is not None:
            check.between("concurrency", concurrency, 1, 1_000_000)
        python = PythonRuntime.of(check, runtime)
        code = handler_asset(scope, id, entry)
        super().__init__(scope, id)
        python.warn_of_end(self)
        self._name = id
        self._limits = _known_limits(seconds, concurrency)
        self._key = encryption_key or EncryptionKey.of(scope)
        profile = profile or StageProfile.of(scope)
        self._failures = self._queue_for_failures(on_failure, profile)
        self._logs = EncryptedLogGroup(self, "Logs", encryption_key=self._key, profile=profile)
        failures = self._failures.send_statements() if self._failures else []
        self._role = ServiceRole(
            self,
            "Role",
            service="lambda.amazonaws.com",
            statements=[self._logs.write_statement(), self._key.use_statement(), *failures],
            unscoped=(() if tracing else TRACING) + (INTERFACES if vpc else ()),
        )
        self._security_group = vpc.group_with_https_out(self, "SecurityGroup", "A function") if vpc else None
        self._function = create(
            lambda_.Function,
            lambda_.FunctionProps,
            self,
            "Resource",
            architecture=_arm(),
            code=code,
            environment=dict(environment) if environment else None,
            environment_encryption=self._key.key,
            handler=handler,
            layers=list(layers) or None,
            log_group=self._logs.log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            memory_size=memory,
            reserved_concurrent_executions=concurrency,
            role=self._role.role,
            runtime=python.runtime,
            security_groups=[self._security_group] if self._security_group else None,
            timeout=self._timeout,
            vpc=vpc.vpc if vpc else None,
        )
        # Lambda tests at creation whether the role reaches the dead-letter queue and the network.
        self._resource = cast("lambda_.CfnFunction", resource_of(self._function, after=self._role.policies))
        self._function_name: str = self._function.function_name
        self._keep_failures(on_failure)
        self._trace(tracing)
        self._acknowledge_what_is_left_out(vpc, concurrency)

    def _queue_for_failures(
        self, on_failure: WorkQueue | Waiver | None, profile: StageProfile
    ) -> WorkQueue | None:
        if isinstance(on_failure, Waiver):
            return None
        if on_failure is not None:
            return on_failure
        return WorkQueue(
            self, "Failures", retention=duration(14 * DAY), encryption_key=self._key, profile=profile
        )

    def _keep_failures(self, on_failure: WorkQueue | Waiver | None) -> None:
        """Name the queue on the resource itself: the L2 would add an inline policy for it."""
        if self._failures is not None:
            target = lambda_.CfnFunction.DeadLetterConfigProperty(target_arn=self._failures.queue_arn)
            self._resource.dead_letter_config = target
        if isinstance(on_failure, Waiver):
            acknowledge(self._function, "LambdaDLQ", on_failure)

    def _trace(self, tracing: Waiver | None) -> None:
        """Switch tracing on at the resource itself: the L2 would add an inline policy for it."""
        if tracing is None:
            self._resource.tracing_config = lambda_.CfnFunction.TracingConfigProperty(mode="Active")
        else:
            acknowledge(self._function, "LambdaTracing", tracing)

    def _acknowledge_what_is_left_out(self, vpc: SecureVpc | None, concurrency: int | None) -> None:
        left_out: dict[str, str] = {}
        if vpc is None:
            left_out["LambdaInsideVPC"] = (
                "The function reaches AWS and public services over TLS, and nothing that stands in a VPC"
            )
        if concurrency is None:
            left_out["LambdaConcurrency"] = (
                "The function shares the concurrency of the account; its alarms tell when that runs out"
            )
        acknowledge_each(self._function, left_out)

    @property
    def function(self) -> lambda_.Function:
        """The function."""
        return self._function

    @property
    def function_name(self) -> str:
        """The function's name."""
        return self._function_name

    @cached_property
    def function_arn(self) -> str:
        """The function's ARN."""
        return self._function.function_arn

    @property
    def role(self) -> iam.Role:
        """The function's role."""
        return self._role.role

    @property
    def granted(self) -> iam.ManagedPolicy:
        """The policy in which grants end; the first grant makes it."""
        return self._role.granted

    @property
    def grant_principal(self) -> iam.IPrincipal:
        """What CDK's grants ask for: the policy, so that they end there too."""
        return self._role.grant_principal

    @property
    def security_group(self) -> ec2.SecurityGroup | None:
        """The group of the network interfaces; `None` outside of a VPC."""
        return self._security_group

    @property
    def failures(self) -> WorkQueue | None:
        """Where events are kept whose handling failed; `None` if that was waived."""
        return self._failures

    @property
    def log_group(self) -> logs.LogGroup:
        """The log group."""
        return self._logs.log_group

    @property
    def timeout(self) -> Duration:
        """How long an invocation may take."""
        return self._timeout

    def grant_invoke(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let a principal invoke the function, though no version or alias of it."""
        return grant(grantee, ["lambda:InvokeFunction"], [self.function_arn])

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the function and the queue of its failures."""
        name = name or self._name
        function = AlarmTarget(
            name=name,
            service=Service.FUNCTION,
            dimensions={"FunctionName": self._function_name},
            limits=self._limits,
        )
        if self._failures is None:
            return [function]
        failures = AlarmTarget(
            name=f"{name}Failures",
            service=Service.DEAD_LETTER_QUEUE,
            dimensions={"QueueName": self._failures.queue_name},
        )
        return [function, failures, *self._failures.dead_letters.alarm_targets(f"{name}FailuresDeadLetters")]


def _known_limits(seconds: float | None, concurrency: int | None) -> dict[str, float]:
    """Return what bounds the function's metrics: Duration is measured in milliseconds."""
    limits = {"timeout": seconds and seconds * 1000, "concurrency": concurrency}
    return {name: limit for name, limit in limits.items() if limit is not None}


@cache
def _arm() -> lambda_.Architecture:
    return lambda_.Architecture.ARM_64
