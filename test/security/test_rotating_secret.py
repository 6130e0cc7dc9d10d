import json

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_secretsmanager as secretsmanager
from harness import ENV, default_template, function, new_stack, only, resources, statements, synth

from cloud_constructs import ArgumentError, EncryptionKey, GuardrailError, Guardrails, RotatingSecret, Waiver
from cloud_constructs.guardrails import findings

NO_ROTATION = Waiver(reason="The provider issues this key by hand, once a year")


def test_no_value_stands_in_the_template() -> None:
    secret = only(default_template("RotatingSecret"), "AWS::SecretsManager::Secret")

    assert secret.keys() == {"GenerateSecretString", "KmsKeyId"}
    assert secret["GenerateSecretString"] == {"PasswordLength": 32}


def test_it_is_rotated_every_thirty_days_but_not_by_a_deployment() -> None:  # GS-13
    schedule = only(default_template("RotatingSecret"), "AWS::SecretsManager::RotationSchedule")

    assert schedule["RotationRules"] == {"AutomaticallyAfterDays": 30}
    assert schedule["RotateImmediatelyOnUpdate"] is False


def test_secrets_manager_calls_the_function_for_this_secret_alone() -> None:
    template = default_template("RotatingSecret")
    (secret,) = resources(template, "AWS::SecretsManager::Secret")
    permission = only(template, "AWS::Lambda::Permission")

    assert permission["Principal"] == "secretsmanager.amazonaws.com"
    assert permission["SourceAccount"] == "123456789012"
    assert permission["SourceArn"] == {"Ref": secret}


def test_the_rotation_function_may_do_the_four_steps_with_this_secret_alone() -> None:
    template = default_template("RotatingSecret")
    (secret,) = resources(template, "AWS::SecretsManager::Secret")
    rotate, use = statements(template, "FunctionRoleGranted")

    assert rotate["Resource"] == {"Ref": secret}
    assert [action.removeprefix("secretsmanager:") for action in rotate["Action"]] == [
        "DescribeSecret",
        "GetSecretValue",
        "PutSecretValue",
        "UpdateSecretVersionStage",
    ]
    assert use["Condition"] == {"StringEquals": {"kms:EncryptionContext:SecretARN": {"Ref": secret}}}


def test_rotation_waits_for_what_it_needs() -> None:
    template = default_template("RotatingSecret")
    (schedule,) = resources(template, "AWS::SecretsManager::RotationSchedule").values()

    assert {id[:17] for id in schedule["DependsOn"]} == {"FunctionRoleGrant", "SecretMayCallRota"}


def test_nobody_from_another_account_reads_it_whatever_their_policies_say() -> None:
    policy = only(default_template("RotatingSecret"), "AWS::SecretsManager::ResourcePolicy")
    (statement,) = policy["ResourcePolicy"]["Statement"]

    assert policy["BlockPublicPolicy"] is True
    assert (statement["Effect"], statement["Principal"]) == ("Deny", "*")
    assert statement["Condition"] == {
        "StringNotEquals": {"aws:PrincipalAccount": "123456789012"},
        "Bool": {"aws:PrincipalIsAWSService": "false"},
    }


def test_a_reader_reads_this_secret_and_nothing_else_with_the_key() -> None:
    def build(stack: cdk.Stack) -> None:
        RotatingSecret(stack, "Secret", rotate_with=NO_ROTATION).grant_read(function(stack, "Reader"))

    decrypt, read = statements(synth(build), "ReaderRoleGranted")
    assert decrypt["Action"] == "kms:Decrypt"
    assert "kms:EncryptionContext:SecretARN" in decrypt["Condition"]["StringEquals"]
    assert read["Action"] == ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]


def test_a_writer_makes_values_of_this_secret_and_reads_none() -> None:
    def build(stack: cdk.Stack) -> None:
        RotatingSecret(stack, "Secret", rotate_with=NO_ROTATION).grant_write(function(stack, "Writer"))

    template = synth(build)
    (secret,) = resources(template, "AWS::SecretsManager::Secret")
    use, write = statements(template, "WriterRoleGranted")
    assert (write["Action"], write["Resource"]) == ("secretsmanager:PutSecretValue", {"Ref": secret})
    assert use["Condition"] == {"StringEquals": {"kms:EncryptionContext:SecretARN": {"Ref": secret}}}


