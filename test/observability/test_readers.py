"""Plain L2s and imports: what is read of each, and what is switched on so that there are metrics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigateway as rest
from aws_cdk import aws_apigatewayv2 as http
from aws_cdk import aws_backup as backup
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_codepipeline as codepipeline
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_elasticache as elasticache
from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import aws_events as events
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_rds as rds
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_wafv2 as wafv2
from harness import new_stack, only, resources, template_of, text

from cloud_constructs import AlarmSet, OpsItem, SecureBucket
from cloud_constructs.core import AlarmTarget, Service
from cloud_constructs.observability.readers import targets_of

Make = Callable[[cdk.Stack], Any]
ARN = "arn:aws:{}:eu-west-1:123456789012:{}"


def vpc(stack: cdk.Stack) -> ec2.Vpc:
    return ec2.Vpc(stack, "Vpc", max_azs=2)


def cluster(stack: cdk.Stack) -> ecs.Cluster:
    return ecs.Cluster(stack, "Cluster", vpc=vpc(stack))


def service(stack: cdk.Stack) -> ecs.FargateService:
    task = ecs.FargateTaskDefinition(stack, "Task")
    task.add_container("Main", image=ecs.ContainerImage.from_registry("example"))
    return ecs.FargateService(stack, "It", cluster=cluster(stack), task_definition=task)


def load_balancer(stack: cdk.Stack) -> elb.ApplicationLoadBalancer:
    return elb.ApplicationLoadBalancer(stack, "It", vpc=vpc(stack))


def target_group(stack: cdk.Stack) -> elb.ApplicationTargetGroup:
    listener = load_balancer(stack).add_listener("Listener", port=80)
    return listener.add_targets("Targets", port=80)


def database(stack: cdk.Stack) -> rds.DatabaseInstance:
    version = rds.PostgresEngineVersion.VER_16
    engine = rds.DatabaseInstanceEngine.postgres(version=version)
    return rds.DatabaseInstance(stack, "It", engine=engine, vpc=vpc(stack), allocated_storage=100)


def read_replica(stack: cdk.Stack) -> rds.DatabaseInstanceReadReplica:
    source = rds.DatabaseInstance.from_database_instance_attributes(
        stack,
        "Source",
        instance_identifier="source",
        instance_endpoint_address="source.example.com",
        port=5432,
        security_groups=[],
        engine=rds.DatabaseInstanceEngine.POSTGRES,
    )
    kind = ec2.InstanceType("t4g.micro")
    return rds.DatabaseInstanceReadReplica(
        stack, "It", source_database_instance=source, instance_type=kind, vpc=vpc(stack)
    )


def aurora(stack: cdk.Stack) -> rds.DatabaseCluster:
    engine = rds.DatabaseClusterEngine.aurora_postgres(version=rds.AuroraPostgresEngineVersion.VER_16_6)
    writer = rds.ClusterInstance.serverless_v2("Writer")
    return rds.DatabaseCluster(stack, "It", engine=engine, writer=writer, vpc=vpc(stack))


def caches(stack: cdk.Stack) -> elasticache.CfnReplicationGroup:
    return elasticache.CfnReplicationGroup(
        stack, "It", replication_group_description="sessions", num_cache_clusters=2
    )


def health_check(stack: cdk.Stack) -> route53.HealthCheck:
    return route53.HealthCheck(
        stack, "It", type=route53.HealthCheckType.HTTPS, fqdn="api.example.com", resource_path="/"
    )


def regional_acl(stack: cdk.Stack) -> wafv2.CfnWebACL:
    seen = {"cloudWatchMetricsEnabled": True, "metricName": "shop", "sampledRequestsEnabled": True}
    return wafv2.CfnWebACL(
        stack, "It", default_action={"allow": {}}, scope="REGIONAL", visibility_config=seen
    )


def rest_api(stack: cdk.Stack) -> rest.RestApi:
    api = rest.RestApi(stack, "It", cloud_watch_role=False)
    api.root.add_method("GET")
    return api


def plain_function(stack: cdk.Stack) -> lambda_.Function:
    return lambda_.Function(
        stack,
        "It",
        code=lambda_.Code.from_inline("def handler(event, context): pass"),
        handler="index.handler",
        runtime=lambda_.Runtime.PYTHON_3_13,
        reserved_concurrent_executions=7,
        timeout=cdk.Duration.seconds(4),
    )


def plain_queue(stack: cdk.Stack) -> sqs.Queue:
    dead = sqs.DeadLetterQueue(max_receive_count=3, queue=sqs.Queue(stack, "Dead"))
    return sqs.Queue(stack, "It", dead_letter_queue=dead, visibility_timeout=cdk.Duration.seconds(60))


# What is made, what it is, the names of its dimensions and the facts that it tells.
MADE: list[tuple[Make, Service, set[str], dict[str, float]]] = [
    (plain_function, Service.FUNCTION, {"FunctionName"}, {"timeout": 4000, "concurrency": 7}),
    (
        plain_queue,
        Service.QUEUE,
        {"QueueName"},
        {"retention": 345_600, "visibility_timeout": 60, "in_flight_quota": 120_000},
    ),
    (lambda stack: sqs.Queue(stack, "It"), Service.DEAD_LETTER_QUEUE, {"QueueName"}, {}),
    (lambda stack: sns.Topic(stack, "It"), Service.TOPIC, {"TopicName"}, {}),
    (
        lambda stack: sfn.StateMachine(
            stack, "It", definition_body=sfn.DefinitionBody.from_chainable(sfn.Pass(stack, "Pass"))
        ),
        Service.STATE_MACHINE,
        {"StateMachineArn"},
        {},
    ),
    (lambda stack: http.HttpApi(stack, "It"), Service.HTTP_API, {"ApiId", "Stage"}, {}),
    (
        lambda stack: codepipeline.Pipeline(stack, "It", pipeline_type=codepipeline.PipelineType.V2),
        Service.DELIVERY_PIPELINE,
        {"PipelineName"},
        {},
    ),
    (rest_api, Service.REST_API, {"ApiName", "Stage"}, {}),
    (
        lambda stack: events.Rule(stack, "It", event_pattern=events.EventPattern(source=["shop"])),
        Service.EVENT_RULE,
        {"RuleName"},
        {},
    ),
    (
        lambda stack: events.Rule(
            stack,
            "It",
            event_bus=events.EventBus(stack, "Bus"),
            event_pattern=events.EventPattern(source=["shop"]),
        ),
        Service.EVENT_RULE,
        {"EventBusName", "RuleName"},
        {},
    ),
    (lambda stack: scheduler.ScheduleGroup(stack, "It"), Service.SCHEDULE_GROUP, {"ScheduleGroup"}, {}),
    (
        lambda stack: cognito.UserPool(stack, "Pool").add_client("It"),
        Service.USER_POOL_CLIENT,
        {"UserPool", "UserPoolClient"},
        {},
    ),
    (
        lambda stack: dynamodb.TableV2(stack, "It", partition_key=text("id")),
        Service.TABLE,
        {"TableName"},
        {},
    ),
    (lambda stack: s3.Bucket(stack, "It"), Service.BUCKET, {"BucketName", "FilterId"}, {}),
    (database, Service.DATABASE, {"DBInstanceIdentifier"}, {"storage": 100 * 1024**3}),
    (read_replica, Service.DATABASE, {"DBInstanceIdentifier"}, {"max_replica_lag": 60}),
    (aurora, Service.DATABASE_CLUSTER, {"DBClusterIdentifier"}, {}),
    (caches, Service.CACHE, {"CacheClusterId"}, {}),
    (
        lambda stack: elasticache.CfnServerlessCache(
            stack, "It", engine="valkey", serverless_cache_name="sessions"
        ),
        Service.SERVERLESS_CACHE,
        {"clusterId"},
        {},
    ),
    (lambda stack: backup.BackupVault(stack, "It"), Service.BACKUP_VAULT, {"BackupVaultName"}, {}),
    (cluster, Service.ECS_CLUSTER, {"ClusterName"}, {}),
    (service, Service.ECS_SERVICE, {"ClusterName", "ServiceName"}, {}),
    (load_balancer, Service.LOAD_BALANCER, {"LoadBalancer"}, {}),
    (target_group, Service.TARGET_GROUP, {"LoadBalancer", "TargetGroup"}, {}),
    (
        lambda stack: ec2.CfnNatGateway(stack, "It", subnet_id="subnet-1"),
        Service.NAT_GATEWAY,
        {"NatGatewayId"},
        {},
    ),
    (
        lambda stack: vpc(stack).add_interface_endpoint(
            "It", service=ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER
        ),
        Service.ENDPOINT,
        {"VPC Id", "VPC Endpoint Id", "Endpoint Type", "Service Name"},
        {},
    ),
    (health_check, Service.HEALTH_CHECK, {"HealthCheckId"}, {}),
    (
        lambda stack: acm.Certificate(stack, "It", domain_name="example.com"),
        Service.CERTIFICATE,
        {"CertificateArn"},
        {},
    ),
    (regional_acl, Service.WEB_ACL, {"WebACL", "Rule", "Region"}, {}),
]
IMPORTED: list[tuple[Make, Service]] = [
    (
        lambda stack: route53.HealthCheck.from_health_check_id(stack, "It", "it"),
        Service.HEALTH_CHECK,
    ),
    (
        lambda stack: acm.Certificate.from_certificate_arn(stack, "It", ARN.format("acm", "certificate/1")),
        Service.CERTIFICATE,
    ),
    (
        lambda stack: lambda_.Function.from_function_arn(stack, "It", ARN.format("lambda", "function:it")),
        Service.FUNCTION,
    ),
    (lambda stack: sqs.Queue.from_queue_arn(stack, "It", ARN.format("sqs", "it")), Service.QUEUE),
    (lambda stack: sns.Topic.from_topic_arn(stack, "It", ARN.format("sns", "it")), Service.TOPIC),
    (
        lambda stack: sfn.StateMachine.from_state_machine_arn(
            stack, "It", ARN.format("states", "stateMachine:it")
        ),
        Service.STATE_MACHINE,
    ),
    (
        lambda stack: http.HttpApi.from_http_api_attributes(stack, "It", http_api_id="it"),
        Service.HTTP_API,
    ),
    (
        lambda stack: codepipeline.Pipeline.from_pipeline_arn(stack, "It", ARN.format("codepipeline", "it")),
        Service.DELIVERY_PIPELINE,
    ),
    (
        lambda stack: events.Rule.from_event_rule_arn(stack, "It", ARN.format("events", "rule/it")),
        Service.EVENT_RULE,
    ),
    (
        lambda stack: scheduler.ScheduleGroup.from_schedule_group_name(stack, "It", "it"),
        Service.SCHEDULE_GROUP,
    ),
    (lambda stack: dynamodb.Table.from_table_name(stack, "It", "it"), Service.TABLE),
    (lambda stack: dynamodb.TableV2.from_table_name(stack, "It", "it"), Service.TABLE),
    (lambda stack: s3.Bucket.from_bucket_name(stack, "It", "bucket"), Service.BUCKET),
    (
        lambda stack: rds.DatabaseInstance.from_database_instance_attributes(
            stack,
            "It",
            instance_identifier="it",
            instance_endpoint_address="it.example.com",
            port=5432,
            security_groups=[],
        ),
        Service.DATABASE,
    ),
    (
        lambda stack: rds.DatabaseCluster.from_database_cluster_attributes(
            stack, "It", cluster_identifier="it"
        ),
        Service.DATABASE_CLUSTER,
    ),
    (lambda stack: backup.BackupVault.from_backup_vault_name(stack, "It", "it"), Service.BACKUP_VAULT),
    (
        lambda stack: cloudfront.Distribution.from_distribution_attributes(
            stack, "It", domain_name="it.example.com", distribution_id="it"
        ),
        Service.DISTRIBUTION,
    ),
]


def targets(make: Make) -> list[AlarmTarget]:
    found = targets_of(make(new_stack()), None)
    assert found is not None
    return list(found)


@pytest.mark.parametrize(
    ("make", "kind", "dimensions", "facts"), MADE, ids=[kind.name.lower() for _, kind, _, _ in MADE]
)
def test_what_is_made_tells_its_dimensions_and_its_facts(
    make: Make, kind: Service, dimensions: set[str], facts: dict[str, float]
) -> None:
    for target in targets(make):
        assert target.service is kind
        assert set(target.dimensions) == dimensions
        assert all(target.dimensions.values())
        assert dict(target.limits) == facts


@pytest.mark.parametrize(("make", "kind"), IMPORTED, ids=[kind.name.lower() for _, kind in IMPORTED])
def test_what_is_imported_tells_its_dimensions_alone(make: Make, kind: Service) -> None:
    stack = new_stack()
    imported = make(stack)
    found = targets_of(imported, "Theirs")
    assert found is not None

    (target,) = found
    assert (target.service, target.name) == (kind, "Theirs")
    assert all(target.dimensions.values())
    assert not target.limits
    alarms = AlarmSet(stack, "Alarms", notify=OpsItem())
    alarms.watch(imported)
    assert alarms.alarms


WITHOUT_A_RESOURCE = {
    Service.ACCOUNT,
    Service.CUSTOM,
    Service.EMAIL,
    Service.HOSTED_ZONE,
    Service.HTTP_API_ROUTE,
    Service.KEY_USAGE,
    Service.MAIL_DOMAIN,
    Service.REPLICATION,
    Service.REST_API_METHOD,
    Service.STANDBY,
    Service.SYNC_PIPELINE,
    Service.TABLE_INDEX,
    Service.TABLE_REPLICA,
}
"""What is no construct of CDK's, but a part of one, of the account or of a construct of ours."""


