"""What the catalogue does otherwise than AWS recommends, and why."""

from __future__ import annotations

Row = tuple[str, str, str]
"""Namespace, metric and dimensions, as AWS lists them."""

ROUTES = "every route and method would have its own; those of the API are there"
CLUSTER = "the same metric is watched service by service"
INSIGHTS = "CPUUtilization and MemoryUtilization of AWS/ECS say the same for nothing"
UNKNOWN = "nobody knows at synthesis what is usual; a threshold for it would be a guess"

LEFT_OUT: dict[Row, str] = {
    ("AWS/ApiGateway", "IntegrationLatency", "ApiId,Stage,Route"): ROUTES,
    ("AWS/ApiGateway", "MessageCount", "ApiId,Stage"): "WebSocket APIs are not covered",
    ("AWS/ApiGateway", "MessageCount", "ApiId,Stage,Route"): "WebSocket APIs are not covered",
    ("AWS/ApiGateway", "ClientError", "ApiId,Stage"): "WebSocket APIs are not covered",
    ("AWS/ApiGateway", "ExecutionError", "ApiId,Stage"): "WebSocket APIs are not covered",
    ("AWS/DynamoDB", "AgeOfOldestUnreplicatedRecord", "TableName,DelegatedOperation"): (
        "replication to Kinesis, which no construct of ours offers"
    ),
    ("AWS/DynamoDB", "FailedToReplicateRecordCount", "TableName,DelegatedOperation"): (
        "replication to Kinesis, which no construct of ours offers"
    ),
    ("AWS/DynamoDB", "ThrottledPutRecordCount", "TableName,DelegatedOperation"): (
        "replication to Kinesis, which no construct of ours offers"
    ),
    ("AWS/Cognito", "FederationThrottles", "UserPool,UserPoolClient,IdentityProvider"): (
        "a client does not tell its identity providers"
    ),
    **{
        ("ECS/ContainerInsights", metric, dimensions): reason
        for metric in (
            *("TaskCpuUtilization", "ContainerCpuUtilization", "TaskMemoryUtilization"),
            "ContainerMemoryUtilization",
        )
        for dimensions, reason in {"ClusterName": CLUSTER, "ClusterName,ServiceName": INSIGHTS}.items()
    },
    ("ECS/ContainerInsights", "TaskEphemeralStorageUtilization", "ClusterName"): CLUSTER,
    ("ECS/ContainerInsights", "EphemeralStorageUtilized", "ClusterName,ServiceName"): (
        "the same disk as TaskEphemeralStorageUtilization, in gigabytes that AWS compares with 90"
    ),
    (
        "ECS/ContainerInsights",
        "instance_filesystem_utilization",
        "InstanceId,ContainerInstanceId,ClusterName",
    ): "instances come and go; nobody knows their ids at synthesis",
    ("AWS/PrivateLinkServices", "RstPacketsSent", "Service Id,Load Balancer Arn,Az"): (
        "endpoint services are not covered, only endpoints"
    ),
    ("AWS/RDS", "AuroraBinlogReplicaLag", "DBClusterIdentifier,Role=WRITER"): (
        "binary logs are replicated only by clusters that somebody set up for it"
    ),
    ("AWS/RDS", "BlockedTransactions", "DBInstanceIdentifier"): UNKNOWN,
    ("AWS/RDS", "RollbackSegmentHistoryListLength", "DBInstanceIdentifier"): (
        "MySQL alone has it, and missing data would breach everywhere else"
    ),
    ("AWS/SNS", "SMSSuccessRate", "TopicName"): "text messages go to numbers, not through topics",
    **{
        ("AWS/CloudFront", metric, "DistributionId,FunctionName,Region=Global"): (
            "a distribution does not tell its functions"
        )
        for metric in ("FunctionValidationErrors", "FunctionExecutionErrors", "FunctionThrottles")
    },
}

DIFFERENT: dict[Row, str] = {
    ("AWS/Lambda", "Errors", "FunctionName"): (
        "any error in five minutes: three bad minutes in a row never come to a function that runs once a day"
    ),
    ("AWS/Lambda", "Throttles", "FunctionName"): "no throttle in a minute is good news, not no news",
    ("AWS/SNS", "NumberOfNotificationsFailedToRedriveToDlq", "TopicName"): (
        "one lost message is one too many: it does not take five minutes of them"
    ),
    ("AWS/Scheduler", "InvocationsFailedToBeSentToDeadLetterCount", ""): (
        "one lost run is one too many: it does not take a quarter of an hour of them"
    ),
}
