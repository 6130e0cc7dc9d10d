"""Functions, queues, topics, APIs, state machines, pipelines, rules and schedules."""

from __future__ import annotations

from typing import Any

from cloud_constructs.core import (
    DAY,
    FIFO_IN_FLIGHT,
    STANDARD_IN_FLIGHT,
    AlarmTarget,
    Service,
    dimensions_of_rule,
    look,
)
from cloud_constructs.observability.readers._reader import Reader, known, made, named


def _function(function: Any, name: str) -> list[AlarmTarget]:  # noqa: ANN401
    resource = "node.default_child"
    function_name, seconds, concurrency = look(
        function, "function_name", f"{resource}.timeout", f"{resource}.reserved_concurrent_executions"
    )
    facts = known(timeout=None if seconds is None else 1000 * seconds, concurrency=concurrency)
    dimensions = {"FunctionName": function_name}
    return [AlarmTarget(name=name, service=Service.FUNCTION, dimensions=dimensions, limits=facts)]


def _queue(queue: Any, name: str) -> list[AlarmTarget]:  # noqa: ANN401
    # A queue without dead letters may be one itself: nobody can tell, so the age is not watched.
    if made(queue, "queue_name") is None and queue.node.default_child is None:
        return _queue_with(queue, name, {})
    if queue.dead_letter_queue is None:
        dimensions = {"QueueName": queue.queue_name}
        return [AlarmTarget(name=name, service=Service.DEAD_LETTER_QUEUE, dimensions=dimensions)]
    retention, visibility = made(queue, "message_retention_period"), made(queue, "visibility_timeout")
    facts = known(
        retention=4 * DAY if retention is None else retention,
        visibility_timeout=30 if visibility is None else visibility,
        in_flight_quota=FIFO_IN_FLIGHT if queue.fifo else STANDARD_IN_FLIGHT,
    )
    return _queue_with(queue, name, facts)


def _queue_with(queue: Any, name: str, facts: dict[str, float]) -> list[AlarmTarget]:  # noqa: ANN401
    dimensions = {"QueueName": queue.queue_name}
    return [AlarmTarget(name=name, service=Service.QUEUE, dimensions=dimensions, limits=facts)]


def _http_api(api: Any, name: str) -> list[AlarmTarget]:  # noqa: ANN401
    dimensions = {"ApiId": api.api_id, "Stage": "$default"}
    return [AlarmTarget(name=name, service=Service.HTTP_API, dimensions=dimensions)]


def _rest_api(api: Any, name: str) -> list[AlarmTarget]:  # noqa: ANN401
    dimensions = {"ApiName": api.rest_api_name, "Stage": api.deployment_stage.stage_name}
    return [AlarmTarget(name=name, service=Service.REST_API, dimensions=dimensions)]


def _user_pool_client(client: Any, name: str) -> list[AlarmTarget]:  # noqa: ANN401
    dimensions = {
        "UserPool": made(client, "user_pool_id"),
        "UserPoolClient": client.user_pool_client_id,
    }
    return [AlarmTarget(name=name, service=Service.USER_POOL_CLIENT, dimensions=dimensions)]


def _rule(rule: Any, name: str) -> list[AlarmTarget]:  # noqa: ANN401
    dimensions = dimensions_of_rule(*look(rule, "rule_name", "rule_arn", "node.default_child.event_bus_name"))
    return [AlarmTarget(name=name, service=Service.EVENT_RULE, dimensions=dimensions)]


_TOPIC = named(Service.TOPIC, TopicName="topic_name")
_MACHINE = named(Service.STATE_MACHINE, StateMachineArn="state_machine_arn")
_PIPELINE = named(Service.DELIVERY_PIPELINE, PipelineName="pipeline_name")
_GROUP = named(Service.SCHEDULE_GROUP, ScheduleGroup="schedule_group_name")
READERS: dict[str, Reader] = {
    "aws_lambda.Function": _function,
    "aws_lambda.FunctionBase": _function,
    "aws_sqs.Queue": _queue,
    "aws_sqs.QueueBase": _queue,
    "aws_sns.Topic": _TOPIC,
    "aws_sns.TopicBase": _TOPIC,
    "aws_stepfunctions.StateMachine": _MACHINE,
    "aws_stepfunctions.IStateMachine": _MACHINE,
    "aws_apigatewayv2.HttpApi": _http_api,
    "aws_apigatewayv2.IHttpApi": _http_api,
    "aws_apigateway.RestApi": _rest_api,
    "aws_apigateway.LambdaRestApi": _rest_api,
    "aws_apigateway.SpecRestApi": _rest_api,
    "aws_codepipeline.Pipeline": _PIPELINE,
    "aws_codepipeline.IPipeline": _PIPELINE,
    "aws_events.Rule": _rule,
    "aws_events.IRule": _rule,
    "aws_scheduler.ScheduleGroup": _GROUP,
    "aws_scheduler.IScheduleGroup": _GROUP,
    "aws_cognito.UserPoolClient": _user_pool_client,
}
