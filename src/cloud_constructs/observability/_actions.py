"""Who is told: receivers for each severity, and the ARNs by which CloudWatch reaches them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from cloud_constructs.core import create, stack_facts
from cloud_constructs.observability._alarm_spec import Severity

if TYPE_CHECKING:
    from constructs import Construct

    from cloud_constructs.core import Check


@runtime_checkable
class TopicReceiver(Protocol):
    """An `AlertTopic`, or any SNS topic."""

    @property
    def topic_arn(self) -> str:
        """The topic's ARN."""
        ...


@runtime_checkable
class FunctionReceiver(Protocol):
    """An `EnhancedLambda`, or any function."""

    @property
    def function_arn(self) -> str:
        """The function's ARN."""
        ...


class OpsSeverity(IntEnum):
    """The severities of Systems Manager's OpsItems."""

    CRITICAL = 1
    HIGH = 2
    MEDIUM = 3
    LOW = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class OpsItem:
    """An item in Systems Manager's OpsCenter for each alarm that goes off.

    Args:
        severity: The item's severity.
    """

    severity: OpsSeverity = OpsSeverity.MEDIUM


Receiver = TopicReceiver | FunctionReceiver | OpsItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Actions:
    """Who receives the alarms of each severity.

    It promises that no alarm is silent: a severity without a receiver of its own goes to the next louder one.

    Args:
        page: Who is woken.
        ticket: Who looks at it in working hours; by default the one who is woken.
        info: Who likes to know; by default the one who receives tickets.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import Actions, AlarmSet, AlertTopic

        stack = cdk.Stack(cdk.App(), "Shop")
        actions = Actions(page=AlertTopic(stack, "OnCall"), ticket=AlertTopic(stack, "Team"))
        AlarmSet(stack, "Alarms", notify=actions)
        ```
    """

    page: Receiver
    ticket: Receiver | None = None
    info: Receiver | None = None

    def receiver(self, severity: Severity) -> Receiver:
        """Return who is told about alarms of a severity."""
        ticket = self.ticket or self.page
        return {Severity.PAGE: self.page, Severity.TICKET: ticket, Severity.INFO: self.info or ticket}[
            severity
        ]

    @property
    def receivers(self) -> list[Receiver]:
        """Everybody who is told something."""
        return [self.receiver(severity) for severity in Severity]

    def refuse_to_watch(self, check: Check, resource: object) -> None:
        """Raise if a resource is a function that is invoked when an alarm goes off."""
        told = any(receiver is resource for receiver in self.receivers)
        check.require(
            not (told and isinstance(resource, FunctionReceiver)),
            "a function receives its own alarms: one that fails would call itself for ever",
            "let an AlertTopic receive them, in an AlarmSet of its own",
        )

    def check(self, check: Check) -> None:
        """Raise unless each is somebody whom CloudWatch can tell."""
        for severity in Severity:
            receiver = self.receiver(severity)
            # Whoever has no type checker may hand over anything.
            check.require(
                isinstance(receiver, Receiver),  # pyright: ignore[reportUnnecessaryIsInstance]
                f"nobody receives alarms of severity {severity}: {receiver!r} cannot",
                "give an AlertTopic, a topic, a function or an OpsItem",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionArns:
    """What CloudWatch calls when an alarm goes off, and when it is over."""

    alarm: list[str]
    ok: list[str]


def action_arns(scope: Construct, actions: Actions) -> dict[Severity, ActionArns]:
    """Return the ARNs for each severity, and let alarms invoke those that are functions."""
    made: dict[int, ActionArns] = {}
    for severity in Severity:
        receiver = actions.receiver(severity)
        if id(receiver) not in made:
            made[id(receiver)] = _arns(scope, receiver, severity)
    return {severity: made[id(actions.receiver(severity))] for severity in Severity}


def _arns(scope: Construct, receiver: Receiver, severity: Severity) -> ActionArns:
    if isinstance(receiver, OpsItem):
        facts = stack_facts(scope)
        # https://docs.aws.amazon.com/systems-manager/latest/userguide/OpsCenter-create-OpsItems-from-CloudWatch-Alarms.html
        arn = f"arn:{facts.partition}:ssm:{facts.region}:{facts.account}:opsitem:{receiver.severity}"
        return ActionArns(alarm=[arn], ok=[])
    if isinstance(receiver, TopicReceiver):
        arn = receiver.topic_arn
    else:
        arn = receiver.function_arn
        _let_alarms_invoke(scope, f"Invoke{severity.capitalize()}", arn)
    return ActionArns(alarm=[arn], ok=[arn])


def _let_alarms_invoke(scope: Construct, id: str, function_arn: str) -> None:
    from aws_cdk import aws_lambda as lambda_

    facts = stack_facts(scope)
    create(
        lambda_.CfnPermission,
        lambda_.CfnPermissionProps,
        scope,
        id,
        action="lambda:InvokeFunction",
        function_name=function_arn,
        principal="lambda.alarms.cloudwatch.amazonaws.com",
        source_account=facts.account,
        source_arn=f"arn:{facts.partition}:cloudwatch:{facts.region}:{facts.account}:alarm:*",
    )
