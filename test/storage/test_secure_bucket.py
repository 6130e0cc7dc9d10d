import aws_cdk as cdk
from aws_cdk import aws_s3 as s3
from harness import default_template, function, resources, statements, synth

from cloud_constructs import SecureBucket, Waiver

BUCKET = "AWS::S3::Bucket"


def main_bucket(template: dict) -> dict:
    (body,) = (body for id, body in resources(template, BUCKET).items() if "AccessLogs" not in id)
    return body["Properties"]


def test_it_is_private_versioned_and_encrypted() -> None:
    body = main_bucket(default_template("SecureBucket"))

    assert set(body["PublicAccessBlockConfiguration"].values()) == {True}
    assert body["VersioningConfiguration"] == {"Status": "Enabled"}
    (rule,) = body["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    assert rule["BucketKeyEnabled"] is True


def test_failed_uploads_and_old_versions_do_not_stay() -> None:
    (rule,) = main_bucket(default_template("SecureBucket"))["LifecycleConfiguration"]["Rules"]

    assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}
    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 30}


def test_accesses_are_logged_by_policy_and_not_by_acl() -> None:
    template = default_template("SecureBucket")
    (logs,) = (id for id in resources(template, BUCKET) if "AccessLogs" in id)

    assert main_bucket(template)["LoggingConfiguration"] == {"DestinationBucketName": {"Ref": logs}}
    assert "AccessControl" not in resources(template, BUCKET)[logs]["Properties"]
    delivery = statements(template, "BucketAccessLogsPolicy")[-1]
    assert delivery["Principal"] == {"Service": "logging.s3.amazonaws.com"}
    assert delivery["Condition"]["StringEquals"] == {"aws:SourceAccount": "123456789012"}


def test_a_bucket_for_logs_can_be_shared() -> None:
    def build(stack: cdk.Stack) -> None:
        first = SecureBucket(stack, "First")
        SecureBucket(stack, "Second", access_logs=first.access_logs)

    assert len(resources(synth(build), BUCKET)) == 3


def test_access_logs_go_off_only_in_writing() -> None:
    waiver = Waiver(reason="CloudTrail data events cover this bucket")
    template = synth(lambda stack: SecureBucket(stack, "Bucket", access_logs=waiver))

    assert "LoggingConfiguration" not in main_bucket(template)
    assert len(resources(template, BUCKET)) == 1


def test_tls_below_1_2_is_denied() -> None:
    denied = [s["Condition"] for s in statements(default_template("SecureBucket"), "BucketPolicy")]

    assert {"Bool": {"aws:SecureTransport": "false"}} in denied
    assert {"NumericLessThan": {"s3:TlsVersion": 1.2}} in denied


def test_grants_are_narrow_and_limited_to_a_prefix() -> None:
    def build(stack: cdk.Stack) -> None:
        bucket = SecureBucket(stack, "Bucket")
        bucket.grant_read(function(stack, "Reader"), "in/")
        bucket.grant_write(function(stack, "Writer"), "out/")
        bucket.grant_delete(function(stack, "Cleaner"))

    template = synth(build)
    _, listing, reading = statements(template, "ReaderRoleGranted")
    assert listing["Condition"] == {"StringLike": {"s3:prefix": "in/*"}}
    assert reading["Action"] == "s3:GetObject"
    assert reading["Resource"]["Fn::Join"][1][1] == "/in/*"
    (writing,) = statements(template, "WriterRoleGranted")[1:]
    assert writing["Action"] == ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
    (deleting,) = statements(template, "CleanerRoleGranted")
    assert deleting["Action"] == "s3:DeleteObject"


def test_writes_can_be_limited_to_roles() -> None:
    """GS-2: object writes only from the downloader's role."""

    def build(stack: cdk.Stack) -> None:
        SecureBucket(stack, "Bucket").deny_writes_except(function(stack).role, prefix="media/")

    (statement,) = (s for s in statements(synth(build), "BucketPolicy") if s["Action"] == "s3:PutObject")
    assert statement["Effect"] == "Deny"
    assert statement["Resource"]["Fn::Join"][1][1] == "/media/*"
    (allowed,) = statement["Condition"]["ArnNotEquals"]["aws:PrincipalArn"]
    assert "FunctionRole" in str(allowed)


def test_a_lifecycle_is_added_to_the_housekeeping() -> None:
    rule = s3.LifecycleRule(id="Old", expiration=cdk.Duration.days(365))
    template = synth(lambda stack: SecureBucket(stack, "Bucket", lifecycle=[rule]))

    ids = [rule["Id"] for rule in main_bucket(template)["LifecycleConfiguration"]["Rules"]]
    assert ids == ["Housekeeping", "Old"]


def test_event_bridge_hears_of_objects_without_a_custom_resource() -> None:
    template = synth(lambda stack: SecureBucket(stack, "Bucket", event_bridge=True))

    configuration = main_bucket(template)["NotificationConfiguration"]
    assert configuration == {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}
    assert resources(template, "AWS::Lambda::Function") == {}
