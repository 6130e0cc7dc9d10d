"""The workload with CDK's own L2 constructs, as a careful user writes them.

Typed constructors and statics stand where they are used; what a stack can share (the code, the alarm action)
is made once. Escape hatches are used only where no L2 can say it.
"""

# CDK's classes do not satisfy its own protocols (their parameters have other names); users write no casts.
# pyright: reportArgumentType=false

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_authorizers as authorizers
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_backup as backup
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from benchmarks._by_hand_alarms import Alarms
from benchmarks._workload import HANDLER, UnitStack

if TYPE_CHECKING:
    from collections.abc import Sequence

ACCESS_LOG = (
    '{"requestId": "$context.requestId", "identity.sourceIp": "$context.identity.sourceIp", '
    '"httpMethod": "$context.httpMethod", "path": "$context.path", '
    '"protocol": "$context.protocol", "status": "$context.status", '
    '"responseLength": "$context.responseLength", "requestTime": "$context.requestTime", '
    '"identity.userAgent": "$context.identity.userAgent", "routeKey": "$context.routeKey", '
    '"responseLatency": "$context.responseLatency", '
    '"integrationErrorMessage": "$context.integrationErrorMessage", '
    '"authorizer.error": "$context.authorizer.error"}'
)


class HandWrittenStack(UnitStack):
    """What units share."""

    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        self.key = kms.Key(
            self,
            "Key",
            enable_key_rotation=True,
            pending_window=Duration.days(30),
            rotation_period=Duration.days(365),
            removal_policy=RemovalPolicy.RETAIN,
        )
        self.topic = sns.Topic(self, "Alerts", enforce_ssl=True, master_key=self.key)
        self.notify = actions.SnsAction(self.topic)
        self.region_name: str = self.region
        self._let_services_in()
        self.api = self._make_api()
        self.code = lambda_.Code.from_asset(str(HANDLER), exclude=["**/__pycache__", "**/*.pyc"])

    def _let_services_in(self) -> None:
        alarms = iam.ServicePrincipal("cloudwatch.amazonaws.com")
        source = {"aws:SourceAccount": self.account}
        arn = f"arn:{self.partition}:cloudwatch:{self.region}:{self.account}:alarm:*"
        self.topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AlarmsOfThisAccount",
                principals=[alarms],
                actions=["sns:Publish"],
                resources=[self.topic.topic_arn],
                conditions={"ArnLike": {"aws:SourceArn": arn}, "StringEquals": source},
            )
        )
        self.key.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[alarms],
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=["*"],
                conditions={"StringEquals": source},
            )
        )
        groups = f"arn:{self.partition}:logs:{self.region}:{self.account}:log-group:*"
        self.key.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal(f"logs.{self.region}.amazonaws.com")],
                actions=["kms:Decrypt", "kms:GenerateDataKey", "kms:Encrypt", "kms:DescribeKey"],
                resources=["*"],
                conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}},
            )
        )

    def _make_api(self) -> apigateway.HttpApi:
        log_group = _log_group(self, "AccessLogs", self.key)
        api = apigateway.HttpApi(
            self,
            "Api",
            create_default_stage=False,
            default_authorizer=authorizers.HttpIamAuthorizer(),
        )
        stage = apigateway.HttpStage(
            self,
            "Stage",
            http_api=api,
            auto_deploy=True,
            throttle=apigateway.ThrottleSettings(rate_limit=50, burst_limit=100),
        )
        # The L2's destination and format come from the module of REST APIs, which nothing else here needs.
        resource = cast("apigateway.CfnStage", stage.node.default_child)
        resource.access_log_settings = apigateway.CfnStage.AccessLogSettingsProperty(
            destination_arn=log_group.log_group_arn, format=ACCESS_LOG
        )
        return api

    def add_unit(self, number: int) -> None:
        """Declare one more unit."""
        _Unit(self, f"Unit{number}", number)


