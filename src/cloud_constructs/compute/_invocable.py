"""What others see of a function: its names, its role, and grants to invoke it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, cast

import jsii
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

from cloud_constructs.core import L3, AlarmTarget, Service, Waiver, grant, read

if TYPE_CHECKING:
    from aws_cdk import Duration
    from aws_cdk import aws_ec2 as ec2
    from aws_cdk import aws_logs as logs

    from cloud_constructs.compute._live import Live
    from cloud_constructs.core import Check
    from cloud_constructs.messaging import WorkQueue
    from cloud_constructs.security import EncryptedLogGroup, ServiceRole


@jsii.implements(iam.IGrantable)
class Invocable(L3):
    """The function inside an `EnhancedLambda`."""

    _name: str
    _function: lambda_.Function
    _function_name: str
    _live: Live | None = None
    _role: ServiceRole
    _logs: EncryptedLogGroup
    _failures: WorkQueue | Waiver
    _security_group: ec2.SecurityGroup | None
    _timeout: Duration
    _concurrency: int | None
    _tenant_isolation: bool
    _limits: dict[str, float]

    @property
    def function(self) -> lambda_.Function:
        """The function."""
        return self._function

    @property
    def function_name(self) -> str:
        """The function's name."""
        return self._function_name

    @property
    def function_arn(self) -> str:
        """The function's ARN, which names unpublished code; callers take `target_arn`."""
        return self._function_arn

    @cached_property
    def _function_arn(self) -> str:
        return read(self._function, "function_arn")

    @property
    def live(self) -> Live | None:
        """The published version that callers reach; `None` unless something asks for published versions."""
        return self._live

    @property
    def target(self) -> lambda_.IFunction:
        """What is invoked: the alias `live` if there is one, the function if not."""
        return cast("lambda_.IFunction", self._live.alias if self._live else self._function)

    @cached_property
    def target_arn(self) -> str:
        """The ARN of what is invoked."""
        return self._live.alias_arn if self._live else self.function_arn

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
        return None if isinstance(self._failures, Waiver) else self._failures

    @property
    def log_group(self) -> logs.LogGroup:
        """The log group."""
        return self._logs.log_group

    @property
    def timeout(self) -> Duration:
        """How long an invocation may take."""
        return self._timeout

    @property
    def timeout_seconds(self) -> float | None:
        """The same in seconds; `None` if only CloudFormation knows it."""
        timeout = self._limits.get("timeout")
        return None if timeout is None else timeout / 1000

    @property
    def concurrency(self) -> int | None:
        """How many invocations may run at once; `None` for as many as the account has left."""
        return self._concurrency

    def check_trigger(self, check: Check) -> None:
        """Raise if only APIs and direct calls can invoke the function."""
        check.require(
            not self._tenant_isolation,
            f"the function {self._name} serves tenants one by one, and no tenant stands in such an event",
            "leave out tenant_isolation, or invoke the function through an API",
        )

    def note_stream(self, retention: int) -> None:
        """Remember that the function reads a stream, so that alarms made from now on see what it loses.

        Args:
            retention: How many seconds the stream keeps its records.
        """
        self._limits |= {"stream_retention": retention * 1000, "failure_destinations": 1}

    def grant_invoke(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let a principal invoke the function: by its alias `live` alone, if it has one."""
        return grant(grantee, ["lambda:InvokeFunction"], [self.target_arn])

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return the function and the queue of its failures."""
        name = name or self._name
        function = AlarmTarget(
            name=name,
            service=Service.FUNCTION,
            dimensions={"FunctionName": self._function_name},
            limits=self._limits,
        )
        if self.failures is None:
            return [function]
        failures = AlarmTarget(
            name=f"{name}Failures",
            service=Service.DEAD_LETTER_QUEUE,
            dimensions={"QueueName": self.failures.queue_name},
        )
        return [function, failures, *self.failures.dead_letters.alarm_targets(f"{name}FailuresDeadLetters")]
