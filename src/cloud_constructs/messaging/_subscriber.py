"""Subscriber: who else than a person is told what a topic says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns

from cloud_constructs.core import Check, call, create, make, stack_facts

if TYPE_CHECKING:
    from collections.abc import Callable

    from constructs import Construct

    from cloud_constructs.messaging._work_queue import WorkQueue

SERVICE = "sns.amazonaws.com"


class SubscribedFunction(Protocol):
    """What can be called with alerts: an `EnhancedLambda`, or any function of Lambda."""

    @property
    def function_arn(self) -> str:
        """The function's ARN."""
        ...


class Subscriber:
    """A web hook, a queue or a function; the factories make one.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import AlertTopic, Subscriber, WorkQueue

        stack = cdk.Stack(cdk.App(), "Shop")
        alerts = AlertTopic(stack, "Alerts")
        alerts.subscribe("OnCall", Subscriber.https("https://on-call.example.com/hooks/shop"))
        alerts.subscribe("Ledger", Subscriber.queue(WorkQueue(stack, "Ledger")))
        ```
    """

    def __init__(
        self, protocol: sns.SubscriptionProtocol, endpoint: str, admit: Callable[[Construct, str, str], None]
    ) -> None:
        self.protocol = protocol
        self.endpoint = endpoint
        self.admit = admit

    @staticmethod
    def https(url: str) -> Subscriber:
        """Return a web hook, which has to confirm once."""

        def admit(topic: Construct, id: str, arn: str) -> None:  # noqa: ARG001
            Check(topic, id).matches("url", url, r"https://[^/\s]+\S*", "an address of https")

        return Subscriber(sns.SubscriptionProtocol.HTTPS, url, admit)

    @staticmethod
    def queue(queue: WorkQueue) -> Subscriber:
        """Return a queue, into which the topic may send from now on."""

        def admit(topic: Construct, id: str, arn: str) -> None:  # noqa: ARG001
            source = {"ArnEquals": {"aws:SourceArn": arn}, **_account(topic)}
            statement = {
                "Effect": "Allow",
                "Principal": {"Service": SERVICE},
                "Action": "sqs:SendMessage",
                "Resource": queue.queue_arn,
                "Condition": source,
            }
            call(queue.queue.add_to_resource_policy, make(iam.PolicyStatement.from_json, statement))
            queue.encryption_key.allow_service(SERVICE)

        return Subscriber(sns.SubscriptionProtocol.SQS, queue.queue_arn, admit)

    @staticmethod
    def function(function: SubscribedFunction) -> Subscriber:
        """Return a function, which the topic may call from now on."""

        def admit(topic: Construct, id: str, arn: str) -> None:
            # Here, so that a topic does not load it.
            from aws_cdk import aws_lambda as lambda_

            create(
                lambda_.CfnPermission,
                lambda_.CfnPermissionProps,
                topic,
                f"{id}MayCall",
                action="lambda:InvokeFunction",
                function_name=function.function_arn,
                principal=SERVICE,
                source_arn=arn,
            )

        return Subscriber(sns.SubscriptionProtocol.LAMBDA, function.function_arn, admit)


def _account(topic: Construct) -> dict[str, dict[str, str]]:
    return {"StringEquals": {"aws:SourceAccount": stack_facts(topic).account}}
