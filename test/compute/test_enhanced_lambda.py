from collections.abc import Callable

import aws_cdk as cdk
import pytest
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_signer as signer
from harness import (
    INSIGHTS,
    OPEN_TELEMETRY,
    default_template,
    function,
    new_stack,
    only,
    resources,
    statements,
    synth,
    template_of,
)

from cloud_constructs import (
    ArgumentError,
    AsyncInvocation,
    EnhancedLambda,
    FunctionLogs,
    LambdaInsights,
    SecureVpc,
    Tracing,
    Waiver,
    WarmStart,
    WorkQueue,
)

FUNCTION = "AWS::Lambda::Function"


def test_it_runs_the_newest_python_on_arm_with_traces() -> None:
    body = only(default_template("EnhancedLambda"), FUNCTION)

    assert body["Runtime"] == "python3.14"
    assert body["Architectures"] == ["arm64"]
    assert body["TracingConfig"] == {"Mode": "Active"}
    assert (body["MemorySize"], body["Timeout"]) == (256, 30)


def test_its_logs_are_its_own_structured_and_encrypted() -> None:
    template = default_template("EnhancedLambda")
    (group_id,) = resources(template, "AWS::Logs::LogGroup")
    group = only(template, "AWS::Logs::LogGroup")

    assert group["RetentionInDays"] == 30
    assert "KmsKeyId" in group
    logging = only(template, FUNCTION)["LoggingConfig"]
    assert logging == {"ApplicationLogLevel": "INFO", "LogFormat": "JSON", "LogGroup": {"Ref": group_id}}


def test_a_failed_event_is_kept_for_fourteen_days() -> None:
    """GS-12: a queue of failures per function, redriven after three receives."""
    template = default_template("EnhancedLambda")
    target = only(template, FUNCTION)["DeadLetterConfig"]["TargetArn"]["Fn::GetAtt"][0]
    failures = resources(template, "AWS::SQS::Queue")[target]["Properties"]

    assert failures["MessageRetentionPeriod"] == 14 * 86_400
    assert failures["RedrivePolicy"]["maxReceiveCount"] == 3


def test_the_function_waits_for_what_lambda_tests_at_creation() -> None:
    template = default_template("EnhancedLambda")
    (made,) = resources(template, FUNCTION).values()
    (policy,) = (id for id in template["Resources"] if id.startswith("FunctionRolePolicy"))

    assert policy in made["DependsOn"]
    allowed = [statement["Action"] for statement in statements(template, "FunctionRolePolicy")]
    assert "sqs:SendMessage" in allowed


def test_it_may_be_granted_what_refers_to_it() -> None:
    """A function that starts what invokes it: its grants must not be what it waits for."""

    def build(stack: cdk.Stack) -> None:
        one, two = function(stack, "One"), function(stack, "Two")
        one.grant_invoke(two)
        two.grant_invoke(one)

    template = synth(build)
    for body in resources(template, FUNCTION).values():
        assert not any("Granted" in id for id in body["DependsOn"])


def test_tracing_needs_a_policy_of_its_own() -> None:
    template = default_template("EnhancedLambda")

    (statement,) = statements(template, "FunctionRoleNoResourceLevel")
    assert statement["Resource"] == "*"
    assert statement["Action"] == ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]


def test_protections_go_off_only_in_writing() -> None:
    waiver = Waiver(reason="The function answers synchronous requests only")
    template = synth(lambda stack: function(stack, on_failure=waiver, tracing=waiver))

    body = only(template, FUNCTION)
    assert "DeadLetterConfig" not in body
    assert "TracingConfig" not in body
    assert resources(template, "AWS::SQS::Queue") == {}


def test_functions_can_share_a_queue_of_failures() -> None:
    def build(stack: cdk.Stack) -> None:
        failures = WorkQueue(stack, "Failures")
        for id in ("One", "Two"):
            function(stack, id, on_failure=failures)

    assert len(resources(synth(build), "AWS::SQS::Queue")) == 2


def test_in_a_vpc_only_https_leaves() -> None:
    """GS-3.3: the functions' group lets out 443 only."""
    template = default_template("EnhancedLambda in a VPC")
    group = next(
        body["Properties"]
        for id, body in resources(template, "AWS::EC2::SecurityGroup").items()
        if id.startswith("FunctionSecurityGroup")
    )

    assert [(rule["FromPort"], rule["ToPort"]) for rule in group["SecurityGroupEgress"]] == [(443, 443)]
    assert "SecurityGroupIngress" not in group
    (statement,) = statements(template, "FunctionRoleNoResourceLevel")
    assert "ec2:CreateNetworkInterface" in statement["Action"]


