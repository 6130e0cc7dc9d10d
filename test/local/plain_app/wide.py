"""One of each resource that production apps declare, whatever the engine can do with it."""

import os

import aws_cdk as cdk
from aws_cdk import aws_apigateway as rest
from aws_cdk import aws_backup as backup
from aws_cdk import aws_budgets as budgets
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_destinations as destinations
from aws_cdk import aws_logs as logs
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as targets
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import custom_resources
from constructs import Construct


class Wide(cdk.Stack):
    def __init__(self, scope: Construct, id: str) -> None:
        home = cdk.Environment(
            account=os.environ["CDK_DEFAULT_ACCOUNT"], region=os.environ["CDK_DEFAULT_REGION"]
        )
        super().__init__(scope, id, env=home)
        key = kms.Key(self, "Key", enable_key_rotation=True)
        queue = sqs.Queue(self, "Queue", encryption=sqs.QueueEncryption.KMS, encryption_master_key=key)
        topic = sns.Topic(self, "Topic", master_key=key, enforce_ssl=True)
        topic.add_subscription(subscriptions.EmailSubscription("operator@example.com"))
        table = dynamodb.TableV2(
            self,
            "Table",
            partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING),
            encryption=dynamodb.TableEncryptionV2.customer_managed_key(key),
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
        )
        plan = backup.BackupPlan.daily_weekly_monthly5_year_retention(
            self, "Plan", backup.BackupVault(self, "Vault", encryption_key=key)
        )
        plan.add_selection("Selection", resources=[backup.BackupResource.from_dynamo_db_table(table)])
        self._function(key, queue, topic)
        self._network(key)
        self._rest_api()
        machine = sfn.StateMachine(
            self,
            "Machine",
            definition_body=sfn.DefinitionBody.from_chainable(
                sfn.Pass.jsonata(self, "Total", outputs="{% $sum($states.input.numbers) %}")
            ),
            query_language=sfn.QueryLanguage.JSONATA,
        )
        scheduler.Schedule(
            self,
            "Nightly",
            schedule=scheduler.ScheduleExpression.cron(
                hour="2", minute="0", time_zone=cdk.TimeZone.EUROPE_PARIS
            ),
            target=targets.StepFunctionsStartExecution(machine, dead_letter_queue=queue),
        )
        events.Rule(self, "Rule", schedule=events.Schedule.rate(cdk.Duration.days(1)))
        budgets.CfnBudget(
            self,
            "Budget",
            budget=budgets.CfnBudget.BudgetDataProperty(budget_type="COST", time_unit="MONTHLY"),
        )
        caller = custom_resources.AwsCustomResource(
            self,
            "Caller",
            on_create=custom_resources.AwsSdkCall(
                service="STS",
                action="getCallerIdentity",
                physical_resource_id=custom_resources.PhysicalResourceId.of("caller"),
            ),
            policy=custom_resources.AwsCustomResourcePolicy.from_sdk_calls(resources=["*"]),
        )
        cdk.CfnOutput(self, "CallerAccount", value=caller.get_response_field("Account"))
        cdk.CfnOutput(self, "TotalArn", value=machine.state_machine_arn)

    def _function(self, key: kms.Key, queue: sqs.Queue, topic: sns.Topic) -> None:
        group = logs.LogGroup(
            self,
            "Logs",
            encryption_key=key,
            retention=logs.RetentionDays.ONE_MONTH,
            log_group_name="/plain/wide",
        )
        policy = iam.ManagedPolicy(
            self,
            "Policy",
            statements=[iam.PolicyStatement(actions=["sqs:SendMessage"], resources=[queue.queue_arn])],
        )
        function = lambda_.Function(
            self,
            "Function",
            function_name="wide",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            handler="index.handler",
            code=lambda_.Code.from_inline(
                "import logging\n"
                "def handler(event, context):\n"
                "    logging.getLogger().warning('seen')\n"
                "    return context.log_group_name\n"
            ),
            log_group=group,
            logging_format=lambda_.LoggingFormat.JSON,
            tracing=lambda_.Tracing.ACTIVE,
            on_failure=destinations.SqsDestination(queue),
            retry_attempts=1,
            dead_letter_queue=queue,
        )
        function.role.add_managed_policy(policy)
        alias = function.add_alias("live")
        alias.add_function_url(auth_type=lambda_.FunctionUrlAuthType.NONE)
        alarm = cloudwatch.Alarm(
            self, "Errors", metric=function.metric_errors(), threshold=1, evaluation_periods=1
        )
        cloudwatch.CompositeAlarm(
            self, "Health", alarm_rule=cloudwatch.AlarmRule.from_alarm(alarm, cloudwatch.AlarmState.ALARM)
        )
        topic.grant_publish(function)

    def _network(self, key: kms.Key) -> None:
        vpc = ec2.Vpc(
            self,
            "Vpc",
            max_azs=2,
            restrict_default_security_group=True,
            flow_logs={"All": ec2.FlowLogOptions()},
        )
        vpc.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
        vpc.add_interface_endpoint("Secrets", service=ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER)
        ec2.CfnNatGateway(self, "RegionalNat", availability_mode="regional", vpc_id=vpc.vpc_id)
        group = ec2.SecurityGroup(self, "Group", vpc=vpc)
        group.add_ingress_rule(group, ec2.Port.tcp(443))
        ec2.Instance(
            self,
            "Instance",
            vpc=vpc,
            instance_type=ec2.InstanceType("t4g.nano"),
            machine_image=ec2.MachineImage.latest_amazon_linux2023(),
        )

    def _rest_api(self) -> None:
        api = rest.RestApi(self, "Rest", cloud_watch_role=False)
        model = api.add_model(
            "Model",
            schema=rest.JsonSchema(type=rest.JsonSchemaType.OBJECT, required=["name"]),
            content_type="application/json",
        )
        api.root.add_method(
            "POST",
            rest.MockIntegration(
                request_templates={"application/json": '{"statusCode": 200}'},
                integration_responses=[rest.IntegrationResponse(status_code="200")],
                passthrough_behavior=rest.PassthroughBehavior.WHEN_NO_MATCH,
            ),
            method_responses=[rest.MethodResponse(status_code="200")],
            request_models={"application/json": model},
            request_validator_options=rest.RequestValidatorOptions(validate_request_body=True),
        )
