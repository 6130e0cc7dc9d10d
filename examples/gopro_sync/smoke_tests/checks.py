"""What is read of a deployed app, and what has to be found. Nothing is changed, and no secret is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from media_sync.credentials import Credentials
from media_sync.errors import InvalidEvent

from .deployment import OF_A_PROVIDER, CheckFailedError, Deployment, NotJudgedError

OUTPUTS = {"MediaBucketName", "TrackerTableName", "AlertsTopicArn", *OF_A_PROVIDER}


@dataclass(frozen=True)
class Environment:
    """What tells one environment from another."""

    name: str
    keeps_data: bool
    """Whether the tracker refuses to be deleted."""
    has_network: bool
    """Whether the functions stand in a network of the app's own."""


ENVIRONMENTS = {
    environment.name: environment
    for environment in (
        Environment("dev", keeps_data=False, has_network=False),
        Environment("staging", keeps_data=True, has_network=True),
        Environment("prod", keeps_data=True, has_network=True),
    )
}
TIME_ZONE = "Europe/Paris"

Check = Callable[[Deployment, Environment], str]
"""Says what it found, or raises CheckFailedError."""


def outputs(app: Deployment, _: Environment) -> str:
    """Every output is there."""
    return f"{len([app[name] for name in sorted(OUTPUTS)])} outputs"


def environment(app: Deployment, expected: Environment) -> str:
    """The app is that of the environment: what was deployed says so itself."""
    machine = app.client("stepfunctions").list_tags_for_resource(resourceArn=app["StateMachineArn"])
    secret = app.client("secretsmanager").describe_secret(SecretId=app["CredentialsSecretArn"])
    tagged = {
        "the state machine": [tag["value"] for tag in machine["tags"] if tag["key"] == "Environment"],
        "the secret": [tag["Value"] for tag in secret.get("Tags", []) if tag["Key"] == "Environment"],
    }
    for what, names in tagged.items():
        _require(names == [expected.name], f"{what} is of {' '.join(names) or 'no environment'}")
    return f"tagged {expected.name}"


def state_machine(app: Deployment, _: Environment) -> str:
    """The state machine can be started."""
    found = app.client("stepfunctions").describe_state_machine(stateMachineArn=app["StateMachineArn"])
    _require(found["status"] == "ACTIVE", f"it is {found['status']}")
    return "active"


def downloader(app: Deployment, _: Environment) -> str:
    """The downloader is there, and writes to this very table and this very bucket."""
    name = app["DownloaderFunctionName"]
    found = app.client("lambda").get_function_configuration(FunctionName=name)
    variables = found["Environment"]["Variables"]
    for variable, output in (("TRACKER_TABLE", "TrackerTableName"), ("MEDIA_BUCKET", "MediaBucketName")):
        _require(variables.get(variable) == app[output], f"its {variable} is {variables.get(variable)}")
    # Lambda takes what nobody has called for weeks out of its network, and puts it back at the next call.
    _require(found["State"] in ("Active", "Inactive"), f"it is {found['State']}")
    return f"{found['State'].lower()}, {found['MemorySize']} MB"


def network(app: Deployment, expected: Environment) -> str:
    """The functions stand in a network of the app's own where the environment has one."""
    if app.endpoint_url:
        raise NotJudgedError("an embedded AWS has no networks")
    function = app.client("lambda").get_function_configuration(FunctionName=app["DownloaderFunctionName"])
    vpc = function.get("VpcConfig", {}).get("VpcId")
    _require(bool(vpc) is expected.has_network, f"the downloader stands in {vpc or 'no network'}")
    return vpc or "none, as it has to be"


def schedule(app: Deployment, _: Environment) -> str:
    """The schedule starts the state machine every night, in a place's own time."""
    found = app.client("scheduler").get_schedule(Name=app["ScheduleName"], GroupName=app["ScheduleGroupName"])
    zone = found.get("ScheduleExpressionTimezone")
    _require(found["State"] == "ENABLED", f"it is {found['State']}")
    _require(zone == TIME_ZONE, f"its time zone is {zone}, not {TIME_ZONE}")
    _require(found["Target"]["Arn"] == app["StateMachineArn"], "it starts something else")
    _require("DeadLetterConfig" in found["Target"], "a run that could not start leaves no trace")
    return f"{found['ScheduleExpression']} {zone}"


