"""How the plain L2s that an app already has become alarm targets.

They are told apart by jsii's name of their class, so that watching a queue does not import the Lambda
module.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cloud_constructs.core import AlarmTarget, Service

if TYPE_CHECKING:
    from constructs import IConstruct

Reader = Callable[[Any, str], AlarmTarget]


def l2_target(resource: IConstruct, name: str | None) -> AlarmTarget | None:
    """Return the target that a plain L2 is, or `None` for what the catalogue does not know."""
    if not is_known(resource):
        return None
    return _READERS[_kind(resource)](resource, name or resource.node.id)


def is_known(resource: IConstruct) -> bool:
    """Whether a construct is a plain L2 that the catalogue knows."""
    return _kind(resource) in _READERS


def known_kinds() -> list[str]:
    """Return the class names of the plain L2s that the catalogue knows."""
    return [kind.rpartition(".")[2] for kind in _READERS]


def _kind(resource: IConstruct) -> str:
    return getattr(type(resource), "__jsii_type__", "")


def _function(function: Any, name: str) -> AlarmTarget:  # noqa: ANN401
    timeout = function.timeout
    return AlarmTarget(
        name=name,
        service=Service.FUNCTION,
        dimensions={"FunctionName": function.function_name},
        limits={} if timeout is None else {"timeout": timeout.to_milliseconds()},
    )


def _queue(queue: Any, name: str) -> AlarmTarget:  # noqa: ANN401
    # A queue without dead letters may be one itself: nobody can tell, so the age is not watched.
    has_dead_letters = queue.dead_letter_queue is not None
    return AlarmTarget(
        name=name,
        service=Service.QUEUE if has_dead_letters else Service.DEAD_LETTER_QUEUE,
        dimensions={"QueueName": queue.queue_name},
        limits={"retention": 4 * 86_400} if has_dead_letters else {},
    )


def _named(service: Service, dimension: str, attribute: str) -> Reader:
    def read(resource: Any, name: str) -> AlarmTarget:  # noqa: ANN401
        value = getattr(resource, attribute)
        return AlarmTarget(name=name, service=service, dimensions={dimension: value})

    return read


_TABLE = _named(Service.TABLE, "TableName", "table_name")
_READERS: dict[str, Reader] = {
    "aws-cdk-lib.aws_lambda.Function": _function,
    "aws-cdk-lib.aws_sqs.Queue": _queue,
    "aws-cdk-lib.aws_dynamodb.Table": _TABLE,
    "aws-cdk-lib.aws_dynamodb.TableV2": _TABLE,
    "aws-cdk-lib.aws_sns.Topic": _named(Service.TOPIC, "TopicName", "topic_name"),
    "aws-cdk-lib.aws_stepfunctions.StateMachine": _named(
        Service.STATE_MACHINE, "StateMachineArn", "state_machine_arn"
    ),
    "aws-cdk-lib.aws_apigatewayv2.HttpApi": _named(Service.HTTP_API, "ApiId", "api_id"),
}