def test_without_rotation_there_is_a_reason_and_no_schedule() -> None:
    app = cdk.App()
    RotatingSecret(cdk.Stack(app, "Test", env=ENV), "Secret", rotate_with=NO_ROTATION)
    guardrails = Guardrails.of(app)
    guardrails.enforce()

    assembly = guardrails.synth()

    waived = {finding.reason for finding in findings(assembly.directory, acknowledged=True)}
    assert NO_ROTATION.reason in waived
    template = assembly.get_stack_by_name("Test").template
    assert resources(template, "AWS::SecretsManager::RotationSchedule") == {}


def test_a_plain_function_rotates_too() -> None:
    def build(stack: cdk.Stack) -> None:
        plain = lambda_.Function(
            stack,
            "Plain",
            code=lambda_.Code.from_inline("def handler(event, context): ..."),
            handler="index.handler",
            runtime=lambda_.Runtime.PYTHON_3_14,
        )
        RotatingSecret(stack, "Secret", rotate_with=plain, rotate_every=cdk.Duration.days(7))

    template = synth(build)
    schedule = only(template, "AWS::SecretsManager::RotationSchedule")
    assert schedule["RotationRules"] == {"AutomaticallyAfterDays": 7}
    granted = statements(template, "PlainServiceRoleDefaultPolicy")
    assert "secretsmanager:PutSecretValue" in json.dumps(granted)


def test_a_secret_that_others_write_too_is_rotated_by_the_calendar() -> None:  # GS-13
    def build(stack: cdk.Stack) -> None:
        monthly = scheduler.ScheduleExpression.cron(minute="0", hour="4", day="1")
        RotatingSecret(stack, "Secret", rotate_with=function(stack), rotate_every=monthly)

    schedule = only(synth(build), "AWS::SecretsManager::RotationSchedule")
    assert schedule["RotationRules"] == {"ScheduleExpression": "cron(0 4 1 * ? *)"}


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        (scheduler.ScheduleExpression.cron(minute="30", hour="4"), "cron schedule with minute 0"),
        (scheduler.ScheduleExpression.rate(cdk.Duration.days(30)), "cron schedule with minute 0"),
        (
            scheduler.ScheduleExpression.cron(minute="0", hour="4", time_zone=cdk.TimeZone.EUROPE_PARIS),
            "knows UTC only",
        ),
    ],
)
def test_a_schedule_that_secrets_manager_would_refuse_is_refused(
    schedule: scheduler.ScheduleExpression, said: str
) -> None:
    with pytest.raises(ArgumentError, match=said):
        RotatingSecret(new_stack(), "Secret", rotate_with=NO_ROTATION, rotate_every=schedule)


def test_replicas_have_a_key_each() -> None:
    def build(stack: cdk.Stack) -> None:
        there = kms.Key.from_key_arn(stack, "There", "arn:aws:kms:eu-central-1:123456789012:key/abc")
        RotatingSecret(stack, "Secret", rotate_with=NO_ROTATION, replicas={"eu-central-1": there})

    (replica,) = only(synth(build), "AWS::SecretsManager::Secret")["ReplicaRegions"]
    assert replica["Region"] == "eu-central-1"
    assert replica["KmsKeyId"].endswith("key/abc")


def test_a_second_secret_beside_the_generated_part_is_found() -> None:
    app = cdk.App()
    RotatingSecret(
        cdk.Stack(app, "Test", env=ENV),
        "Secret",
        rotate_with=NO_ROTATION,
        generate=secretsmanager.SecretStringGenerator(
            secret_string_template='{"username": "shop", "api_key": "written-down"}',
            generate_string_key="password",
        ),
    )
    guardrails = Guardrails.of(app)
    guardrails.enforce()

    with pytest.raises(GuardrailError, match=r"PlaintextSecret.*SecretStringTemplate\.api_key"):
        guardrails.synth()


def test_failed_rotations_can_be_listened_for() -> None:
    secret = RotatingSecret(new_stack(), "Secret", rotate_with=NO_ROTATION)
    failed, succeeded = secret.rotation_events(), secret.rotation_events("RotationSucceeded")

    assert failed["detail"]["eventName"] == ["RotationFailed", "TestRotationFailed"]
    assert succeeded["detail"]["eventName"] == ["RotationSucceeded"]
    assert failed["detail"]["additionalEventData"] == {"SecretId": [secret.secret_arn]}


def test_the_key_may_be_one_of_its_own() -> None:
    def build(stack: cdk.Stack) -> None:
        key = EncryptionKey(stack, "Own")
        made = RotatingSecret(stack, "Secret", rotate_with=NO_ROTATION, encryption_key=key)
        assert made.encryption_key is key

    assert len(resources(synth(build), "AWS::KMS::Key")) == 1
