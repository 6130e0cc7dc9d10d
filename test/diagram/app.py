"""An app of four stacks in two regions, of plain CDK: what is uploaded is recorded and mailed."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_notifications as notifications
from aws_cdk import aws_sqs as sqs


def function(scope: cdk.Stack, id: str) -> lambda_.Function:
    return lambda_.Function(
        scope,
        id,
        runtime=lambda_.Runtime.PYTHON_3_13,
        handler="index.handler",
        code=lambda_.Code.from_inline("def handler(event, context): pass"),
    )


def synth(folder: Path) -> Path:
    app = cdk.App(outdir=str(folder))

    def stack(id: str, region: str = "eu-west-1") -> cdk.Stack:
        return cdk.Stack(
            app,
            id,
            env=cdk.Environment(account="123456789012", region=region),
            cross_region_references=True,
        )

    functions, data, watch = (stack(id) for id in ("Functions", "Data", "Watch"))
    standby = stack("Standby", "eu-central-1")
    key = kms.Key(data, "Key")
    table = dynamodb.TableV2(
        data,
        "Files",
        partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING),
        dynamo_stream=dynamodb.StreamViewType.NEW_IMAGE,
        encryption=dynamodb.TableEncryptionV2.customer_managed_key(key),
    )
    logs = s3.Bucket(data, "Logs")
    dead = sqs.Queue(data, "Dead")
    mails = sqs.Queue(data, "Mails", dead_letter_queue=sqs.DeadLetterQueue(queue=dead, max_receive_count=3))

    processor, mailer, clock = (function(functions, id) for id in ("Processor", "Mailer", "CleanUp"))
    uploads = s3.Bucket(functions, "Uploads", server_access_logs_bucket=logs)
    uploads.add_event_notification(s3.EventType.OBJECT_CREATED, notifications.LambdaDestination(processor))
    uploads.grant_read(processor)
    table.grant_write_data(processor)
    mails.grant_send_messages(processor)
    mailer.add_event_source(sources.SqsEventSource(mails))
    mailer.add_event_source(
        sources.DynamoEventSource(table, starting_position=lambda_.StartingPosition.LATEST)
    )
    rule = events.Rule(functions, "Nightly", schedule=events.Schedule.rate(cdk.Duration.days(1)))
    rule.add_target(targets.LambdaFunction(clock))
    clock.add_to_role_policy(
        iam.PolicyStatement(actions=["s3:DeleteObject"], resources=["arn:aws:s3:::copy-of-uploads/*"])
    )

    cloudwatch.Alarm(watch, "Errors", metric=clock.metric_errors(), threshold=1, evaluation_periods=1)
    s3.Bucket(standby, "Copy", bucket_name="copy-of-uploads")
    uploads.grant_read(function(standby, "Reader"))
    app.synth()
    return folder