class _Unit(Construct):
    def __init__(self, stack: HandWrittenStack, id: str, number: int) -> None:
        super().__init__(stack, id)
        self._stack = stack
        failures = self._queue_pair("Failures", Duration.days(14))
        function = self._function(failures[1])
        table = self._table()
        queue = self._queue_pair("Queue", Duration.days(4))
        alarms = Alarms(self, stack.notify, stack.region_name)
        alarms.watch_function(function)
        alarms.watch_dead_letters("FunctionFailures", failures[1])
        alarms.watch_dead_letters("FunctionFailuresDeadLetters", failures[0])
        alarms.watch_table(table)
        alarms.watch_queue(queue[1])
        alarms.watch_dead_letters("QueueDeadLetters", queue[0])
        stack.api.add_routes(
            path=f"/unit{number}",
            methods=[apigateway.HttpMethod.GET],
            integration=integrations.HttpLambdaIntegration(
                f"Integration{number}", function, scope_permission_to_route=True
            ),
        )

    def _queue_pair(self, id: str, retention: Duration) -> tuple[sqs.Queue, sqs.Queue]:
        dead_letters = sqs.Queue(
            self,
            f"{id}DeadLetters",
            encryption_master_key=self._stack.key,
            enforce_ssl=True,
            removal_policy=RemovalPolicy.RETAIN,
            retention_period=Duration.days(14),
        )
        queue = sqs.Queue(
            self,
            id,
            dead_letter_queue=sqs.DeadLetterQueue(max_receive_count=3, queue=dead_letters),
            encryption_master_key=self._stack.key,
            enforce_ssl=True,
            removal_policy=RemovalPolicy.RETAIN,
            retention_period=retention,
            visibility_timeout=Duration.minutes(3),
        )
        return dead_letters, queue

    def _function(self, failures: sqs.Queue) -> lambda_.Function:
        log_group = _log_group(self, "Logs", self._stack.key)
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        policies = [
            iam.ManagedPolicy(
                self,
                "Policy",
                roles=[role],
                statements=[
                    _allow(["logs:CreateLogStream", "logs:PutLogEvents"], log_group.log_group_arn),
                    _allow(["kms:Decrypt", "kms:GenerateDataKey"], self._stack.key.key_arn),
                    _allow(["sqs:SendMessage"], failures.queue_arn),
                ],
            ),
            iam.ManagedPolicy(
                self,
                "Tracing",
                roles=[role],
                statements=[_allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*")],
            ),
        ]
        function = lambda_.Function(
            self,
            "Function",
            architecture=lambda_.Architecture.ARM_64,
            code=self._stack.code,
            dead_letter_queue=failures,
            environment_encryption=self._stack.key,
            handler="handler.handler",
            log_group=log_group,
            logging_format=lambda_.LoggingFormat.JSON,
            application_log_level_v2=lambda_.ApplicationLogLevel.INFO,
            recursive_loop=lambda_.RecursiveLoop.TERMINATE,
            memory_size=256,
            # The function would add an inline policy to a role that it may change.
            role=role.without_policy_updates(),
            runtime=lambda_.Runtime.PYTHON_3_14,
            timeout=Duration.seconds(30),
            tracing=lambda_.Tracing.ACTIVE,
        )
        function.node.add_dependency(*policies)
        return function

    def _table(self) -> dynamodb.TableV2:
        table = dynamodb.TableV2(
            self,
            "Table",
            partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING),
            billing=dynamodb.Billing.on_demand(max_read_request_units=12_000, max_write_request_units=4_000),
            contributor_insights_specification=dynamodb.ContributorInsightsSpecification(
                enabled=True, mode=dynamodb.ContributorInsightsMode.THROTTLED_KEYS
            ),
            deletion_protection=True,
            encryption=dynamodb.TableEncryptionV2.customer_managed_key(self._stack.key),
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True, recovery_period_in_days=35
            ),
            removal_policy=RemovalPolicy.RETAIN,
        )
        vault = backup.BackupVault(
            self,
            "Vault",
            encryption_key=self._stack.key,
            lock_configuration=backup.LockConfiguration(min_retention=Duration.days(1)),
            removal_policy=RemovalPolicy.RETAIN,
        )
        nightly = backup.BackupPlanRule(
            rule_name="Nightly",
            schedule_expression=events.Schedule.cron(hour="3", minute="0"),
            delete_after=Duration.days(35),
        )
        plan = backup.BackupPlan(self, "Plan", backup_vault=vault, backup_plan_rules=[nightly])
        policy = "service-role/AWSBackupServiceRolePolicyForBackup"
        role = iam.Role(
            self,
            "BackupRole",
            assumed_by=iam.ServicePrincipal(
                "backup.amazonaws.com",
                conditions={"StringEquals": {"aws:SourceAccount": self._stack.account}},
            ),
            managed_policies=[iam.ManagedPolicy.from_aws_managed_policy_name(policy)],
        )
        plan.add_selection("Table", resources=[backup.BackupResource.from_dynamo_db_table(table)], role=role)
        return table


def _log_group(scope: Construct, id: str, key: kms.Key) -> logs.LogGroup:
    return logs.LogGroup(
        scope,
        id,
        deletion_protection_enabled=True,
        encryption_key=key,
        removal_policy=RemovalPolicy.RETAIN,
        retention=logs.RetentionDays.ONE_MONTH,
    )


def _allow(actions: Sequence[str], resource: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(actions=list(actions), resources=[resource])
