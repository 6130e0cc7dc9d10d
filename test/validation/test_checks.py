"""Each check says that a sound app is sound, and sees what somebody then changes by hand."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from validation.conftest import Deployed

from cloud_constructs.validation import Verdict

pytestmark = pytest.mark.embedded

OTHER_KEY = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"
OPEN = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
ADMINISTRATOR = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}], "Version": "2012-10-17"}
KEY, BUCKET, TABLE = (
    "Data/Key/Resource/Resource",
    "Data/Files/Resource/Resource",
    "Data/Rows/Resource/Resource",
)
ROLE, POLICY = "Data/Worker/Role/Resource/Resource", "Data/Worker/Role/Policy/Resource"
WORKER, QUEUE, TOPIC = (
    "Data/Worker/Resource/Resource",
    "Data/Jobs/Resource/Resource",
    "Data/Alerts/Resource/Resource",
)
ALARM, LOGS = "Data/Errors/Resource", "Data/Worker/Logs/Resource/Resource"
MAPPING = "Data/Worker/Resource/SqsEventSource:DataJobs35074708/Resource"
POOL, STAGE = "Front/Users/Resource", "Front/Api/DeploymentStage.prod/Resource"


@dataclass(frozen=True)
class Change:
    """What somebody does to a resource, the claim that it breaks, and what the check says then."""

    path: str
    claim: str
    service: str
    do: Callable[[Any, str], object]
    why: str


def with_statement(document: str) -> str:
    policy = json.loads(document)
    return json.dumps(policy | {"Statement": [*policy["Statement"], OPEN]})


def open_key(kms: Any, id: str) -> None:
    found = kms.get_key_policy(KeyId=id, PolicyName="default")["Policy"]
    kms.put_key_policy(KeyId=id, PolicyName="default", Policy=with_statement(found))


def open_queue(sqs: Any, id: str) -> None:
    found = sqs.get_queue_attributes(QueueUrl=id, AttributeNames=["Policy"])["Attributes"]["Policy"]
    sqs.set_queue_attributes(QueueUrl=id, Attributes={"Policy": with_statement(found)})


def without_tls(sns: Any, id: str) -> None:
    policy = json.loads(sns.get_topic_attributes(TopicArn=id)["Attributes"]["Policy"])
    kept = [statement for statement in policy["Statement"] if statement["Effect"] == "Allow"]
    document = json.dumps(policy | {"Statement": kept})
    sns.set_topic_attributes(TopicArn=id, AttributeName="Policy", AttributeValue=document)


def open_bucket(s3: Any, id: str) -> None:
    found = s3.get_bucket_policy(Bucket=id)["Policy"]
    s3.put_bucket_policy(Bucket=id, Policy=with_statement(found))


def weaker_encryption(s3: Any, id: str) -> None:
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    s3.put_bucket_encryption(Bucket=id, ServerSideEncryptionConfiguration={"Rules": [rule]})


def disabled_schedule(scheduler: Any, id: str) -> None:
    found = scheduler.get_schedule(Name=id)
    kept = {name: found[name] for name in ("Name", "ScheduleExpression", "FlexibleTimeWindow", "Target")}
    scheduler.update_schedule(**kept, State="DISABLED")


def counting(wafv2: Any, id: str) -> None:
    name, acl, scope = id.split("|")
    found = wafv2.get_web_acl(Name=name, Id=acl, Scope=scope)
    rules = [rule | {"Action": {"Count": {}}} for rule in found["WebACL"]["Rules"]]
    kept = {key: found["WebACL"][key] for key in ("DefaultAction", "VisibilityConfig")}
    wafv2.update_web_acl(Name=name, Id=acl, Scope=scope, LockToken=found["LockToken"], Rules=rules, **kept)


def plain_text(cloudfront: Any, id: str) -> None:
    found = cloudfront.get_distribution_config(Id=id)
    config = found["DistributionConfig"] | {"Comment": "changed by hand"}
    config["DefaultCacheBehavior"]["ViewerProtocolPolicy"] = "allow-all"
    for origin in config["Origins"]["Items"]:
        origin["CustomOriginConfig"] |= {"HTTPPort": 80, "HTTPSPort": 443}
    cloudfront.update_distribution(Id=id, IfMatch=found["ETag"], DistributionConfig=config)


def trusting(iam: Any, id: str) -> None:
    trust = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    iam.update_assume_role_policy(RoleName=id, PolicyDocument=json.dumps({"Statement": [trust]}))


CHANGES = [
    Change(KEY, "is rotated", "kms", lambda kms, it: kms.disable_key_rotation(KeyId=it), "never rotated"),
    Change(KEY, "has the policy of the template", "kms", open_key, "also says: Allow * to everybody"),
    Change(KEY, "can be used", "kms", lambda kms, it: kms.disable_key(KeyId=it), "state is Disabled"),
    Change(ROLE, "is trusted to those of the template", "iam", trusting, "sts:assumerole to everybody"),
    Change(
        ROLE,
        "has the policies that the app attaches, and no other",
        "iam",
        lambda iam, it: iam.attach_role_policy(
            RoleName=it, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
        ),
        "policy/AdministratorAccess is attached to it",
    ),
    Change(
        ROLE,
        "has nothing written into it but what the template says",
        "iam",
        lambda iam, it: iam.put_role_policy(
            RoleName=it, PolicyName="Quick", PolicyDocument=json.dumps(ADMINISTRATOR)
        ),
        "the policy Quick was written into it",
    ),
    Change(
        "Data/Steps/Role/Resource",
        "has the policies that the app attaches, and no other",
        "iam",
        lambda iam, it: iam.delete_role(RoleName=it),
        "does not find it (NoSuchEntity",
    ),
    Change(
        POLICY,
        "allows what the template says, and no more",
        "iam",
        lambda iam, it: iam.create_policy_version(
            PolicyArn=it, PolicyDocument=json.dumps(ADMINISTRATOR), SetAsDefault=True
        ),
        "also says: Allow * on everything",
    ),
    Change(
        BUCKET,
        "is closed to the public",
        "s3",
        lambda s3, it: s3.delete_public_access_block(Bucket=it),
        "BlockPublicAcls is False, and should be True",
    ),
    Change(BUCKET, "is encrypted", "s3", weaker_encryption, "is AES256, and should be aws:kms"),
    Change(
        BUCKET,
        "keeps versions",
        "s3",
        lambda s3, it: s3.put_bucket_versioning(Bucket=it, VersioningConfiguration={"Status": "Suspended"}),
        "versioning is Suspended, and should be Enabled",
    ),
    Change(BUCKET, "has the policy of the template", "s3", open_bucket, "also says: Allow * to everybody"),
    Change(
        "Data/Files/AccessLogs/Resource",
        "has the policy of the template",
        "s3",
        lambda s3, it: s3.delete_bucket_policy(Bucket=it),
        "no longer says: Deny s3:* to everybody if aws:SecureTransport",
    ),
    Change(
        TABLE,
        "lets rows expire",
        "dynamodb",
        lambda dynamodb, it: dynamodb.update_time_to_live(
            TableName=it, TimeToLiveSpecification={"Enabled": False, "AttributeName": "expires_at"}
        ),
        "expiry is DISABLED",
    ),
    Change(
        TABLE,
        "can be put back to any second",
        "dynamodb",
        lambda dynamodb, it: dynamodb.update_continuous_backups(
            TableName=it, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False}
        ),
        "recovery is DISABLED, and should be ENABLED",
    ),
    Change(
        TABLE,
        "is encrypted with its key",
        "dynamodb",
        lambda dynamodb, it: dynamodb.update_table(
            TableName=it,
            SSESpecification={"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": OTHER_KEY},
        ),
        f"it is encrypted with {OTHER_KEY}, not with",
    ),
    Change(
        TABLE,
        "is protected from deletion",
        "dynamodb",
        lambda dynamodb, it: dynamodb.update_table(TableName=it, DeletionProtectionEnabled=False),
        "anybody who may can delete it",
    ),
    Change(
        TABLE,
        "can be used",
        "dynamodb",
        lambda dynamodb, it: dynamodb.delete_table(TableName=it),
        "does not find it (ResourceNotFoundException",
    ),
    Change(QUEUE, "has the policy of the template", "sqs", open_queue, "also says: Allow * to everybody"),
    Change(
        QUEUE,
        "sets aside what fails",
        "sqs",
        lambda sqs, it: sqs.set_queue_attributes(QueueUrl=it, Attributes={"RedrivePolicy": ""}),
        "comes back for ever",
    ),
    Change(
        QUEUE,
        "is encrypted with its key",
        "sqs",
        lambda sqs, it: sqs.set_queue_attributes(QueueUrl=it, Attributes={"KmsMasterKeyId": OTHER_KEY}),
        f"it is encrypted with {OTHER_KEY}, not with",
    ),
    Change(TOPIC, "has the policy of the template", "sns", without_tls, "no longer says: Deny sns:publish"),
    Change(
        TOPIC,
        "is encrypted with its key",
        "sns",
        lambda sns, it: sns.set_topic_attributes(
            TopicArn=it, AttributeName="KmsMasterKeyId", AttributeValue=""
        ),
        "no key of the app encrypts it",
    ),
    Change(
        ALARM,
        "tells whom it should",
        "cloudwatch",
        lambda cloudwatch, it: cloudwatch.disable_alarm_actions(AlarmNames=[it]),
        "its actions are switched off",
    ),
    Change(
        LOGS,
        "keeps logs as long as it should",
        "logs",
        lambda logs, it: logs.delete_retention_policy(logGroupName=it),
        "retention in days is None",
    ),
    Change(
        MAPPING,
        "reads its source",
        "lambda",
        lambda client, it: client.update_event_source_mapping(UUID=it, Enabled=False),
        "it is Disabled",
    ),
    Change(
        WORKER,
        "can be called",
        "lambda",
        lambda client, it: client.delete_function(FunctionName=it),
        "does not find it (ResourceNotFoundException",
    ),
    Change(
        "Data/Secret/Resource",
        "is kept",
        "secretsmanager",
        lambda secrets, it: secrets.delete_secret(SecretId=it),
        "it is about to be deleted",
    ),
    Change(
        "Data/Nightly/Resource",
        "waits for its events",
        "events",
        lambda events, it: events.disable_rule(Name=it),
        "its state is DISABLED, and should be ENABLED",
    ),
    Change(
        "Data/Weekly/Resource",
        "will begin",
        "scheduler",
        disabled_schedule,
        "its state is DISABLED, and should be ENABLED",
    ),
    Change(
        "Data/Steps/Resource",
        "can be started",
        "stepfunctions",
        lambda states, it: states.delete_state_machine(stateMachineArn=it),
        "does not find it (StateMachineDoesNotExist",
    ),
    Change(
        POOL,
        "asks for a second factor",
        "cognito-idp",
        lambda cognito, it: cognito.set_user_pool_mfa_config(UserPoolId=it, MfaConfiguration="OFF"),
        "a second factor is OFF, and should be ON",
    ),
    Change(
        POOL,
        "is protected from deletion",
        "cognito-idp",
        lambda cognito, it: cognito.update_user_pool(UserPoolId=it, DeletionProtection="INACTIVE"),
        "protection is INACTIVE, and should be ACTIVE",
    ),
    Change(
        POOL,
        "lets nobody sign up",
        "cognito-idp",
        lambda cognito, it: cognito.update_user_pool(
            UserPoolId=it, AdminCreateUserConfig={"AllowAdminCreateUserOnly": False}
        ),
        "anybody can sign up",
    ),
    Change(
        "Front/Sender/Resource",
        "may send mail",
        "sesv2",
        lambda ses, it: ses.delete_email_identity(EmailIdentity=it),
        "does not find it (NotFoundException",
    ),
    Change(
        "Front/Acl",
        "has the rules of the template",
        "wafv2",
        counting,
        "of rate is Count, and should be Block",
    ),
    Change(
        "Front/Site/Resource",
        "serves nothing without encryption",
        "cloudfront",
        plain_text,
        "everything else is served without encryption",
    ),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change.path}: {change.claim}")
def test_a_change_by_hand_is_seen(app: Deployed, change: Change) -> None:  # AS-13
    before = app.result(change.path, change.claim)
    assert (before.verdict, before.why) == (Verdict.OK, "")

    change.do(app.client(change.service), app.ids[change.path])

    after = app.result(change.path, change.claim)
    assert after.verdict is Verdict.FAILED
    assert change.why in after.why
    assert after.mend
