"""What can be watched: the words that constructs and alarms share."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from aws_cdk import Fn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


STANDARD_IN_FLIGHT, FIFO_IN_FLIGHT = 120_000, 20_000
"""How many received messages a queue may have at a time:
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html"""
WHOLE_BUCKET = "EntireBucket"
"""The filter under which S3 counts the requests of a whole bucket."""


class Service(StrEnum):
    """A kind of resource that CloudWatch has metrics for, by its metrics' namespace."""

    ACCOUNT = "AWS/Lambda (account)"
    BACKUP_VAULT = "AWS/Backup"
    BUCKET = "AWS/S3"
    CACHE = "AWS/ElastiCache"
    CERTIFICATE = "AWS/CertificateManager"
    CUSTOM = "custom"
    """An app's own metrics, whose alarms come with the app."""
    DATABASE = "AWS/RDS"
    DATABASE_CLUSTER = "AWS/RDS (cluster)"
    DEAD_LETTER_QUEUE = "AWS/SQS (dead letters)"
    DELIVERY_PIPELINE = "AWS/CodePipeline"
    DISTRIBUTION = "AWS/CloudFront"
    ECS_CLUSTER = "AWS/ECS (cluster)"
    ECS_SERVICE = "AWS/ECS"
    EMAIL = "AWS/SES"
    ENDPOINT = "AWS/PrivateLinkEndpoints"
    EVENT_RULE = "AWS/Events"
    FUNCTION = "AWS/Lambda"
    HEALTH_CHECK = "AWS/Route53"
    HOSTED_ZONE = "AWS/Route53 (hosted zone)"
    HTTP_API = "AWS/ApiGateway"
    HTTP_API_ROUTE = "AWS/ApiGateway (route)"
    KEY_USAGE = "AWS/Usage"
    LOAD_BALANCER = "AWS/ApplicationELB"
    MAIL_DOMAIN = "AWS/SES (configuration set)"
    NAT_GATEWAY = "AWS/NATGateway"
    QUEUE = "AWS/SQS"
    REPLICATION = "AWS/S3 (replication)"
    REST_API = "AWS/ApiGateway (REST)"
    REST_API_METHOD = "AWS/ApiGateway (REST method)"
    SCHEDULE_GROUP = "AWS/Scheduler"
    SERVERLESS_CACHE = "AWS/ElastiCache (serverless)"
    STANDBY = "AWS/Route53 (standby)"
    STATE_MACHINE = "AWS/States"
    SYNC_PIPELINE = "CloudConstructs/SyncPipeline"
    TABLE = "AWS/DynamoDB"
    TABLE_INDEX = "AWS/DynamoDB (index)"
    TABLE_REPLICA = "AWS/DynamoDB (replica)"
    TARGET_GROUP = "AWS/ApplicationELB (target group)"
    TOPIC = "AWS/SNS"
    USER_POOL_CLIENT = "AWS/Cognito"
    WEB_ACL = "AWS/WAFV2"

    @property
    def namespace(self) -> str:
        """The namespace of the metrics."""
        return self.value.partition(" (")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmTarget:
    """One resource with the facts from which its thresholds follow.

    Args:
        name: What tells it apart among those that one AlarmSet watches.
        service: Its kind.
        dimensions: The dimensions of its metrics.
        limits: Facts such as a timeout, in the unit of the metric that they bound.
        region: Where its metrics are; `None` for the region of the stack that watches it.
    """

    name: str
    service: Service
    dimensions: Mapping[str, str]
    limits: Mapping[str, float] = field(default_factory=dict[str, float])
    region: str | None = None


def dimensions_of_rule(name: str, arn: str, bus: str | None) -> dict[str, str]:
    """Return the dimensions of an EventBridge rule's metrics; a bus of one's own is one of them.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
    """
    if bus is None or bus == "default":
        return {"RuleName": name}
    # A reference to such a rule gives `bus|name`; its ARN ends with both.
    return {"EventBusName": bus, "RuleName": Fn.select(2 + bus.count("/"), Fn.split("/", arn))}


@runtime_checkable
class Watchable(Protocol):
    """A construct that says itself what about it is to be watched."""

    def alarm_targets(self, name: str | None = None) -> Sequence[AlarmTarget]:
        """Return the resources that matter; their names begin with `name`, or with the construct's id."""
        ...