def test_plain_grants_take_the_construct_itself() -> None:
    stack = new_stack()
    made = function(stack)
    s3.Bucket(stack, "Bucket").grant_read(made)

    template = template_of(stack)
    assert resources(template, "AWS::IAM::Policy") == {}
    (statement,) = statements(template, "FunctionRoleGranted")
    assert "s3:GetObject*" in statement["Action"]


def test_everything_made_is_reachable() -> None:
    stack = new_stack()
    vpc = SecureVpc(stack, "Vpc")
    made = EnhancedLambda(stack, "Function", entry="test/fixtures/handler", vpc=vpc)

    assert made.function.node.path == "Test/Function/Resource"
    assert made.role.node.path == "Test/Function/Role/Resource"
    assert made.log_group.node.path == "Test/Function/Logs/Resource"
    assert made.failures
    assert made.failures.queue.node.path == "Test/Function/Failures/Resource"
    assert made.security_group
    assert made.timeout.to_seconds() == 30


def test_a_failure_destination_takes_the_place_of_the_dead_letter_queue() -> None:
    template = default_template("EnhancedLambda with a destination")
    config = only(template, "AWS::Lambda::EventInvokeConfig")
    (queue,) = (id for id in resources(template, "AWS::SQS::Queue") if "DeadLetters" not in id)

    assert config["DestinationConfig"] == {"OnFailure": {"Destination": {"Fn::GetAtt": [queue, "Arn"]}}}
    assert (config["MaximumRetryAttempts"], config["Qualifier"]) == (1, "$LATEST")
    assert "DeadLetterConfig" not in only(template, FUNCTION)


def test_asynchronous_events_of_published_versions_wait_for_the_alias() -> None:
    template = synth(
        lambda stack: function(
            stack,
            warm_start=WarmStart.SNAP_START,
            async_invocation=AsyncInvocation(max_event_age=cdk.Duration.hours(1)),
        )
    )
    (config,) = resources(template, "AWS::Lambda::EventInvokeConfig").values()
    (alias,) = resources(template, "AWS::Lambda::Alias")

    assert config["Properties"]["Qualifier"] == "live"
    assert config["Properties"]["MaximumEventAgeInSeconds"] == 3600
    assert alias in config["DependsOn"]


def test_without_a_place_for_failures_there_is_no_destination() -> None:
    waiver = Waiver(reason="The events are heartbeats: the next one says the same")
    template = synth(lambda stack: function(stack, on_failure=waiver, async_invocation=AsyncInvocation()))

    assert "DestinationConfig" not in only(template, "AWS::Lambda::EventInvokeConfig")


