"""The rows of the catalogue that each construct of this library gets, with the facts that it knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct
from harness import (
    DEFAULTS,
    backup_policy,
    certificate,
    delivery,
    distributed_pipeline,
    domain,
    event_trigger,
    full_bucket,
    full_table,
    function,
    http_api,
    new_stack,
    only,
    resources,
    rest_api,
    route,
    stream_trigger,
    table,
    template_of,
    user_pool,
)

import cloud_constructs as cc
from cloud_constructs.core import Service, Watchable

Make = Callable[[cdk.Stack], Any]
FUNCTION = {"Errors", "Throttles", "Duration", "DeadLetterErrors"}
TABLE = {"ReadThrottleEvents", "WriteThrottleEvents", "SystemErrors"}
QUEUE = {"ApproximateAgeOfOldestMessage", "ApproximateNumberOfMessagesNotVisible"}
RULE = {"FailedInvocations", "InvocationsFailedToBeSentToDlq", "ThrottledRules"}
SCHEDULE = {
    *("InvocationDroppedCount", "InvocationThrottleCount", "TargetErrorThrottledCount"),
    "InvocationsFailedToBeSentToDeadLetterCount",
}
BUCKET = {"4xxErrors", "5xxErrors"}
DEAD = {Service.DEAD_LETTER_QUEUE: {"ApproximateNumberOfMessagesVisible"}}
TOPIC_ROWS = {
    "NumberOfNotificationsFailed",
    "NumberOfNotificationsRedrivenToDlq",
    "NumberOfNotificationsFailedToRedriveToDlq",
    "NumberOfNotificationsFilteredOut-InvalidAttributes",
    "NumberOfNotificationsFilteredOut-InvalidMessageBody",
}


def busy_function(stack: cdk.Stack) -> cc.EnhancedLambda:
    """Return a function that everything is known about: events, a stream, warm environments."""
    made = function(
        stack,
        async_invocation=cc.AsyncInvocation(),
        concurrency=10,
        warm_start=cc.WarmStart.provisioned(2),
    )
    changes = table(stack, stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES)
    cc.StreamTrigger(stack, "Changes", handler=made, stream=changes)
    return made


def vpc(stack: cdk.Stack) -> cc.SecureVpc:
    return cc.SecureVpc(stack, "Vpc", endpoints=cc.Endpoints.FUNCTION)


ROWS: dict[str, tuple[Make, dict[Service, set[str]]]] = {
    "AlertTopic": (lambda stack: cc.AlertTopic(stack, "It"), {Service.TOPIC: TOPIC_ROWS}),
    "ApiRoute on a RestApi": (
        lambda stack: route(stack, api=rest_api(stack)),
        {Service.REST_API_METHOD: {"Latency"}},
    ),
    "ApiRoute": (route, {Service.HTTP_API_ROUTE: {"Latency"}}),
    "BackupPolicy": (backup_policy, {}),  # it watches its own vault
    "DeadLetterQueue": (lambda stack: cc.DeadLetterQueue(stack, "It"), DEAD),
    "DeliveryPipeline": (
        delivery,
        {Service.DELIVERY_PIPELINE: {"FailedPipelineExecutions"}, Service.EVENT_RULE: RULE, **DEAD},
    ),
    "EnhancedLambda": (function, {Service.FUNCTION: FUNCTION, **DEAD}),
    "EnhancedLambda with everything": (
        busy_function,
        {
            Service.FUNCTION: FUNCTION
            | {"ConcurrentExecutions", "AsyncEventAge", "IteratorAge", "DestinationDeliveryFailures"}
            | {"ProvisionedConcurrencySpilloverInvocations"},
            **DEAD,
        },
    ),
    "ConfigCompliance": (DEFAULTS["ConfigCompliance with everything"], {Service.EVENT_RULE: RULE, **DEAD}),
    "EventQueue": (DEFAULTS["EventQueue"], {Service.EVENT_RULE: RULE, **DEAD}),
    "EventTrigger": (
        event_trigger,
        {
            Service.EVENT_RULE: RULE,
            **DEAD,
        },
    ),
    "Domain": (
        lambda stack: domain(stack, dnssec=True),
        {Service.HOSTED_ZONE: {"DNSSECInternalFailure", "DNSSECKeySigningKeysNeedingAction"}},
    ),
    "DomainCertificate": (certificate, {Service.CERTIFICATE: {"DaysToExpiry"}}),
    "HttpApi": (http_api, {Service.HTTP_API: {"4xx", "5xx", "Latency", "IntegrationLatency"}}),
    "MailDomain": (
        DEFAULTS["MailDomain"],
        {
            Service.MAIL_DOMAIN: {
                *("Reputation.BounceRate", "Reputation.ComplaintRate", "Reject", "RenderingFailure"),
            }
        },
    ),
    "RestApi": (rest_api, {Service.REST_API: {"4XXError", "5XXError", "Latency"}}),
    "ScheduleTrigger": (DEFAULTS["ScheduleTrigger"], {Service.SCHEDULE_GROUP: SCHEDULE, **DEAD}),
    "SecureBucket": (
        full_bucket,
        {Service.BUCKET: BUCKET, Service.REPLICATION: {"OperationsFailedReplication", "ReplicationLatency"}},
    ),
    "SecureTable": (
        full_table,
        {
            Service.TABLE: TABLE,
            Service.TABLE_INDEX: {"ReadThrottleEvents", "WriteThrottleEvents"},
            Service.TABLE_REPLICA: {"ReplicationLatency"},
        },
    ),
    "SecureUserPool": (
        user_pool,
        {Service.USER_POOL_CLIENT: {"SignInThrottles", "SignUpThrottles", "TokenRefreshThrottles"}},
    ),
    "SecureVpc": (
        vpc,
        {
            Service.NAT_GATEWAY: {"ErrorPortAllocation", "PacketsDropRate"},
            Service.ENDPOINT: {"PacketsDropped"},
        },
    ),
    "StreamTrigger": (stream_trigger, DEAD),
    "SyncPipeline": (
        distributed_pipeline,
        {
            Service.STATE_MACHINE: {
                *("ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted", "ExecutionThrottled"),
                "ExecutionTime",
            },
            Service.SYNC_PIPELINE: {"RunsCompleted", "ItemsFailed", "ItemsRemaining"},
            Service.SCHEDULE_GROUP: SCHEDULE,
            Service.EVENT_RULE: RULE,
            **DEAD,
        },
    ),
    "ThreatDetection": (DEFAULTS["ThreatDetection"], {Service.EVENT_RULE: RULE, **DEAD}),
    "WebAcl": (lambda stack: cc.WebAcl(stack, "It"), {Service.WEB_ACL: {"BlockedRate"}}),
    "WebDistribution": (
        DEFAULTS["WebDistribution with everything"],
        {Service.DISTRIBUTION: {"5xxErrorRate", "OriginLatency"}},
    ),
    "WorkQueue": (lambda stack: cc.WorkQueue(stack, "It"), {Service.QUEUE: QUEUE, **DEAD}),
}


@pytest.mark.parametrize(("make", "expected"), ROWS.values(), ids=ROWS)
def test_rows(make: Make, expected: dict[Service, set[str]]) -> None:
    stack = new_stack()
    alarms = cc.AlarmSet(stack, "Alarms", notify=cc.OpsItem())
    alarms.watch(make(stack))

    rows: dict[Service, set[str]] = {}
    for alarm in alarms.watched:
        rows.setdefault(alarm.target.service, set()).add(alarm.spec.alarm_name)
    assert rows == expected


def test_every_construct_that_says_what_matters_is_shown_here() -> None:
    public = {name: getattr(cc, name) for name in cc.__all__}
    watchable = {name for name, value in public.items() if isinstance(value, type) and _is_watchable(value)}

    assert {name.partition(" ")[0] for name in ROWS} == watchable


def _is_watchable(of: type) -> bool:
    return issubclass(of, Construct) and issubclass(of, Watchable)


def test_a_watched_route_is_measured_apart_and_keeps_its_limits() -> None:
    stack = new_stack()
    api = http_api(stack, throttle=cc.Throttle(rate=7, burst=9))
    handler = function(stack)
    alarms = cc.AlarmSet(stack, "Alarms", notify=cc.OpsItem())
    alarms.watch(route(stack, api=api, handler=handler))
    alarms.watch(
        route(stack, "Slow", api=api, handler=handler, path="/slow", throttle=cc.Throttle(rate=1, burst=2))
    )
    route(stack, "Other", api=api, handler=handler, path="/other", throttle=cc.Throttle(rate=3, burst=4))

    template = template_of(stack)
    assert only(template, "AWS::ApiGatewayV2::Stage")["RouteSettings"] == {
        "GET /orders/{id}": {
            "DetailedMetricsEnabled": True,
            "ThrottlingBurstLimit": 9,
            "ThrottlingRateLimit": 7,
        },
        "GET /slow": {"DetailedMetricsEnabled": True, "ThrottlingBurstLimit": 2, "ThrottlingRateLimit": 1},
        "GET /other": {"ThrottlingBurstLimit": 4, "ThrottlingRateLimit": 3},
    }
    (stage,) = resources(template, "AWS::ApiGatewayV2::Stage").values()
    assert set(resources(template, "AWS::ApiGatewayV2::Route")) <= set(stage["DependsOn"])
    dimensions = {
        entry["Name"]: entry["Value"] for entry in alarms_of(template, "RouteLatency")["Dimensions"]
    }
    (id,) = resources(template, "AWS::ApiGatewayV2::Api")
    assert dimensions == {
        "ApiId": {"Ref": id},
        "Stage": "$default",
        "Resource": "/orders/{id}",
        "Method": "GET",
    }


def alarms_of(template: dict[str, Any], name: str) -> dict[str, Any]:
    (body,) = (
        body["Properties"]
        for id, body in resources(template, "AWS::CloudWatch::Alarm").items()
        if id.startswith(f"Alarms{name}")
    )
    return body


def test_a_lost_failure_is_one_too_many() -> None:
    stack = new_stack()
    cc.AlarmSet(stack, "Alarms", notify=cc.OpsItem()).watch(busy_function(stack))

    template = template_of(stack)
    lost = alarms_of(template, "FunctionDestinationDeliveryFailures")
    assert lost["Threshold"] == 0
    assert "(failure destinations: 1)" in lost["AlarmDescription"]
    # Lambda gives up on an event after six hours.
    assert alarms_of(template, "FunctionAsyncEventAge")["Threshold"] == 3 * 3600 * 1000
    spilled = alarms_of(template, "FunctionProvisionedConcurrencySpilloverInvocations")
    assert "(provisioned concurrency: 2)" in spilled["AlarmDescription"]


def test_a_web_acl_before_cloudfront_is_watched_where_its_metrics_are() -> None:
    app = cdk.App()
    edge = cdk.Stack(app, "Edge", env=cdk.Environment(region="us-east-1"))
    acl = cc.WebAcl(edge, "Firewall", for_cloudfront=True)

    (target,) = acl.alarm_targets()
    assert target.region == "us-east-1"
    assert "Region" not in target.dimensions
