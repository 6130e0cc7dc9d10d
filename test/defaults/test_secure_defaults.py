"""SecureDefaults fills the gaps of plain L2s, lets callers win, and leaves our own constructs alone."""

from typing import Any, cast

import aws_cdk as cdk
import jsii
import pytest
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_notifications as notifications
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from harness import DEFAULTS, ENV, Build, Template, default_template, only, resources, template_of, text

from cloud_constructs import SecureDefaults
from cloud_constructs.guardrails import check


def fill(build: Build, context: dict[str, Any] | None = None, env: cdk.Environment | None = ENV) -> Template:
    """Return the template of what `build` makes under the defaults."""
    app = cdk.App(context=context)
    SecureDefaults.of(app).apply()
    stack = cdk.Stack(app, "Test", env=env)
    build(stack)
    return template_of(stack)


def shared_key(template: Template) -> dict[str, list[str]]:
    """Return how a template refers to the key that its constructs share."""
    (key,) = (id for id in resources(template, "AWS::KMS::Key") if id.startswith("EncryptionKey"))
    return {"Fn::GetAtt": [key, "Arn"]}


def denials(template: Template, kind: str) -> list[dict[str, Any]]:
    """Return the conditions of the denying statements of the one policy of a type."""
    statements = only(template, kind)["PolicyDocument"]["Statement"]
    return [statement["Condition"] for statement in statements if statement["Effect"] == "Deny"]


def function(stack: cdk.Stack, **kwargs: Any) -> lambda_.Function:
    code = lambda_.Code.from_inline("def handler(event, context): ...")
    runtime = lambda_.Runtime.PYTHON_3_14
    return lambda_.Function(stack, "Function", code=code, handler="index.handler", runtime=runtime, **kwargs)


TLS = {"Bool": {"aws:SecureTransport": "false"}}


