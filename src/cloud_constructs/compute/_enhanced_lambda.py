"""EnhancedLambda: a function with its own role, its own encrypted logs and a place for what fails."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from aws_cdk import Size
from aws_cdk import aws_lambda as lambda_

from cloud_constructs.compute._code import function_code
from cloud_constructs.compute._failures import keep_dead_letters, queue_for_failures
from cloud_constructs.compute._function_logs import FunctionLogs
from cloud_constructs.compute._invocable import Invocable
from cloud_constructs.compute._live import Live
from cloud_constructs.compute._powertools import powertools_of
from cloud_constructs.compute._python_runtime import PythonRuntime
from cloud_constructs.compute._tracing import Tracing
from cloud_constructs.core import (
    MINUTE,
    Check,
    StageProfile,
    Waiver,
    assign,
    create,
    read,
    resource_of,
)
from cloud_constructs.guardrails import acknowledge_each
from cloud_constructs.messaging import WorkQueue
from cloud_constructs.security import EncryptedLogGroup, EncryptionKey, ServiceRole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from aws_cdk import Duration
    from constructs import Construct

    from cloud_constructs.compute._deploy import Deploy
    from cloud_constructs.compute._durable import DurableExecution
    from cloud_constructs.compute._failures import AsyncInvocation
    from cloud_constructs.compute._tracing import LambdaInsights, Telemetry
    from cloud_constructs.compute._warm_start import WarmStart
    from cloud_constructs.network import Network

# https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
INTERFACES = (
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
)
# Why a rule of the packs finds something that stays as it is.
OUTSIDE = "The function reaches AWS and public services over TLS, and nothing that stands in a VPC"
POOLED = "The function shares the concurrency of the account; its alarms tell when that runs out"
DESTINATION = (
    "The failure destination keeps failed events, with their errors, in the place of a dead-letter queue"
)


class EnhancedLambda(Invocable):
    """A Python function on ARM64.

    It promises a role of its own whose permissions stand in a customer-managed policy, an encrypted log
    group with a retention, encrypted environment variables, traces, and that an event whose handling fails
    is kept in a queue. Pass the construct itself to grants, and they end in its policy.

    What invokes it is a construct beside it: `ApiRoute`, `QueueTrigger`, `StreamTrigger`, `EventTrigger`,
    `FunctionUrl`. What needs published versions (`deploy`, `warm_start`, `durable`) makes the alias `live`,
    which all of those and `grant_invoke` take from then on.

    Args:
        entry: The folder with the handler. With a `uv.lock` or `requirements.txt` its dependencies go along
            (docs/bundling.md); without, it becomes the code as it is.
        handler: The module and the function in it.
        runtime: The version of Python; by default the newest that CDK knows. A warning begins 180 days before
            AWS stops patching it.
        memory: Memory in MB, from 128 to 10,240; processor time follows from it.
        ephemeral_storage: Space under `/tmp` in MB, from 512 to 10,240.
        timeout: How long an invocation may take, up to 15 minutes; by default 30 seconds.
        environment: Variables for the handler; no secrets, which belong in Secrets Manager.
        vpc: Where the function gets its network interfaces, from which only HTTPS leaves; by default it has
            none.
        concurrency: How many invocations may run at once; by default as many as the account has left.
        warm_start: How invocations begin without a cold start; by default they have cold starts.
        deploy: How callers move to a new version; by default all at once, without alarms.
        durable: How long executions of many invocations last; by default there are none.
        tenant_isolation: Whether each tenant has environments of its own; only APIs and direct calls can
            invoke it then (https://docs.aws.amazon.com/lambda/latest/dg/tenant-isolation.html).
        on_failure: Where events of failed asynchronous invocations are kept; by default a queue of its own.
        async_invocation: How often asynchronous events are tried; by default as Lambda does it.
        tracing: Who traces; by default X-Ray. A `Waiver` to go without traces.
        insights: The layer that measures memory; by default there is none.
        logs: What is kept of its logs, and who reads them.
        powertools: The version of AWS Lambda Powertools whose layer the function gets, such as 3.23.0; by
            default none. The id becomes its service, and its log level the function's.
        layers: Layers with dependencies.
        code_signing: Whose signature the code must have; by default it needs none.
        encryption_key: The key; by default the one that the stack's constructs share.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: A value is out of range, Lambda refuses a combination, `entry` is not a folder, or AWS
            creates no functions on the runtime any more.

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
        ephemeral_storage: int = 512,
        timeout: Duration | None = None,
        environment: Mapping[str, str] | None = None,
        vpc: Network | None = None,
        concurrency: int | None = None,
        warm_start: WarmStart | None = None,
        deploy: Deploy | None = None,
        durable: DurableExecution | None = None,
        tenant_isolation: bool = False,
        on_failure: WorkQueue | Waiver | None = None,
        async_invocation: AsyncInvocation | None = None,
        tracing: Tracing | Waiver | None = None,
        insights: LambdaInsights | None = None,
        logs: FunctionLogs | None = None,
        powertools: str | None = None,
        layers: Sequence[lambda_.ILayerVersion] = (),
        code_signing: lambda_.ICodeSigningConfig | None = None,
        encryption_key: EncryptionKey | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        check = Check(scope, id)
        check.between("memory", memory, 128, 10_240, "MB")
        check.between("ephemeral_storage", ephemeral_storage, 512, 10_240, "MB")
        check.matches(
            "handler", handler, r"\w[\w./-]*\.\w+", "a module and a function, such as handler.handler"
        )
        self._timeout, seconds = check.lasts("timeout", timeout, default=30, low=1, high=15 * MINUTE)
        if concurrency is not None:
            check.between("concurrency", concurrency, 1, 1_000_000)
        python = PythonRuntime.of(check, runtime)
        if warm_start is not None:
            warm_start.check(check, concurrency, ephemeral_storage, python.name)
        for value in (deploy, durable, async_invocation):
            if value is not None:
                value.check(check)
        check.require(
            not (tenant_isolation and warm_start),
            "tenant_isolation comes with warm_start",
            "leave one of them out: environments are made for a tenant when it first calls",
        )
        code = function_code(scope, id, entry, python)
        super().__init__(scope, id)
        python.warn_of_end(self)
        self._name = id
        self._concurrency = concurrency
        self._tenant_isolation = tenant_isolation
        self._limits = _known_limits(seconds, concurrency, warm_start)
        self._key = encryption_key or EncryptionKey.of(scope)
        profile = profile or StageProfile.of(scope)
        self._failures = queue_for_failures(self, on_failure, self._key, profile)
        logs = logs or FunctionLogs()
        self._logs = EncryptedLogGroup(
            self,
            "Logs",
            encryption_key=self._key,
            masks=logs.masks,
            profile=profile,
            retention_days=logs.retention_days,
        )
        tracer = None if isinstance(tracing, Waiver) else tracing or Tracing.XRAY
        telemetry = [layer for layer in (tracer and tracer.telemetry, insights) if layer]
        level = logs.level or lambda_.ApplicationLogLevel[profile.log_level]
        tools, settings = powertools_of(self, check, powertools, python, level)
        self._role = self._make_role(tracer, telemetry, vpc)
        self._security_group = vpc.group_with_https_out(self, "SecurityGroup", "A function") if vpc else None
        self._function = create(
            lambda_.Function,
            lambda_.FunctionProps,
            self,
            "Resource",
            application_log_level_v2=level,
            architecture=_arm(),
            code=code,
            code_signing_config=code_signing,
            environment={**settings, **(environment or {}), **(tracer.environment if tracer else {})} or None,
            environment_encryption=self._key.key,
            ephemeral_storage_size=Size.mebibytes(ephemeral_storage) if ephemeral_storage != 512 else None,
            handler=handler,
            layers=[*tools, *layers, *(layer.make(self) for layer in telemetry)] or None,
            log_group=self._logs.log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            memory_size=memory,
            recursive_loop=lambda_.RecursiveLoop.TERMINATE,
            reserved_concurrent_executions=concurrency,
            role=self._role.role,
            runtime=python.runtime,
            security_groups=[self._security_group] if self._security_group else None,
            snap_start=warm_start.snap_start if warm_start else None,
            system_log_level_v2=logs.system_level,
            tenancy_config=lambda_.TenancyConfig.PER_TENANT if tenant_isolation else None,
            timeout=self._timeout,
            vpc=vpc.vpc if vpc else None,
            vpc_subnets=vpc.private_subnets if vpc else None,
        )
        # Lambda tests at creation whether the role reaches the dead-letter queue and the network.
        self._resource = resource_of(self._function, lambda_.CfnFunction, after=self._role.policies)
        self._function_name = read(self._function, "function_name")
        if tracer is not None:
            # On the resource itself: the L2 would add an inline policy for it.
            assign(self._resource, tracing_config={"mode": "Active"})
        if durable is not None:
            durable.configure(self, self._resource, self._key.key_arn)
        if warm_start or deploy or durable:
            self._live = Live(
                self,
                "Live",
                function=self._function,
                function_name=self._function_name,
                function_arn=self.function_arn,
                warm_start=warm_start,
                deploy=deploy,
            )
        self._keep_failures(async_invocation)
        self._acknowledge(
            LambdaInsideVPC=None if vpc else OUTSIDE,
            LambdaConcurrency=None if concurrency else POOLED,
            LambdaTracing=tracing if isinstance(tracing, Waiver) else None,
            LambdaDLQ=on_failure if isinstance(on_failure, Waiver) else async_invocation and DESTINATION,
        )

    def _make_role(
        self, tracer: Tracing | None, telemetry: Sequence[Telemetry], vpc: Network | None
    ) -> ServiceRole:
        queue = self.failures
        role = ServiceRole(
            self,
            "Role",
            service="lambda.amazonaws.com",
            statements=[
                self._logs.write_statement(),
                self._key.use_statement(),
                *(queue.send_statements() if queue else ()),
                *(layer.write_statement(self) for layer in telemetry),
            ],
            unscoped=(tracer.actions if tracer else ()) + (INTERFACES if vpc else ()),
        )
        for layer in telemetry:
            layer.acknowledge_streams(role.policies[0])
        return role

    def _keep_failures(self, async_invocation: AsyncInvocation | None) -> None:
        failures = self._failures
        if async_invocation is not None:
            async_invocation.configure(self, self._live, self._function_name, failures)
            self._limits |= async_invocation.limits(failures)
        elif isinstance(failures, WorkQueue):
            keep_dead_letters(self._resource, failures)

    def _acknowledge(self, **left_out: Waiver | str | None) -> None:
        acknowledge_each(self._function, {rule: why for rule, why in left_out.items() if why})


def _known_limits(
    seconds: float | None,
    concurrency: int | None,
    warm_start: WarmStart | None,
) -> dict[str, float]:
    """Return what bounds the function's metrics: times are measured in milliseconds."""
    limits = {
        "timeout": seconds and seconds * 1000,
        "concurrency": concurrency,
        "provisioned_concurrency": warm_start and warm_start.environments,
    }
    return {name: limit for name, limit in limits.items() if limit is not None}


@cache
def _arm() -> lambda_.Architecture:
    return lambda_.Architecture.ARM_64
