"""Checks of what the embedded AWS makes by its API alone, or drops from a template: against its API."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from guardrails.assemblies import write_assembly
from validation.conftest import Deployed

from cloud_constructs.guardrails import Assembly
from cloud_constructs.validation import Aws, Result, Verdict
from cloud_constructs.validation._live import Live
from cloud_constructs.validation._validation import judge

pytestmark = pytest.mark.embedded


class Bench:
    """One resource of a template, and what it has become."""

    def __init__(self, app: Deployed, folder: Path) -> None:
        self._app, self._folder = app, folder
        self.client = app.client

    def results(self, id: str, type: str, *, aws: Aws | None = None, **properties: Any) -> dict[str, Result]:
        template = {"Resources": {"It": {"Type": f"AWS::{type}", "Properties": properties}}}
        (resource,) = Assembly(write_assembly(self._folder, template)).resources()
        live = Live(aws or self._app.ask(as_aws=True), resource, {resource: id})
        return {result.claim: result for result in judge(live)}


@pytest.fixture
def bench(app: Deployed, tmp_path: Path) -> Bench:
    return Bench(app, tmp_path)


@pytest.fixture
def trail(app: Deployed) -> str:
    cloudtrail = app.client("cloudtrail")
    app.client("s3").create_bucket(
        Bucket="trail-files", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    cloudtrail.create_trail(
        Name="audit", S3BucketName="trail-files", IsMultiRegionTrail=True, EnableLogFileValidation=True
    )
    cloudtrail.start_logging(Name="audit")
    return "audit"


def test_a_trail(bench: Bench, trail: str) -> None:  # AS-1 AS-13
    wanted = {"IsLogging": True, "EnableLogFileValidation": True, "IsMultiRegionTrail": True}
    sound = bench.results(trail, "CloudTrail::Trail", **wanted)
    assert [result.verdict for result in sound.values()] == [Verdict.OK] * 3
    keyed = bench.results(trail, "CloudTrail::Trail", **wanted, KMSKeyId="alias/audit")
    assert keyed["is encrypted with its key"].why == "no key of the app encrypts it"

    bench.client("cloudtrail").stop_logging(Name=trail)
    bench.client("cloudtrail").update_trail(
        Name=trail, IsMultiRegionTrail=False, EnableLogFileValidation=False
    )

    broken = bench.results(trail, "CloudTrail::Trail", **wanted)
    assert {result.verdict for result in broken.values()} == {Verdict.FAILED}
    assert "it is stopped" in broken["writes down who does what"].why
    assert broken["writes down who does what"].mend == "aws cloudtrail start-logging --name audit"


def test_a_recorder(bench: Bench) -> None:  # AS-1 AS-13
    config = bench.client("config")
    config.put_configuration_recorder(
        ConfigurationRecorder={"name": "all", "roleARN": "arn:aws:iam::123456789012:role/config"}
    )
    config.put_delivery_channel(DeliveryChannel={"name": "all", "s3BucketName": "history"})
    config.start_configuration_recorder(ConfigurationRecorderName="all")
    (sound,) = bench.results("all", "Config::ConfigurationRecorder").values()
    assert sound.verdict is Verdict.OK

    config.stop_configuration_recorder(ConfigurationRecorderName="all")

    (broken,) = bench.results("all", "Config::ConfigurationRecorder").values()
    assert (broken.verdict, broken.why) == (Verdict.FAILED, "it is stopped: changes are not recorded")
    (missing,) = bench.results("other", "Config::ConfigurationRecorder").values()
    assert (missing.verdict, "does not find other" in missing.why) == (Verdict.FAILED, True)


def expect(result: Result, why: str) -> None:
    assert (result.verdict, why in result.why) == (Verdict.FAILED, True), result


def test_a_function(app: Deployed, bench: Bench) -> None:  # AS-13
    name, queue = app.ids["Data/Worker/Resource/Resource"], app.ids["Data/Worker/Failures/Resource/Resource"]
    client, kms = bench.client("lambda"), bench.client("kms")
    arn = bench.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    key = kms.describe_key(KeyId=app.ids["Data/Key/Resource/Resource"])["KeyMetadata"]["Arn"]
    wanted = {
        "Runtime": "python3.14",
        "DeadLetterConfig": {"TargetArn": "any"},
        "KmsKeyArn": key,
        "ReservedConcurrentExecutions": 2,
    }
    broken = bench.results(name, "Lambda::Function", **wanted)
    expect(broken["runs under the runtime of the template"], "is provided.al2023, and should be python3.14")
    expect(broken["keeps what it fails on"], "events that it fails on are lost")
    expect(broken["encrypts its variables"], "no key of the app encrypts it")
    expect(broken["has its share of concurrency"], "is None, and should be 2")

    client.update_function_configuration(
        FunctionName=name,
        DeadLetterConfig={"TargetArn": arn["Attributes"]["QueueArn"]},
        KMSKeyArn=key,
    )
    client.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})
    client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=2)

    mended = bench.results(name, "Lambda::Function", **(wanted | {"Runtime": "provided.al2023"}))
    assert {result.verdict for result in mended.values()} == {Verdict.OK}, mended


def test_failed_events(app: Deployed, bench: Bench) -> None:
    name, client = app.ids["Data/Worker/Resource/Resource"], bench.client("lambda")
    wanted = {
        "FunctionName": name,
        "Qualifier": "$LATEST",
        "DestinationConfig": {"OnFailure": {"Destination": "arn:aws:sqs:eu-west-1:123456789012:failures"}},
    }
    client.put_function_event_invoke_config(**wanted)
    (sound,) = bench.results("any", "Lambda::EventInvokeConfig", **wanted).values()
    assert sound.verdict is Verdict.OK

    client.put_function_event_invoke_config(FunctionName=name, Qualifier="$LATEST", MaximumRetryAttempts=1)

    (broken,) = bench.results("any", "Lambda::EventInvokeConfig", **wanted).values()
    expect(broken, "events that it fails on are lost")


def test_what_is_old(app: Deployed, bench: Bench) -> None:
    bucket, s3 = app.ids["Data/Files/Resource/Resource"], bench.client("s3")
    rule = {"Id": "old", "Status": "Enabled", "ExpirationInDays": 90}
    wanted = {"LifecycleConfiguration": {"Rules": [rule]}}
    claim = "moves and deletes what is old"
    expect(bench.results(bucket, "S3::Bucket", **wanted)[claim], "is 0, and should be 1")

    live = {"ID": "old", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 90}}
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [live]})

    assert bench.results(bucket, "S3::Bucket", **wanted)[claim].verdict is Verdict.OK


def test_a_log_group_with_another_key(app: Deployed, bench: Bench) -> None:
    group = app.ids["Data/Worker/Logs/Resource/Resource"]
    arn = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"

    (result,) = bench.results(group, "Logs::LogGroup", KmsKeyId=arn).values()

    expect(result, f"not with {arn}")


def test_alarms(app: Deployed, bench: Bench) -> None:  # AS-13
    cloudwatch, topic = bench.client("cloudwatch"), "arn:aws:sns:eu-west-1:123456789012:alerts"
    alarm = app.ids["Data/Errors/Resource"]
    cloudwatch.put_composite_alarm(
        AlarmName="health", AlarmRule=f'ALARM("{alarm}")', ActionsEnabled=True, AlarmActions=[topic]
    )
    sound = bench.results("health", "CloudWatch::CompositeAlarm", AlarmActions=[topic])
    assert sound["tells whom it should"].verdict is Verdict.OK
    unsure = bench.results(alarm, "CloudWatch::Alarm")["is not in alarm"]
    assert (unsure.verdict, "it has seen no data yet" in unsure.why) == (Verdict.NOT_CHECKED, True)

    cloudwatch.set_alarm_state(AlarmName=alarm, StateValue="ALARM", StateReason="three errors")
    expect(bench.results(alarm, "CloudWatch::Alarm")["is not in alarm"], "it is in alarm: three errors")
    cloudwatch.set_alarm_state(AlarmName=alarm, StateValue="OK", StateReason="none")
    assert bench.results(alarm, "CloudWatch::Alarm")["is not in alarm"].verdict is Verdict.OK
    deaf = bench.results("health", "CloudWatch::CompositeAlarm", AlarmActions=[topic, f"{topic}-2"])
    expect(deaf["tells whom it should"], "it does not tell everybody whom it should")
    expect(bench.results("gone", "CloudWatch::Alarm")["is not in alarm"], "does not find gone")


def test_a_subscription_that_nobody_confirmed(bench: Bench) -> None:
    (result,) = bench.results("PendingConfirmation", "SNS::Subscription").values()

    expect(result, "whoever is to be told has not confirmed it")


def test_a_mail_domain(app: Deployed, bench: Bench) -> None:  # AS-13
    ses = bench.client("sesv2")
    ses.create_email_identity(EmailIdentity="share.example.com")
    sound = bench.results("share.example.com", "SES::EmailIdentity", EmailIdentity="share.example.com")
    assert sound["may send mail"].verdict is Verdict.OK

    unsigned = told("get_email_identity", {"DkimAttributes": {"SigningEnabled": False}})
    unproven = told("get_email_identity", {"DkimAttributes": {"SigningEnabled": True, "Status": "PENDING"}})
    for aws, why in {unsigned: "mails are not signed", unproven: "DKIM is PENDING"}.items():
        broken = bench.results("share.example.com", "SES::EmailIdentity", aws=aws)["signs mails"]
        expect(broken, why)
        assert "aws sesv2 get-email-identity --email-identity share.example.com" in broken.mend


def test_a_certificate(bench: Bench) -> None:  # AS-2 AS-13
    issued = bench.client("acm").request_certificate(DomainName="share.example.com")["CertificateArn"]
    (sound,) = bench.results(issued, "CertificateManager::Certificate").values()
    assert sound.verdict is Verdict.OK
    bench.client("acm").delete_certificate(CertificateArn=issued)
    (gone,) = bench.results(issued, "CertificateManager::Certificate").values()
    expect(gone, "does not find it (ResourceNotFoundException")


def refuse(operation: str) -> None:
    raise ClientError({"Error": {"Code": "AccessDenied", "Message": "not you"}}, operation)


def told(operation: str, answer: dict[str, Any]) -> Aws:
    """Return an AWS that gives one answer, for a state into which nobody can bring the embedded one."""

    class Client:
        def can_paginate(self, _: str) -> bool:
            return False

        def __getattr__(self, name: str) -> Any:
            return lambda **_: refuse(name)

    setattr(Client, operation, lambda self, **_: answer)
    aws = Aws(lambda service, region: Client(), region="eu-west-1")
    aws.is_emulated = False
    return aws


SOON = datetime.now(UTC) + timedelta(days=9)


@pytest.mark.parametrize(
    ("type", "operation", "answer", "why"),
    [
        (
            "CertificateManager::Certificate",
            "describe_certificate",
            {"Certificate": {"Status": "PENDING_VALIDATION"}},
            "it is PENDING_VALIDATION",
        ),
        (
            "CertificateManager::Certificate",
            "describe_certificate",
            {"Certificate": {"Status": "ISSUED", "NotAfter": SOON}},
            f"it ends on {SOON:%Y-%m-%d}, and has not been renewed",
        ),
        (
            "GuardDuty::Detector",
            "get_detector",
            {"Status": "DISABLED"},
            "its status is DISABLED, and should be ENABLED",
        ),
        (
            "SNS::Subscription",
            "get_subscription_attributes",
            {"Attributes": {"PendingConfirmation": "true", "Endpoint": "ann@example.com"}},
            "ann@example.com has not confirmed it, and is told nothing",
        ),
        (
            "SES::EmailIdentity",
            "get_email_identity",
            {"VerifiedForSendingStatus": False},
            "SES does not send from it",
        ),
        (
            "Lambda::Function",
            "get_function_configuration",
            {"State": "Failed", "StateReason": "the key is gone"},
            "its state is Failed: the key is gone",
        ),
        (
            "Lambda::EventSourceMapping",
            "get_event_source_mapping",
            {"State": "Enabled", "LastProcessingResult": "PROBLEM: Function call failed"},
            "it cannot read its source: PROBLEM: Function call failed",
        ),
        (
            "CloudTrail::Trail",
            "get_trail_status",
            {"IsLogging": True, "LatestDeliveryError": "AccessDenied"},
            "it cannot write to its bucket: AccessDenied",
        ),
        (
            "Config::ConfigurationRecorder",
            "describe_configuration_recorder_status",
            {
                "ConfigurationRecordersStatus": [
                    {"name": "arn:it", "recording": True, "lastStatus": "Failure", "lastErrorMessage": "no"}
                ]
            },
            "it cannot deliver: no",
        ),
        (
            "CloudFront::Distribution",
            "get_distribution",
            {
                "Distribution": {
                    "Status": "InProgress",
                    "DomainName": "127.0.0.1:9",
                    "DistributionConfig": {
                        "Enabled": False,
                        "DefaultCacheBehavior": {"ViewerProtocolPolicy": "https-only"},
                    },
                }
            },
            "its status is InProgress, and should be Deployed; it is switched off",
        ),
        (
            "StepFunctions::StateMachine",
            "describe_state_machine",
            {"status": "DELETING"},
            "its status is DELETING, and should be ACTIVE",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_the_embedded_aws_never_says(
    bench: Bench, type: str, operation: str, answer: dict[str, Any], why: str
) -> None:
    results = bench.results("arn:it", type, aws=told(operation, answer), Enable=True, IsLogging=True)

    expect(next(iter(results.values())), why)


def test_an_answer_that_lacks_something_is_not_judged(bench: Bench) -> None:
    (result,) = bench.results("it", "GuardDuty::Detector", aws=told("get_detector", {}), Enable=True).values()

    assert (result.verdict, result.why) == (
        Verdict.NOT_CHECKED,
        "the answer cannot be read: KeyError('Status')",
    )


ALIAS = "alias/shop"
KEY_ARN = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"


@pytest.mark.parametrize(
    ("wanted", "found", "verdict"),
    [
        (KEY_ARN, KEY_ARN.rpartition("/")[2], Verdict.OK),
        (KEY_ARN.rpartition("/")[2], KEY_ARN, Verdict.OK),
        (ALIAS, f"arn:aws:kms:eu-west-1:123456789012:{ALIAS}", Verdict.OK),
        (ALIAS, KEY_ARN, Verdict.NOT_CHECKED),
        (ALIAS, "alias/aws/sqs", Verdict.FAILED),
        (KEY_ARN, KEY_ARN.replace("1111-", "9999-"), Verdict.FAILED),
    ],
)
def test_a_key_has_several_names(bench: Bench, wanted: str, found: str, verdict: Verdict) -> None:
    aws = told("get_queue_attributes", {"Attributes": {"KmsMasterKeyId": found}})

    results = bench.results("https://queue", "SQS::Queue", aws=aws, KmsMasterKeyId=wanted)

    assert results["is encrypted with its key"].verdict is verdict


ACL = "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/1"
GUARDED = "arn:aws:apigateway:eu-west-1::/restapis/abc/stages/v1"


@pytest.mark.parametrize("id", [f"{ACL}|{GUARDED}", f"{GUARDED}|{ACL}"])
def test_a_web_acl_before_an_api(bench: Bench, id: str) -> None:  # AS-1 AS-13
    (sound,) = bench.results(
        id, "WAFv2::WebACLAssociation", aws=told("get_web_acl_for_resource", {"WebACL": {"ARN": ACL}})
    ).values()
    (other,) = bench.results(
        id, "WAFv2::WebACLAssociation", aws=told("get_web_acl_for_resource", {"WebACL": {"ARN": f"{ACL}2"}})
    ).values()

    (none,) = bench.results(id, "WAFv2::WebACLAssociation", aws=told("get_web_acl_for_resource", {})).values()

    assert sound.verdict is Verdict.OK
    expect(other, f"the web ACL is {ACL}2, and should be {ACL}")
    expect(none, "no web ACL stands before it")


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Statement": list(statements)}


READ = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::a/*"}


@pytest.mark.parametrize(
    ("live", "verdict"),
    [
        (policy(READ | {"Action": "S3:getobject"}), Verdict.OK),
        (policy(READ | {"Sid": "AWSLogDeliveryWrite", "Action": "s3:PutObject"}, READ), Verdict.OK),
        (policy(READ | {"Principal": {"AWS": ["*"]}}), Verdict.FAILED),
        (policy(READ | {"Resource": ["*"]}), Verdict.FAILED),
        (policy({"Effect": "Allow", "NotAction": "s3:GetObject", "Resource": "*"}), Verdict.FAILED),
        (policy(READ | {"Effect": "Deny"}), Verdict.FAILED),
        (policy(READ, READ), Verdict.FAILED),
        (policy(), Verdict.FAILED),
    ],
)
def test_policies_are_compared_by_what_they_say(bench: Bench, live: dict[str, Any], verdict: Verdict) -> None:
    aws = told("get_key_policy", {"Policy": json.dumps(live)})

    results = bench.results("key", "KMS::Key", aws=aws, KeyPolicy=policy(READ))

    assert results["has the policy of the template"].verdict is verdict


@pytest.mark.parametrize("wanted", [{"Fn::Transform": {}}, policy({"Fn::If": ["Wide", READ, READ]})])
def test_a_policy_that_cloudformation_decides_is_not_judged(bench: Bench, wanted: dict[str, Any]) -> None:
    aws = told("get_role", {"Role": {"AssumeRolePolicyDocument": policy(READ)}})

    results = bench.results("role", "IAM::Role", aws=aws, AssumeRolePolicyDocument=wanted)

    assert results["is trusted to those of the template"].verdict is Verdict.NOT_CHECKED


THROTTLED = {"ThrottlingRateLimit": 10, "ThrottlingBurstLimit": 20}
LOGGED = {"DestinationArn": "arn:aws:logs:eu-west-1:123456789012:log-group:calls"}


@pytest.mark.parametrize(
    ("type", "wanted", "operation", "answer", "claim", "why"),
    [
        (
            "ApiGateway::Stage",
            {"MethodSettings": [{"HttpMethod": "GET", "ResourcePath": "/~1videos", **THROTTLED}]},
            "get_stage",
            {"methodSettings": {"~1videos/GET": {"throttlingRateLimit": 10.0, "throttlingBurstLimit": 5000}}},
            "is throttled",
            "throttlingBurstLimit of ~1videos/GET is 5000, and should be 20",
        ),
        (
            "ApiGateway::Stage",
            {"AccessLogSetting": LOGGED},
            "get_stage",
            {},
            "logs who calls it",
            "nobody writes down who called it",
        ),
        (
            "ApiGatewayV2::Stage",
            {"DefaultRouteSettings": THROTTLED},
            "get_stage",
            {"DefaultRouteSettings": {"ThrottlingRateLimit": 10.0}},
            "is throttled",
            "ThrottlingBurstLimit is None, and should be 20",
        ),
        (
            "ApiGatewayV2::Stage",
            {"AccessLogSettings": LOGGED},
            "get_stage",
            {},
            "logs who calls it",
            "nobody writes down who called it",
        ),
        (
            "ApiGatewayV2::Api",
            {},
            "get_api",
            {"ApiEndpoint": "https://127.0.0.1:9"},
            "answers",
            "https://127.0.0.1:9 does not answer",
        ),
        (
            "SecretsManager::Secret",
            {"KmsKeyId": KEY_ARN},
            "describe_secret",
            {},
            "is encrypted with its key",
            "no key of the app encrypts it",
        ),
        (
            "StepFunctions::StateMachine",
            {"LoggingConfiguration": {"Level": "ALL"}},
            "describe_state_machine",
            {"loggingConfiguration": {"level": "OFF"}},
            "logs",
            "its log level is OFF, and should be ALL",
        ),
        (
            "DynamoDB::GlobalTable",
            {"Replicas": [{"Region": "eu-west-1"}, {"Region": "eu-central-1"}]},
            "describe_table",
            {"Table": {"Replicas": [{"RegionName": "eu-central-1", "ReplicaStatus": "CREATION_FAILED"}]}},
            "is copied to its other regions",
            "the replica in eu-central-1 is CREATION_FAILED, and should be ACTIVE",
        ),
        (
            "CloudFront::Distribution",
            {"DistributionConfig": {"WebACLId": "acl"}},
            "get_distribution",
            {"Distribution": {"DistributionConfig": {}, "DomainName": "127.0.0.1:9"}},
            "has its web ACL",
            "no web ACL stands before it",
        ),
        (
            "CloudFront::Distribution",
            {},
            "get_distribution",
            {"Distribution": {"DomainName": "127.0.0.1:9"}},
            "answers, with the headers that protect browsers",
            "https://127.0.0.1:9/ does not answer",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_somebody_may_have_changed(
    bench: Bench,
    type: str,
    wanted: dict[str, Any],
    operation: str,
    answer: dict[str, Any],
    claim: str,
    why: str,
) -> None:
    api = {"RestApiId": "abc"} if type == "ApiGateway::Stage" else {"ApiId": "abc"}

    results = bench.results("it", type, aws=told(operation, answer), **api, **wanted)

    expect(results[claim], why)


def test_a_secret_that_is_no_longer_rotated(app: Deployed, tmp_path: Path) -> None:
    template = {
        "Resources": {
            "Secret": {"Type": "AWS::SecretsManager::Secret"},
            "Monthly": {
                "Type": "AWS::SecretsManager::RotationSchedule",
                "Properties": {"SecretId": {"Ref": "Secret"}},
            },
        }
    }
    secret, _ = Assembly(write_assembly(tmp_path, template)).resources()

    results = judge(Live(app.ask(), secret, {secret: app.ids["Data/Secret/Resource"]}))

    (rotation,) = (result for result in results if result.claim == "is rotated")
    expect(rotation, "it is no longer rotated")