def test_open_telemetry_starts_before_the_handler_and_writes_to_its_log_group_alone() -> None:
    template = default_template("EnhancedLambda with a destination")
    body = only(template, FUNCTION)
    writes = [
        statement["Resource"]["Fn::Join"][1][-1]
        for statement in statements(template, "FunctionRolePolicy")
        if "logs:CreateLogGroup" in statement["Action"]
    ]

    assert body["Environment"]["Variables"] == {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/otel-instrument"}
    assert body["Layers"] == [OPEN_TELEMETRY, INSIGHTS]
    assert body["TracingConfig"] == {"Mode": "Active"}
    assert writes == [
        ":logs:eu-west-1:123456789012:log-group:/aws/application-signals/data:*",
        ":logs:eu-west-1:123456789012:log-group:/aws/lambda-insights:*",
    ]


@pytest.mark.parametrize(
    ("make", "layer"),
    [
        (Tracing.application_signals, INSIGHTS),
        (
            Tracing.application_signals,
            OPEN_TELEMETRY.replace("AWSOpenTelemetryDistroPython", "aws-otel-python-arm64"),
        ),
        (LambdaInsights, INSIGHTS.replace("-Arm64", "")),
    ],
)
def test_another_layer_is_refused(make: Callable[[str], object], layer: str) -> None:
    with pytest.raises(ArgumentError, match="give the ARN of the region's"):
        make(layer)


def test_a_durable_function_is_called_by_its_version_and_encrypts_its_steps() -> None:
    template = default_template("EnhancedLambda that is durable")
    ((id, body),) = resources(template, FUNCTION).items()
    (key,) = resources(template, "AWS::KMS::Key")

    assert body["Properties"]["DurableConfig"] == {
        "ExecutionTimeout": 86_400,
        "KMSKeyArn": {"Fn::GetAtt": [key, "Arn"]},
        "RetentionPeriodInDays": 14,
    }
    (statement,) = statements(template, "FunctionRoleGranted")
    assert statement["Action"] == ["lambda:CheckpointDurableExecution", "lambda:GetDurableExecutionState"]
    assert statement["Resource"] == {"Fn::Join": ["", [{"Fn::GetAtt": [id, "Arn"]}, ":*"]]}
    assert only(template, "AWS::Lambda::Alias")["Name"] == "live"


def test_each_tenant_has_environments_of_its_own() -> None:
    body = only(default_template("EnhancedLambda for tenants"), FUNCTION)

    assert body["TenancyConfig"] == {"TenantIsolationMode": "PER_TENANT"}


def test_it_stops_when_it_calls_itself_in_a_circle() -> None:
    assert only(default_template("EnhancedLambda"), FUNCTION)["RecursiveLoop"] == "Terminate"


def test_code_may_have_to_be_signed() -> None:
    def build(stack: cdk.Stack) -> None:
        profile = signer.SigningProfile(stack, "Profile", platform=signer.Platform.AWS_LAMBDA_SHA384_ECDSA)
        config = lambda_.CodeSigningConfig(stack, "Config", signing_profiles=[profile])
        function(stack, code_signing=config, ephemeral_storage=2048)

    template = synth(build)
    (config,) = resources(template, "AWS::Lambda::CodeSigningConfig")
    body = only(template, FUNCTION)
    assert body["CodeSigningConfigArn"] == {"Fn::GetAtt": [config, "CodeSigningConfigArn"]}
    assert body["EphemeralStorage"] == {"Size": 2048}


def test_what_this_library_does_not_offer_can_be_set_on_the_resource() -> None:
    """The L2 and the resource behind it stay open: attributes, raw overrides, and what CDK's methods add."""
    stack = new_stack()
    made = function(stack)
    resource = made.function.node.default_child
    assert isinstance(resource, lambda_.CfnFunction)
    resource.runtime_management_config = lambda_.CfnFunction.RuntimeManagementConfigProperty(
        update_runtime_on="FunctionUpdate"
    )
    resource.add_property_override("Description", "Written by hand")
    made.function.add_environment("COLOUR", "green")

    body = only(template_of(stack), FUNCTION)
    assert body["RuntimeManagementConfig"] == {"UpdateRuntimeOn": "FunctionUpdate"}
    assert body["Description"] == "Written by hand"
    assert body["Environment"]["Variables"] == {"COLOUR": "green"}


def test_facts_for_alarms() -> None:
    stack = new_stack()
    made = function(
        stack,
        timeout=cdk.Duration.seconds(20),
        concurrency=9,
        warm_start=WarmStart.provisioned(2),
        async_invocation=AsyncInvocation(max_event_age=cdk.Duration.minutes(5)),
    )

    assert made.alarm_targets()[0].limits == {
        "timeout": 20_000,
        "concurrency": 9,
        "provisioned_concurrency": 2,
        "max_event_age": 300_000,
        "failure_destinations": 1,
    }


def test_logs_can_be_quieter_kept_longer_and_masked() -> None:
    wanted = FunctionLogs(
        level=lambda_.ApplicationLogLevel.WARN,
        system_level=lambda_.SystemLogLevel.INFO,
        masks=[logs.DataIdentifier.EMAILADDRESS],
        retention_days=90,
    )
    template = synth(lambda stack: function(stack, logs=wanted))
    group = only(template, "AWS::Logs::LogGroup")
    logging = only(template, FUNCTION)["LoggingConfig"]

    assert (logging["ApplicationLogLevel"], logging["SystemLogLevel"]) == ("WARN", "INFO")
    assert group["RetentionInDays"] == 90
    audit, mask = group["DataProtectionPolicy"]["Statement"]
    assert mask["Operation"]["Deidentify"] == {"MaskConfig": {}}
    assert "data-identifier/EmailAddress" in str(mask["DataIdentifier"])
    assert audit["DataIdentifier"] == mask["DataIdentifier"]


@pytest.mark.parametrize(("stage", "refuses"), [("prod", True), ("staging", True), ("dev", None)])
def test_logs_refuse_deletion_where_the_stage_keeps_data(stage: str, refuses: bool | None) -> None:
    template = synth(function, {"stage": stage})

    assert only(template, "AWS::Logs::LogGroup").get("DeletionProtectionEnabled") is refuses