def test_every_kind_is_shown_here() -> None:
    shown = {kind for _, kind, *_ in MADE} | {kind for _, kind in IMPORTED}

    assert shown == set(Service) - WITHOUT_A_RESOURCE


def test_each_node_of_a_cache_is_watched() -> None:
    names = [target.name for target in targets(caches)]
    assert names == ["ItNode1", "ItNode2"]


@pytest.mark.parametrize(
    "make", [lambda stack: s3.Bucket(stack, "It"), lambda stack: SecureBucket(stack, "It")]
)
def test_a_watched_bucket_counts_its_requests_once(make: Make) -> None:
    stack = new_stack()
    bucket = make(stack)
    alarms = AlarmSet(stack, "Alarms", notify=OpsItem())
    alarms.watch(bucket)
    alarms.watch(bucket, name="Again")

    configurations = [
        body["Properties"]["MetricsConfigurations"]
        for body in resources(template_of(stack), "AWS::S3::Bucket").values()
        if "MetricsConfigurations" in body.get("Properties", {})
    ]
    assert configurations == [[{"Id": "EntireBucket"}]]
    (alarm, *_) = resources(template_of(stack), "AWS::CloudWatch::Alarm").values()
    assert {"Name": "FilterId", "Value": "EntireBucket"} in alarm["Properties"]["Dimensions"]


