from typing import Any

import aws_cdk as cdk
import pytest
from harness import audit_trail, default_template, new_stack, only, resources, statements, synth, template_of

from cloud_constructs import AuditEvent, AuditTrail, SecureBucket, Severity, StageProfile

TRAIL, FILTER, ALARM = "AWS::CloudTrail::Trail", "AWS::Logs::MetricFilter", "AWS::CloudWatch::Alarm"
EVERYTHING = "AuditTrail with everything"
SERVICE = {"Service": "cloudtrail.amazonaws.com"}


@pytest.fixture(scope="module")
def trail() -> dict[str, Any]:
    return only(default_template("AuditTrail"), TRAIL)


def of_service(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in statements if each["Principal"] == SERVICE]


def test_it_writes_down_every_region_and_shows_what_was_changed(trail: dict[str, Any]) -> None:  # CV-15
    assert (trail["IsLogging"], trail["IsMultiRegionTrail"]) == (True, True)
    assert (trail["EnableLogFileValidation"], trail["IncludeGlobalServiceEvents"]) == (True, True)
    (management,) = trail["AdvancedEventSelectors"]
    assert management["FieldSelectors"] == [{"Field": "eventCategory", "Equals": ["Management"]}]


def test_the_bucket_takes_files_of_this_trail_alone(trail: dict[str, Any]) -> None:
    template = default_template("AuditTrail")
    acl, put = of_service(statements(template, "TrailFilesPolicy") or [])

    assert (acl["Action"], put["Action"]) == ("s3:GetBucketAcl", "s3:PutObject")
    assert str(put["Resource"]).count("/AWSLogs/123456789012/*") == 1
    arn = put["Condition"]["StringEquals"]["aws:SourceArn"]
    assert arn == acl["Condition"]["StringEquals"]["aws:SourceArn"]
    assert str(arn).count(f":cloudtrail:eu-west-1:123456789012:trail/{trail['TrailName']}") == 1
    assert put["Condition"]["StringEquals"]["s3:x-amz-acl"] == "bucket-owner-full-control"


def test_digests_which_cloudtrail_encrypts_with_another_key_are_taken_and_nobody_elses() -> None:
    def refusals(bucket: str) -> list[dict[str, Any]]:
        policy = statements(default_template(EVERYTHING), f"{bucket}Policy")
        return [each["Condition"] for each in policy if "Null" in each["Condition"]]

    excepted = {"aws:PrincipalServiceName": "cloudtrail.amazonaws.com"}
    assert [each["StringNotEqualsIfExists"] for each in refusals("Audit")] == [excepted, excepted]
    assert [each.keys() for each in refusals("Invoices")] == [{"StringNotEquals", "Null"}] * 2


def test_the_policy_of_the_key_names_the_trail(trail: dict[str, Any]) -> None:
    (key,) = resources(default_template("AuditTrail"), "AWS::KMS::Key").values()
    (statement,) = of_service(key["Properties"]["KeyPolicy"]["Statement"])

    assert statement["Action"] == ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey"]
    assert trail["TrailName"] in str(statement["Condition"]["StringEquals"]["aws:SourceArn"])


def test_the_trail_waits_for_what_it_tries_at_once() -> None:
    template = default_template("AuditTrail")
    (trail,) = resources(template, TRAIL).values()
    (policy,) = (id for id in resources(template, "AWS::S3::BucketPolicy") if id.startswith("TrailFilesPol"))

    assert policy in trail["DependsOn"]
    assert [id for id in trail["DependsOn"] if id.startswith("TrailRolePolicy")] != []


def test_what_the_benchmark_lists_is_counted_and_told() -> None:
    template = default_template("AuditTrail")
    filters = {
        body["Properties"]["MetricTransformations"][0]["MetricName"]: body["Properties"]
        for body in resources(template, FILTER).values()
    }
    alarms = {
        body["Properties"]["MetricName"]: body["Properties"] for body in resources(template, ALARM).values()
    }

    assert set(filters) == set(alarms) == set(AuditEvent)
    for name, counted in filters.items():
        (metric,) = counted["MetricTransformations"]
        assert (metric["MetricNamespace"], metric["MetricValue"]) == (alarms[name]["Namespace"], "1")
    assert "($.eventName=ScheduleKeyDeletion)" in filters["KeyDeletion"]["FilterPattern"]
    # CloudWatch Logs takes no longer one.
    assert max(len(event.pattern) for event in AuditEvent) <= 1024


@pytest.mark.parametrize("event", AuditEvent)
def test_brackets_of_a_filter_balance(event: AuditEvent) -> None:
    assert event.pattern.count("(") == event.pattern.count(")")
    assert (event.pattern[0], event.pattern[-1]) == ("{", "}")


def test_who_uses_the_root_user_wakes_somebody_in_production_alone() -> None:
    def severity(stage: str) -> Severity:
        trail = audit_trail(new_stack(), profile=StageProfile.named(stage))
        return next(each.severity for each in trail.alarms.watched if each.name == "TrailRootUse")

    assert (severity("prod"), severity("dev")) == (Severity.PAGE, Severity.TICKET)


def test_data_of_chosen_resources_are_watched_by_kind() -> None:
    trail = only(default_template(EVERYTHING), TRAIL)
    by_kind = {selector["Name"]: selector["FieldSelectors"] for selector in trail["AdvancedEventSelectors"]}

    assert list(by_kind) == [
        "Management",
        "AWS::S3::Object",
        "AWS::DynamoDB::Table",
        "AWS::Lambda::Function",
    ]
    _, kind, buckets = by_kind["AWS::S3::Object"]
    assert kind == {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}
    assert [str(arn).count("final/") for arn in buckets["StartsWith"]] == [1, 0]
    assert trail["InsightSelectors"] == [
        {"InsightType": "ApiCallRateInsight"},
        {"InsightType": "ApiErrorRateInsight"},
    ]


def test_what_is_waived_is_not_made_and_stands_in_the_evidence() -> None:
    template = default_template(EVERYTHING)

    assert only(template, TRAIL)["IsMultiRegionTrail"] is False
    assert [id for id in resources(template, FILTER) if "VpcChanges" in id] == []
    assert [id for id in resources(template, ALARM) if "VpcChanges" in id] == []


def test_a_bucket_that_is_given_brings_its_key() -> None:
    stack = new_stack()
    bucket = SecureBucket(stack, "Audit")
    trail = audit_trail(stack, bucket=bucket)

    assert trail.bucket is bucket
    assert [id for id in resources(template_of(stack), "AWS::S3::Bucket") if id.startswith("Trail")] == []


def test_two_trails_in_a_stack_do_not_share_their_numbers() -> None:
    def build(stack: cdk.Stack) -> None:
        first = audit_trail(stack)
        AuditTrail(stack, "Second", alerts=first_topic(stack), bucket=first.bucket)

    namespaces = {
        body["Properties"]["MetricTransformations"][0]["MetricNamespace"]
        for body in resources(synth(build), FILTER).values()
    }
    assert len(namespaces) == 2


def first_topic(stack: cdk.Stack) -> Any:
    return stack.node.find_child("Alerts")