def test_a_bucket() -> None:
    template = fill(lambda stack: s3.Bucket(stack, "Bucket"))
    bucket = only(template, "AWS::S3::Bucket")

    (encryption,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption["BucketKeyEnabled"] is True
    assert encryption["ServerSideEncryptionByDefault"]["KMSMasterKeyID"] == shared_key(template)
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert denials(template, "AWS::S3::BucketPolicy") == [TLS, {"NumericLessThan": {"s3:TlsVersion": 1.2}}]


def test_a_queue() -> None:
    template = fill(lambda stack: sqs.Queue(stack, "Queue"))

    assert only(template, "AWS::SQS::Queue")["KmsMasterKeyId"] == shared_key(template)
    assert denials(template, "AWS::SQS::QueuePolicy") == [TLS]


def test_a_topic() -> None:
    template = fill(lambda stack: sns.Topic(stack, "Topic"))

    assert only(template, "AWS::SNS::Topic")["KmsMasterKeyId"] == shared_key(template)
    assert denials(template, "AWS::SNS::TopicPolicy") == [TLS]


def test_a_key() -> None:
    assert only(fill(lambda stack: kms.Key(stack, "Key")), "AWS::KMS::Key")["EnableKeyRotation"] is True


def test_a_key_that_cannot_rotate() -> None:
    def build(stack: cdk.Stack) -> None:
        kms.Key(stack, "Key", key_spec=kms.KeySpec.RSA_2048, key_usage=kms.KeyUsage.SIGN_VERIFY)

    assert "EnableKeyRotation" not in only(fill(build), "AWS::KMS::Key")


def test_a_log_group() -> None:
    template = fill(lambda stack: logs.LogGroup(stack, "Logs"))

    assert only(template, "AWS::Logs::LogGroup") == {"KmsKeyId": shared_key(template), "RetentionInDays": 30}
    policy = only(template, "AWS::KMS::Key")["KeyPolicy"]["Statement"]
    assert "logs.eu-west-1.amazonaws.com" in [entry["Principal"].get("Service") for entry in policy]


def test_a_table() -> None:
    template = fill(lambda stack: dynamodb.Table(stack, "Table", partition_key=text("id")))
    table = only(template, "AWS::DynamoDB::Table")

    assert table["SSESpecification"]["KMSMasterKeyId"] == shared_key(template)
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert table["DeletionProtectionEnabled"] is True


def test_a_table_v2() -> None:
    template = fill(lambda stack: dynamodb.TableV2(stack, "Table", partition_key=text("id")))
    (replica,) = only(template, "AWS::DynamoDB::GlobalTable")["Replicas"]

    assert replica["SSESpecification"]["KMSMasterKeyId"] == shared_key(template)
    assert replica["PointInTimeRecoverySpecification"]["RecoveryPeriodInDays"] == 35
    assert replica["DeletionProtectionEnabled"] is True


def test_a_table_v2_whose_region_nobody_knows_can_still_be_restored() -> None:
    template = fill(lambda stack: dynamodb.TableV2(stack, "Table", partition_key=text("id")), env=None)
    (replica,) = only(template, "AWS::DynamoDB::GlobalTable")["Replicas"]

    assert replica["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True


def test_a_function() -> None:
    template = fill(lambda stack: function(stack, environment={"STAGE": "prod"}))
    made = only(template, "AWS::Lambda::Function")

    (group,) = resources(template, "AWS::Logs::LogGroup")
    assert made["LoggingConfig"] == {"LogGroup": {"Ref": group}}
    assert only(template, "AWS::Logs::LogGroup")["KmsKeyId"] == shared_key(template)
    assert made["KmsKeyArn"] == shared_key(template)
    # Otherwise Lambda could not read the variables to the function.
    (statement,) = only(template, "AWS::IAM::Policy")["PolicyDocument"]["Statement"]
    assert (statement["Action"], statement["Resource"]) == ("kms:Decrypt", shared_key(template))


def test_a_function_without_variables_needs_no_key_for_them() -> None:
    template = fill(function)

    assert "KmsKeyArn" not in only(template, "AWS::Lambda::Function")
    assert resources(template, "AWS::IAM::Policy") == {}


def test_a_secret() -> None:
    template = fill(lambda stack: secretsmanager.Secret(stack, "Secret"))

    assert only(template, "AWS::SecretsManager::Secret")["KmsKeyId"] == shared_key(template)


def test_the_stage_that_cdk_makes_inside_an_api() -> None:
    template = fill(lambda stack: apigateway.HttpApi(stack, "Api"))

    limits = {"ThrottlingBurstLimit": 100, "ThrottlingRateLimit": 50}
    assert only(template, "AWS::ApiGatewayV2::Stage")["DefaultRouteSettings"] == limits


def test_a_stage_that_keeps_no_data_leaves_removal_to_cdk() -> None:
    def build(stack: cdk.Stack) -> None:
        sqs.Queue(stack, "Queue")
        s3.Bucket(stack, "Bucket")
        dynamodb.TableV2(stack, "Table", partition_key=text("id"))

    def policies(context: dict[str, Any] | None) -> list[str]:
        kinds = ("AWS::SQS::Queue", "AWS::S3::Bucket", "AWS::DynamoDB::GlobalTable")
        template = fill(build, context)
        return [body["DeletionPolicy"] for kind in kinds for body in resources(template, kind).values()]

    assert policies(None) == ["Retain", "Retain", "Retain"]
    assert policies({"stage": "dev"}) == ["Delete", "Retain", "Retain"]


def test_what_the_caller_says_wins() -> None:
    def build(stack: cdk.Stack) -> None:
        s3.Bucket(
            stack,
            "Bucket",
            block_public_access=s3.BlockPublicAccess.BLOCK_ACLS_ONLY,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=False,
            object_ownership=s3.ObjectOwnership.OBJECT_WRITER,
            removal_policy=cdk.RemovalPolicy.DESTROY,
            versioned=False,
        )
        sqs.Queue(stack, "Queue", encryption=sqs.QueueEncryption.SQS_MANAGED, enforce_ssl=False)
        kms.Key(stack, "Key", enable_key_rotation=False)
        logs.LogGroup(stack, "Logs", retention=logs.RetentionDays.ONE_YEAR)
        dynamodb.Table(
            stack,
            "Table",
            partition_key=text("id"),
            encryption=dynamodb.TableEncryption.AWS_MANAGED,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=False
            ),
            deletion_protection=False,
        )

    template = fill(build)

    bucket = only(template, "AWS::S3::Bucket")
    (encryption,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert bucket["PublicAccessBlockConfiguration"]["RestrictPublicBuckets"] is False
    assert bucket["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
    assert "VersioningConfiguration" not in bucket
    assert resources(template, "AWS::S3::BucketPolicy") == {}
    assert only(template, "AWS::SQS::Queue") == {"SqsManagedSseEnabled": True}
    assert resources(template, "AWS::SQS::QueuePolicy") == {}
    keys = resources(template, "AWS::KMS::Key").items()
    rotating = [body["Properties"]["EnableKeyRotation"] for id, body in keys if id.startswith("Key")]
    assert rotating == [False]
    assert only(template, "AWS::Logs::LogGroup")["RetentionInDays"] == 365
    table = only(template, "AWS::DynamoDB::Table")
    assert "KMSMasterKeyId" not in table["SSESpecification"]
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": False}
    assert table["DeletionProtectionEnabled"] is False


def test_what_excludes_a_default_wins_over_it() -> None:
    def build(stack: cdk.Stack) -> None:
        s3.Bucket(stack, "Shared", access_control=s3.BucketAccessControl.AUTHENTICATED_READ)
        s3.Bucket(stack, "Plain", enforce_ssl=False)
        dynamodb.TableV2(
            stack,
            "Table",
            partition_key=text("id"),
            replicas=[dynamodb.ReplicaTableProps(region="eu-central-1")],
        )

    template = fill(build)

    shared, plain = (body["Properties"] for body in resources(template, "AWS::S3::Bucket").values())
    assert shared["AccessControl"] == "AuthenticatedRead"
    assert plain["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert len(resources(template, "AWS::S3::BucketPolicy")) == 1
    replicas = only(template, "AWS::DynamoDB::GlobalTable")["Replicas"]
    assert [replica["PointInTimeRecoverySpecification"]["RecoveryPeriodInDays"] for replica in replicas] == [
        35,
        35,
    ]


def test_a_key_of_the_caller_wins() -> None:
    def build(stack: cdk.Stack) -> None:
        key = cast("kms.IKey", kms.Key(stack, "Own"))
        s3.Bucket(stack, "Bucket", encryption_key=key)
        sqs.Queue(stack, "Queue", encryption_master_key=key)
        sns.Topic(stack, "Topic", master_key=key)
        secretsmanager.Secret(stack, "Secret", encryption_key=key)
        logs.LogGroup(stack, "Logs", encryption_key=key)

    assert [id for id in resources(fill(build), "AWS::KMS::Key") if id.startswith("EncryptionKey")] == []


def test_what_sends_to_a_queue_and_a_topic_under_the_same_key_can_be_made() -> None:
    flags = {
        "@aws-cdk/core:validateAgainstDefaultRules": True,
        "@aws-cdk/aws-sns-subscriptions:restrictSqsDescryption": True,
    }

    def build(stack: cdk.Stack) -> None:
        queue = cast("sqs.IQueue", sqs.Queue(stack, "Queue"))
        topic = cast("sns.ITopic", sns.Topic(stack, "Topic"))
        bucket = s3.Bucket(stack, "Bucket")
        topic.add_subscription(subscriptions.SqsSubscription(queue))
        to_queue = cast("s3.IBucketNotificationDestination", notifications.SqsDestination(queue))
        to_topic = cast("s3.IBucketNotificationDestination", notifications.SnsDestination(topic))
        bucket.add_event_notification(s3.EventType.OBJECT_CREATED, to_queue)
        bucket.add_event_notification(s3.EventType.OBJECT_REMOVED, to_topic)

    # CDK's own validation finds circular dependencies.
    policy = only(fill(build, flags), "AWS::KMS::Key")["KeyPolicy"]["Statement"]

    senders = {entry["Principal"]["Service"] for entry in policy if "Service" in entry["Principal"]}
    assert senders == {f"{name}.amazonaws.com" for name in ("cloudwatch", "events", "s3", "sns")}
    account = {"StringEquals": {"aws:SourceAccount": "123456789012"}}
    assert all(entry["Condition"] == account for entry in policy if "Service" in entry["Principal"])


def test_who_may_use_a_queue_may_use_its_key() -> None:
    def build(stack: cdk.Stack) -> None:
        role = iam.Role(stack, "Role", assumed_by=cast("iam.IPrincipal", iam.AccountRootPrincipal()))
        sqs.Queue(stack, "Queue").grant_consume_messages(role)

    template = fill(build)

    granted = only(template, "AWS::IAM::Policy")["PolicyDocument"]["Statement"]
    assert ("kms:Decrypt", shared_key(template)) in [
        (entry["Action"], entry["Resource"]) for entry in granted
    ]


@pytest.mark.parametrize("name", DEFAULTS)
def test_our_own_constructs_are_the_same_with_and_without(name: str) -> None:
    assert fill(DEFAULTS[name]) == default_template(name)


def test_applied_twice_and_on_two_scopes_is_applied_once() -> None:
    app = cdk.App()
    SecureDefaults.of(app).apply()
    SecureDefaults.of(app).apply()
    stack = cdk.Stack(app, "Test", env=ENV)
    SecureDefaults.of(stack).apply()
    function(stack)

    assert len(resources(template_of(stack), "AWS::Logs::LogGroup")) == 1


@jsii.implements(cdk.IPropertyInjector)
class Injector:
    """An injector of somebody else, which forces properties upon a class, or only offers them."""

    def __init__(self, kind: Any, *, force: bool = False, **values: object) -> None:
        self._id: str = kind.PROPERTY_INJECTION_ID
        self._values = values
        self._force = force

    @property
    def construct_unique_id(self) -> str:
        return self._id

    def inject(self, original_props: Any, *, scope: Any, id: str) -> Any:
        first, last = (original_props, self._values) if self._force else (self._values, original_props)
        return {**first, **last}


@jsii.implements(cdk.IPropertyInjector)
class Forgetful(Injector):
    """An injector that makes CDK's easiest mistake: a struct in place of the caller's properties."""

    def inject(self, original_props: Any, *, scope: Any, id: str) -> Any:
        return s3.BucketProps(versioned=True)


def test_an_injector_that_is_there_already_is_asked_first() -> None:
    app = cdk.App()
    cdk.PropertyInjectors.of(app).add(Injector(s3.Bucket, versioned=False, bucketName="media-of-the-shop"))
    SecureDefaults.of(app).apply()
    stack = cdk.Stack(app, "Test", env=ENV)
    s3.Bucket(stack, "Bucket")

    bucket = only(template_of(stack), "AWS::S3::Bucket")
    assert bucket["BucketName"] == "media-of-the-shop"
    assert "VersioningConfiguration" not in bucket
    assert "BucketEncryption" in bucket


def test_an_injector_that_forgets_what_it_was_given_is_refused() -> None:
    app = cdk.App()
    cdk.PropertyInjectors.of(app).add(Forgetful(s3.Bucket))
    SecureDefaults.of(app).apply()
    stack = cdk.Stack(app, "Test", env=ENV)

    with pytest.raises(RuntimeError, match=r"Test/Bucket: .*Forgetful answers with a BucketProps"):
        s3.Bucket(stack, "Bucket", bucket_name="media-of-the-shop")


# What an injector takes from which of our constructs, and the rule that finds it.
HOSTILE: dict[str, tuple[str, Any, dict[str, object]]] = {
    "AwsSolutions-S10": ("SecureBucket", s3.Bucket, {"enforceSSL": False, "minimumTLSVersion": None}),
    "HIPAA.Security-S3BucketVersioningEnabled": ("SecureBucket", s3.Bucket, {"versioned": False}),
    "HIPAA.Security-S3DefaultEncryptionKMS": (
        "SecureBucket",
        s3.Bucket,
        {"encryption": s3.BucketEncryption.S3_MANAGED, "encryptionKey": None, "bucketKeyEnabled": None},
    ),
    "HIPAA.Security-S3BucketLevelPublicAccessProhibited": (
        "SecureBucket",
        s3.Bucket,
        {"blockPublicAccess": s3.BlockPublicAccess.BLOCK_ACLS_ONLY},
    ),
    "AwsSolutions-SQS4": ("WorkQueue", sqs.Queue, {"enforceSSL": False}),
    "AwsSolutions-SQS3": ("WorkQueue", sqs.Queue, {"deadLetterQueue": None}),
    "CC-TlsOnly": ("AlertTopic", sns.Topic, {"enforceSSL": False}),
    "HIPAA.Security-SNSEncryptedKMS": ("AlertTopic", sns.Topic, {"masterKey": None}),
    "AwsSolutions-KMS5": ("EncryptionKey", kms.Key, {"enableKeyRotation": False, "rotationPeriod": None}),
    "HIPAA.Security-CloudWatchLogGroupEncrypted": (
        "EncryptedLogGroup",
        logs.LogGroup,
        {"encryptionKey": None},
    ),
    "CC-TableRecovery": ("SecureTable", dynamodb.TableV2, {"pointInTimeRecoverySpecification": None}),
    "CC-TableEncryptionKey": ("SecureTable", dynamodb.TableV2, {"encryption": None}),
    "CC-TableDeletionProtection": ("SecureTable", dynamodb.TableV2, {"deletionProtection": False}),
    "CC-FunctionLogGroup": ("EnhancedLambda", lambda_.Function, {"logGroup": None}),
    "CC-HttpApiThrottle": ("HttpApi", apigateway.HttpStage, {"throttle": None}),
}


@pytest.mark.parametrize("rule", HOSTILE)
def test_what_a_hostile_injector_takes_from_our_constructs_is_found(rule: str) -> None:
    construct, kind, taken = HOSTILE[rule]
    app = cdk.App()
    SecureDefaults.of(app).apply()
    stack = cdk.Stack(app, "Test", env=ENV)
    cdk.PropertyInjectors.of(stack).add(Injector(kind, force=True, **taken))
    DEFAULTS[construct](stack)

    found = check(app.synth().directory)

    assert rule in {finding.rule for finding in found if finding.reason is None}