def test_a_bucket_that_counts_its_requests_already_is_watched_as_it_is() -> None:
    stack = new_stack()
    bucket = s3.Bucket(stack, "It")
    bucket.add_metric(id="Uploads", prefix="uploads/")
    bucket.add_metric(id="Everything")

    (target,) = targets_of(bucket, None) or ()
    assert target.dimensions["FilterId"] == "Everything"
    (body,) = resources(template_of(stack), "AWS::S3::Bucket").values()
    assert len(body["Properties"]["MetricsConfigurations"]) == 2


def test_a_bucket_that_nobody_watches_counts_nothing() -> None:
    stack = new_stack()
    s3.Bucket(stack, "It")

    (bucket,) = resources(template_of(stack), "AWS::S3::Bucket").values()
    assert "MetricsConfigurations" not in bucket.get("Properties", {})


def test_the_tasks_of_a_watched_service_are_counted() -> None:
    stack = new_stack()
    AlarmSet(stack, "Alarms", notify=OpsItem()).watch(service(stack))

    settings = only(template_of(stack), "AWS::ECS::Cluster")["ClusterSettings"]
    assert settings == [{"Name": "containerInsights", "Value": "enabled"}]


def test_a_cluster_keeps_the_insights_that_it_has() -> None:
    stack = new_stack()
    task = ecs.FargateTaskDefinition(stack, "Task")
    task.add_container("Main", image=ecs.ContainerImage.from_registry("example"))
    enhanced = ecs.Cluster(
        stack, "Cluster", vpc=vpc(stack), container_insights_v2=ecs.ContainerInsights.ENHANCED
    )
    made = ecs.FargateService(stack, "It", cluster=enhanced, task_definition=task)
    AlarmSet(stack, "Alarms", notify=OpsItem()).watch(made)

    settings = only(template_of(stack), "AWS::ECS::Cluster")["ClusterSettings"]
    assert settings == [{"Name": "containerInsights", "Value": "enhanced"}]


def test_numbers_that_are_tokens_are_not_known() -> None:
    stack = new_stack()
    number = cdk.Token.as_number({"Ref": "Number"})
    function = lambda_.Function(
        stack,
        "It",
        code=lambda_.Code.from_inline("def handler(event, context): ..."),
        handler="index.handler",
        runtime=lambda_.Runtime.PYTHON_3_13,
        timeout=cdk.Duration.seconds(number),
        reserved_concurrent_executions=number,
    )
    (target,) = targets_of(function, None) or ()
    assert (target.name, target.limits) == ("It", {})