def tracker(app: Deployment, expected: Environment) -> str:
    """The tracker can be read, has its own key, can be restored, and is protected where data are kept."""
    dynamodb, name = app.client("dynamodb"), app["TrackerTableName"]
    table = dynamodb.describe_table(TableName=name)["Table"]
    _require(table["TableStatus"] == "ACTIVE", f"it is {table['TableStatus']}")
    _require(table.get("SSEDescription", {}).get("SSEType") == "KMS", "it has no key of its own")
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    recovery = backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
    _require(recovery == "ENABLED", "it cannot be restored to a point in time")
    protected = bool(table.get("DeletionProtectionEnabled"))
    _require(
        protected is expected.keeps_data,
        f"deletion protection is {'on' if protected else 'off'}, which is not so in {expected.name}",
    )
    dynamodb.query(
        TableName=name,
        IndexName="status-sync_timestamp-index",
        KeyConditionExpression="#status = :status",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":status": {"S": "FAILED"}},
        Limit=1,
    )
    return "readable, encrypted, restorable" + (", protected" if protected else "")


def media_bucket(app: Deployment, _: Environment) -> str:
    """The bucket can be reached, is private, encrypted with a key of its own, and keeps old versions."""
    s3, bucket = app.client("s3"), {"Bucket": app["MediaBucketName"]}
    s3.head_bucket(**bucket)
    rules = s3.get_bucket_encryption(**bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    algorithms = [rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] for rule in rules]
    _require(algorithms == ["aws:kms"], f"it is encrypted with {', '.join(algorithms) or 'nothing'}")
    _require(s3.get_bucket_versioning(**bucket).get("Status") == "Enabled", "it keeps no old versions")
    private = s3.get_public_access_block(**bucket)["PublicAccessBlockConfiguration"]
    _require(all(private.values()), "it can be made public")
    return "reachable, private, encrypted, versioned"


def alerts_topic(app: Deployment, _: Environment) -> str:
    """Somebody hears of alerts, and the topic is encrypted."""
    sns, topic = app.client("sns"), app["AlertsTopicArn"]
    attributes = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    _require("KmsMasterKeyId" in attributes, "it is not encrypted")
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    arns = [subscription["SubscriptionArn"] for page in pages for subscription in page["Subscriptions"]]
    confirmed = [arn for arn in arns if arn.startswith("arn:")]
    _require(bool(arns), "nobody has subscribed")
    _require(bool(confirmed), f"none of {len(arns)} subscribers has confirmed: look into the inbox")
    return f"encrypted, {len(confirmed)} of {len(arns)} subscribers confirmed"


def alarms(app: Deployment, _: Environment) -> str:
    """There are alarms, and each tells somebody when it goes off."""
    pages = app.client("cloudwatch").get_paginator("describe_alarms")
    found: list[dict[str, Any]] = [
        alarm
        for page in pages.paginate(AlarmNamePrefix=f"{app.stack}-")
        for alarm in (*page.get("MetricAlarms", ()), *page.get("CompositeAlarms", ()))
    ]
    _require(bool(found), "there are none")
    silent = [a["AlarmName"] for a in found if not (a["ActionsEnabled"] and a["AlarmActions"])]
    _require(not silent, f"{len(silent)} tell nobody: {', '.join(silent[:3])}")
    return f"{len(found)} alarms, each with an action"


def credentials(app: Deployment, _: Environment) -> str:
    """The owner has authorised the app: the secret has the form that the functions need."""
    secrets, secret = app.client("secretsmanager"), app["CredentialsSecretArn"]
    _require("KmsKeyId" in secrets.describe_secret(SecretId=secret), "the secret has no key of its own")
    try:
        Credentials.parse(secrets.get_secret_value(SecretId=secret)["SecretString"])
    except InvalidEvent as error:
        # Its message names fields that are missing, never what is in the secret.
        raise CheckFailedError(f"{error}: authorize.py") from None
    return "encrypted, complete"


def _require(holds: bool, problem: str) -> None:  # noqa: FBT001
    if not holds:
        raise CheckFailedError(problem)


CHECKS: dict[str, Check] = {
    "outputs": outputs,
    "environment": environment,
    "state machine": state_machine,
    "downloader": downloader,
    "network": network,
    "schedule": schedule,
    "tracker": tracker,
    "media bucket": media_bucket,
    "alarms": alarms,
}
WAITING_FOR_PEOPLE: dict[str, Check] = {"alerts topic": alerts_topic, "credentials": credentials}
"""What cannot hold before somebody has confirmed a subscription and authorised the app."""
