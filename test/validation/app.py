"""An app of two stacks with something of every service that an embedded AWS knows."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_apigateway as rest
from aws_cdk import aws_apigatewayv2 as http
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_scheduler_targets as schedules
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_ses as ses
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_wafv2 as wafv2
from harness import ENV, HANDLER, table

import cloud_constructs as cc


def synth(folder: Path) -> Path:
    # As the CDK CLI sets it: endpoints are found by the paths of constructs.
    app = cdk.App(outdir=str(folder), context={"aws:cdk:enable-path-metadata": True})
    data, front = (cdk.Stack(app, name, env=ENV) for name in ("Data", "Front"))
    _data(data)
    _front(front)
    app.synth()
    return folder


def _data(stack: cdk.Stack) -> None:
    key = cc.EncryptionKey(stack, "Key")
    cc.SecureBucket(stack, "Files", encryption_key=key)
    rows = table(stack, "Rows", ttl="expires_at", encryption_key=key)
    jobs = cc.WorkQueue(stack, "Jobs", encryption_key=key)
    alerts = cc.AlertTopic(stack, "Alerts", emails=["operators@example.com"], encryption_key=key)
    worker = cc.EnhancedLambda(stack, "Worker", entry=HANDLER, encryption_key=key)
    worker.function.add_event_source(sources.SqsEventSource(jobs.queue))
    rows.grant_read(worker)
    errors = cloudwatch.Alarm(
        stack, "Errors", metric=worker.function.metric_errors(), threshold=1, evaluation_periods=1
    )
    errors.add_alarm_action(actions.SnsAction(alerts.topic))
    secretsmanager.Secret(stack, "Secret", encryption_key=key.key)
    rule = events.Rule(stack, "Nightly", schedule=events.Schedule.rate(cdk.Duration.days(1)))
    rule.add_target(targets.LambdaFunction(worker.function))
    scheduler.Schedule(
        stack,
        "Weekly",
        schedule=scheduler.ScheduleExpression.rate(cdk.Duration.days(7)),
        target=schedules.LambdaInvoke(worker.function),
    )
    sfn.StateMachine(stack, "Steps", definition_body=sfn.DefinitionBody.from_chainable(sfn.Pass(stack, "Do")))


def _front(stack: cdk.Stack) -> None:
    cognito.UserPool(
        stack,
        "Users",
        mfa=cognito.Mfa.REQUIRED,
        mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
        deletion_protection=True,
    )
    ses.EmailIdentity(stack, "Sender", identity=ses.Identity.domain("example.com"))
    api = rest.RestApi(
        stack,
        "Api",
        cloud_watch_role=False,
        deploy_options=rest.StageOptions(throttling_rate_limit=10, throttling_burst_limit=20),
    )
    api.root.add_method("GET", rest.MockIntegration(), authorization_type=rest.AuthorizationType.IAM)
    bare = rest.RestApi(stack, "Bare", cloud_watch_role=False)
    bare.root.add_method("GET", rest.MockIntegration(), authorization_type=rest.AuthorizationType.IAM)
    bare.add_gateway_response(
        "Refusal",
        type=rest.ResponseType.DEFAULT_4_XX,
        response_headers={"Strict-Transport-Security": "'max-age=63072000'"},
    )
    http.HttpApi(stack, "Pages", default_integration=None)
    wafv2.CfnWebACL(
        stack,
        "Acl",
        scope="REGIONAL",
        default_action=wafv2.CfnWebACL.DefaultActionProperty(allow={}),
        visibility_config=_visible("acl"),
        rules=[
            wafv2.CfnWebACL.RuleProperty(
                name="rate",
                priority=0,
                action=wafv2.CfnWebACL.RuleActionProperty(block={}),
                statement=wafv2.CfnWebACL.StatementProperty(
                    rate_based_statement=wafv2.CfnWebACL.RateBasedStatementProperty(
                        aggregate_key_type="IP", limit=100
                    )
                ),
                visibility_config=_visible("rate"),
            )
        ],
    )
    cloudfront.Distribution(
        stack,
        "Site",
        default_behavior=cloudfront.BehaviorOptions(
            origin=origins.HttpOrigin("www.example.com"),
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
        ),
    )


def _visible(name: str) -> wafv2.CfnWebACL.VisibilityConfigProperty:
    return wafv2.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=True
    )
