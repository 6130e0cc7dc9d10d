"""A CDK app that never saw cloud-constructs."""

import aws_cdk as cdk
from aws_cdk import aws_apigatewayv2 as gateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_deployment as deployment
from aws_cdk import aws_s3_notifications as notifications
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_ssm as ssm
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct
from wide import Wide


class Base(cdk.Stack):
    def __init__(self, scope: Construct, id: str) -> None:
        super().__init__(scope, id)
        greeting = cdk.CfnParameter(self, "Greeting", default="hello")
        self.layer = lambda_.LayerVersion(self, "Layer", code=lambda_.Code.from_asset("layer"))
        self.bucket = s3.Bucket(
            self, "Bucket", auto_delete_objects=True, removal_policy=cdk.RemovalPolicy.DESTROY
        )
        deployment.BucketDeployment(
            self,
            "Site",
            sources=[
                deployment.Source.asset("site"),
                deployment.Source.json_data("config.json", {"bucket": self.bucket.bucket_name}),
            ],
            destination_bucket=self.bucket,
            destination_key_prefix="site",
        )
        ssm.StringParameter(self, "Stored", parameter_name="/plain/stored", string_value="from-the-store")
        inner = cdk.NestedStack(self, "Inner")
        self.table = dynamodb.Table(
            inner,
            "Table",
            partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
        )
        lambda_.Function(
            inner,
            "InnerFunction",
            function_name="inner",
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler="handlers.answer",
            code=lambda_.Code.from_asset("functions"),
            layers=[self.layer],
            environment={"VERSION": "inner", "BUCKET": self.bucket.bucket_name},
        )
        cdk.CfnOutput(self, "GreetingValue", value=greeting.value_as_string)
        cdk.CfnOutput(self, "BucketName", value=self.bucket.bucket_name)


class App(cdk.Stack):
    def __init__(self, scope: Construct, id: str, base: Base) -> None:
        super().__init__(scope, id)
        version = self.node.get_context("version")

        def function(name: str, **environment: str) -> lambda_.Function:
            return lambda_.Function(
                self,
                name.capitalize(),
                runtime=lambda_.Runtime.PYTHON_3_13,
                handler=f"handlers.{name}",
                code=lambda_.Code.from_asset("functions"),
                layers=[base.layer],
                environment=environment,
                timeout=cdk.Duration.seconds(10),
            )

        answer = function("answer", VERSION=version)
        stored = ssm.StringParameter.from_string_parameter_name(self, "FromStore", "/plain/stored")
        cdk.CfnOutput(self, "StoredValue", value=stored.string_value)

        stumble = function("stumble")
        pass_on = tasks.LambdaInvoke(self, "Try", lambda_function=stumble, payload_response_only=True)
        pass_on.add_retry(errors=["TransientError"], interval=cdk.Duration.seconds(20), max_attempts=3)
        pass_on.add_catch(sfn.Pass(self, "Caught"), errors=["TransientError"], result_path="$.error")
        machine = sfn.StateMachine(
            self, "Machine", definition_body=sfn.DefinitionBody.from_chainable(pass_on)
        )

        remember = function("remember", TABLE=base.table.table_name)
        base.table.grant_write_data(remember)
        queue = sqs.Queue(self, "Queue")
        remember.add_event_source(sources.SqsEventSource(queue, batch_size=1))
        uploads = s3.Bucket(self, "Uploads")
        uploads.add_event_notification(
            s3.EventType.OBJECT_CREATED,
            notifications.LambdaDestination(remember),
            s3.NotificationKeyFilter(prefix="in/"),
        )

        api = gateway.HttpApi(
            self,
            "Api",
            default_integration=integrations.HttpLambdaIntegration("Web", function("web")),
            cors_preflight=gateway.CorsPreflightOptions(
                allow_origins=["https://app.example.com"], allow_methods=[gateway.CorsHttpMethod.GET]
            ),
        )
        cdk.CfnOutput(self, "AnswerName", value=answer.function_name)
        cdk.CfnOutput(self, "MachineArn", value=machine.state_machine_arn)
        cdk.CfnOutput(self, "QueueUrl", value=queue.queue_url)
        cdk.CfnOutput(self, "UploadsName", value=uploads.bucket_name)
        cdk.CfnOutput(self, "ApiUrl", value=api.api_endpoint)
        cdk.CfnOutput(self, "TableName", value=base.table.table_name)
        if version == "2":
            cdk.CfnOutput(self, "Added", value=sqs.Queue(self, "AddedQueue").queue_name)


app = cdk.App()
base = Base(app, "PlainBase")
App(app, "PlainApp", base)
Wide(app, "PlainWide")
app.synth()
