from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_s3 as s3
from harness import default_template, function, new_stack, resources, statements, synth

from cloud_constructs import ArgumentError, BucketReplica, Lifecycle, LogBucket, SecureBucket, Waiver

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

    *_, statement = statements(synth(build), "BucketPolicy")
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


def bucket_of(**kwargs: Any) -> dict[str, Any]:
    return main_bucket(synth(lambda stack: SecureBucket(stack, "Bucket", **kwargs)))


def test_no_object_is_encrypted_with_another_key_or_with_one_of_the_caller() -> None:  # CV-9
    template = default_template("SecureBucket")
    (rule,) = main_bucket(template)["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    denied = [
        s["Condition"] for s in statements(template, "BucketPolicy") if "Null" in s.get("Condition", {})
    ]

    assert rule["BlockedEncryptionTypes"] == {"EncryptionType": ["SSE-C"]}
    algorithm, key = denied
    assert algorithm["StringNotEquals"] == {"s3:x-amz-server-side-encryption": "aws:kms"}
    header = "s3:x-amz-server-side-encryption-aws-kms-key-id"
    assert key["StringNotEquals"][header]["Fn::GetAtt"][0].startswith("EncryptionKey")
    # Without the header the default applies, which is right.
    assert key["Null"] == {header: "false"}


def test_the_buckets_of_a_stack_can_share_one_for_their_logs() -> None:
    def build(stack: cdk.Stack) -> None:
        for id in ("First", "Second"):
            SecureBucket(stack, id, access_logs=LogBucket.of(stack))

    template = synth(build)
    buckets = resources(template, BUCKET)
    assert len(buckets) == 3
    logging = [body["Properties"].get("LoggingConfiguration") for body in buckets.values()]
    prefixes = [configuration["LogFilePrefix"] for configuration in logging if configuration]
    assert prefixes == ["Test/First/", "Test/Second/"]
    delivery = [s for s in statements(template, "AccessLogsPolicy") if s["Effect"] == "Allow"]
    assert [s["Condition"] for s in delivery] == [{"StringEquals": {"aws:SourceAccount": "123456789012"}}]


def test_objects_are_copied_to_another_region_by_a_role_of_their_own() -> None:  # CV-9, CV-16
    template = default_template("SecureBucket with every option")
    configuration = main_bucket(template)["ReplicationConfiguration"]
    (rule,) = configuration["Rules"]

    assert rule["SourceSelectionCriteria"] == {"SseKmsEncryptedObjects": {"Status": "Enabled"}}
    destination = rule["Destination"]
    assert destination["EncryptionConfiguration"]["ReplicaKmsKeyID"].startswith("arn:aws:kms:eu-central-1")
    assert destination["Metrics"] == {"Status": "Enabled", "EventThreshold": {"Minutes": 15}}
    assert destination["ReplicationTime"] == {"Status": "Enabled", "Time": {"Minutes": 15}}
    # What is deleted here stays there.
    assert rule["DeleteMarkerReplication"] == {"Status": "Disabled"}
    _, _, copying, decrypting, encrypting = statements(template, "BucketReplicationRolePolicy")
    assert copying["Resource"] == "arn:aws:s3:::documents-elsewhere/final/*"
    assert decrypting["Condition"] == {"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}
    assert encrypting["Resource"] == destination["EncryptionConfiguration"]["ReplicaKmsKeyID"]


def test_versions_can_be_locked_against_deletion() -> None:
    locked = main_bucket(default_template("SecureBucket with every option"))["ObjectLockConfiguration"]

    assert locked["Rule"]["DefaultRetention"] == {"Days": 30, "Mode": "GOVERNANCE"}


def test_a_stage_that_keeps_no_data_locks_nothing_for_good() -> None:
    lock = s3.ObjectLockRetention.compliance(cdk.Duration.days(365))

    with pytest.raises(ArgumentError, match=r"the stage dev keeps no data.*governance for this stage"):
        SecureBucket(new_stack({"stage": "dev"}), "Bucket", object_lock=lock)
    assert SecureBucket(new_stack(), "Bucket", object_lock=lock)


def test_pages_of_named_origins_upload_with_signed_urls() -> None:
    (rule,) = bucket_of(browser_origins=["https://shop.example.com"])["CorsConfiguration"]["CorsRules"]

    assert rule["AllowedOrigins"] == ["https://shop.example.com"]
    assert set(rule["AllowedMethods"]) == {"GET", "HEAD", "PUT", "POST"}
    assert rule["ExposedHeaders"] == ["ETag"]


def test_pages_of_any_name_below_a_domain_may_reach_the_bucket() -> None:
    (rule,) = bucket_of(browser_origins=["https://*.cloudfront.net"])["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedOrigins"] == ["https://*.cloudfront.net"]


def test_objects_get_colder_with_age_and_go_at_last() -> None:  # CV-9
    rules = [
        Lifecycle.archive(infrequent_days=30, instant_days=90, deep_days=180, expire_days=365, prefix="a/"),
        Lifecycle.intelligent_tiering(prefix="b/"),
        Lifecycle.expiry(7, prefix="tmp/"),
    ]
    _, archive, tiering, expiry = bucket_of(lifecycle=rules)["LifecycleConfiguration"]["Rules"]

    moves = [(move["StorageClass"], move["TransitionInDays"]) for move in archive["Transitions"]]
    assert moves == [("STANDARD_IA", 30), ("GLACIER_IR", 90), ("DEEP_ARCHIVE", 180)]
    assert (archive["ExpirationInDays"], archive["Prefix"]) == (365, "a/")
    assert tiering["Transitions"] == [{"StorageClass": "INTELLIGENT_TIERING", "TransitionInDays": 0}]
    assert (expiry["Id"], expiry["ExpirationInDays"]) == ("Expiry.tmp", 7)


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ({}, "archive names no storage"),
        ({"instant_days": 90, "deep_days": 90}, "steps after 90, 90 days.*more days than the one before"),
        ({"instant_days": 90, "expire_days": 30}, "steps after 90, 30 days"),
        ({"infrequent_days": 7}, "infrequent_days is 7.*30 days or more"),
        ({"instant_days": 0}, "a step after 0 days"),
    ],
)
def test_a_lifecycle_that_s3_refuses_is_refused_here(days: dict[str, int], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        Lifecycle.archive(**days)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"browser_origins": ["*"]}, r"an origin of browser_origins is '\*'"),
        ({"replica": BucketReplica(bucket_arn="media", key_arn="k")}, "bucket_arn of replica is 'media'"),
        (
            {"replica": BucketReplica(bucket_arn="arn:aws:s3:::media", key_arn="alias/aws/s3")},
            "key_arn of replica is 'alias/aws/s3'",
        ),
    ],
)
def test_what_cannot_work_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        bucket_of(**arguments)
