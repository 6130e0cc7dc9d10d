"""Mutations of the example, the whole application that the constructs were built for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from tools.mutations._mutation import (
    Mutation,
    acknowledged,
    acknowledgement,
    add,
    add_entries,
    allow,
    both,
    drop,
    put,
)
from tools.mutations._subjects import EXAMPLE

if TYPE_CHECKING:
    from tools.mutations._mutation import Files

_mutation = partial(Mutation, EXAMPLE)
_PASSED = {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}
_ROLE = "arn:aws:iam::123456789012:role/task"
# The policy of what has no resource level: its wildcard is acknowledged, so that it could hide others.
_WILDCARD = "AuthenticatorRoleNoResourceLevel"
_POLICY = "AuthenticatorRolePolicy"
_REASON = "A reason that is long enough to be one"
_ID = "AwsSolutions::AwsSolutions-SQS3"


def _share_a_role(files: Files) -> None:
    files.resource("Lister8")["Properties"]["Role"] = files.resource("Authenticator6")["Properties"]["Role"]


def _add_a_replica(files: Files) -> None:
    replicas: list[dict[str, Any]] = files.resource("AWS::DynamoDB::GlobalTable")["Properties"]["Replicas"]
    replica = {key: value for key, value in replicas[0].items() if not key.startswith("PointInTime")}
    replicas.append({**replica, "Region": "eu-central-1"})


def _expire(_: dict[str, Any], __: str, ids: dict[str, str]) -> None:
    ids.update({id: f"{reason} [expires 2020-01-31]" for id, reason in ids.items()})


def _give_no_reason(_: dict[str, Any], __: str, ids: dict[str, str]) -> None:
    ids.update(dict.fromkeys(ids, "ok"))


def _write_barely(_: dict[str, Any], __: str, ids: dict[str, str]) -> None:
    ids["AwsSolutions-SQS3"] = _REASON


def _cover_the_stack(metadata: dict[str, Any], path: str, _: dict[str, str]) -> None:
    metadata["/" + path.split("/")[1]].append(acknowledgement(**{_ID: _REASON}))


def _acknowledge_what_is_not_there(metadata: dict[str, Any], _: str, __: dict[str, str]) -> None:
    path = next(path for path in metadata if "/Key/" in path)
    metadata[path].append(acknowledgement(**{_ID: _REASON}))


def _take_the_acknowledgement_away(_: dict[str, Any], __: str, ids: dict[str, str]) -> None:
    ids.clear()


OF_EXAMPLE: list[Mutation] = [
    # Keys
    _mutation("a key is never rotated", put("AWS::KMS::Key", "EnableKeyRotation", value=False)),
    _mutation(
        "a key lets everybody decrypt",
        allow("AWS::KMS::Key", Action="kms:Decrypt", Resource="*", Principal="*"),
    ),
    _mutation(
        "a key serves a service for any account",
        allow(
            "AWS::KMS::Key", Action="kms:Decrypt", Resource="*", Principal={"Service": "sns.amazonaws.com"}
        ),
    ),
    _mutation("a key goes with its stack", put("AWS::KMS::Key", "DeletionPolicy", "Delete")),
    # Tables
    _mutation(
        "a table has no point-in-time recovery",
        drop("AWS::DynamoDB::GlobalTable", "Replicas/0/PointInTimeRecoverySpecification"),
    ),
    _mutation(
        "a replica has no point-in-time recovery",
        _add_a_replica,
    ),
    _mutation("a table has no key", drop("AWS::DynamoDB::GlobalTable", "Replicas/0/SSESpecification")),
    _mutation(
        "a table has AWS's key", put("AWS::DynamoDB::GlobalTable", "SSESpecification/SSEType", "AES256")
    ),
    _mutation(
        "one call deletes a table",
        put("AWS::DynamoDB::GlobalTable", "Replicas/0/DeletionProtectionEnabled", value=False),
    ),
    _mutation(
        "a table goes when it is replaced", put("AWS::DynamoDB::GlobalTable", "UpdateReplacePolicy", "Delete")
    ),
    _mutation(
        "nothing backs a table up", put("AWS::Backup::BackupSelection", "BackupSelection/Resources", [])
    ),
    # Backups
    _mutation("a vault has no key", drop("AWS::Backup::BackupVault", "EncryptionKeyArn")),
    _mutation("a vault is not locked", drop("AWS::Backup::BackupVault", "LockConfiguration")),
    # Buckets
    _mutation(
        "a bucket has AWS's key",
        put(
            "Media1",
            "BucketEncryption/ServerSideEncryptionConfiguration/0/ServerSideEncryptionByDefault",
            {"SSEAlgorithm": "AES256"},
        ),
    ),
    _mutation("a bucket keeps no versions", put("Media1", "VersioningConfiguration/Status", "Suspended")),
    _mutation(
        "a bucket may become public",
        put("Media1", "PublicAccessBlockConfiguration/BlockPublicPolicy", value=False),
    ),
    _mutation("a bucket keeps no access log", drop("Media1", "LoggingConfiguration")),
    _mutation("a bucket takes plain HTTP", drop("MediaPolicy", "PolicyDocument/Statement/0")),
    _mutation(
        "a bucket lets everybody read",
        allow("MediaPolicy", Action="s3:GetObject", Resource="arn:aws:s3:::media/*", Principal={"AWS": "*"}),
    ),
    _mutation("a bucket goes with its stack", put("Media1", "DeletionPolicy", "Delete")),
    # Queues and topics
    _mutation(
        "a queue has no encryption",
        both(
            drop("AuthenticatorFailures4", "KmsMasterKeyId"),
            put("AuthenticatorFailures4", "SqsManagedSseEnabled", value=False),
        ),
    ),
    _mutation("a queue retries for ever", drop("AuthenticatorFailures4", "RedrivePolicy")),
    _mutation("a queue takes plain HTTP", put("AWS::SQS::QueuePolicy", "PolicyDocument/Statement", [])),
    _mutation(
        "a queue takes what a service sends for anybody",
        allow(
            "AWS::SQS::QueuePolicy",
            Action="sqs:SendMessage",
            Resource="*",
            Principal={"Service": "events.amazonaws.com"},
        ),
    ),
    _mutation("a topic has no key", drop("AWS::SNS::Topic", "KmsMasterKeyId")),
    _mutation("a topic takes plain HTTP", put("AWS::SNS::TopicPolicy", "PolicyDocument/Statement", [])),
    _mutation("a topic delivers over plain HTTP", put("AWS::SNS::Subscription", "Protocol", "http")),
    _mutation("undelivered notices are lost", drop("AWS::SNS::Subscription", "RedrivePolicy")),
    # Logs and alarms
    _mutation("a log group has no key", drop("AWS::Logs::LogGroup", "KmsKeyId")),
    _mutation("a log group is kept for ever", drop("AWS::Logs::LogGroup", "RetentionInDays")),
    _mutation("an alarm tells nobody", drop("AWS::CloudWatch::Alarm", "AlarmActions")),
    _mutation("an alarm is silenced", put("AWS::CloudWatch::Alarm", "ActionsEnabled", value=False)),
    # Functions
    _mutation("a runtime is no longer patched", put("Authenticator6", "Runtime", "python3.9")),
    _mutation("a function logs where it likes", drop("Authenticator6", "LoggingConfig/LogGroup")),
    _mutation("a function has another's role", _share_a_role),
    _mutation("a function loses what fails", drop("Authenticator6", "DeadLetterConfig")),
    _mutation("a function is not traced", put("Authenticator6", "TracingConfig/Mode", "PassThrough")),
    _mutation(
        "an access key stands in a function's environment",
        put("Authenticator6", "Environment/Variables/OTHER", "AKIAIOSFODNN7EXAMPLE"),
    ),
    _mutation(
        "a password stands in a function's environment",
        put("Authenticator6", "Environment/Variables/DB_PASSWORD", "hunter2"),
    ),
    _mutation(
        "anybody calls a function's URL",
        add("AWS::Lambda::Url", {"AuthType": "NONE", "TargetFunctionArn": "function"}),
    ),
    _mutation(
        "a service calls a function for anybody",
        add(
            "AWS::Lambda::Permission",
            {
                "Action": "lambda:InvokeFunction",
                "FunctionName": "function",
                "Principal": "sns.amazonaws.com",
            },
        ),
    ),
    # Who may do what
    _mutation(
        "anybody assumes a role", allow("AWS::IAM::Role", Action="sts:AssumeRole", Principal={"AWS": "*"})
    ),
    _mutation(
        "another account assumes a role",
        allow("AWS::IAM::Role", Action="sts:AssumeRole", Principal={"AWS": "arn:aws:iam::111122223333:root"}),
    ),
    _mutation("every role may be handed on", allow(_POLICY, Action="iam:PassRole", Resource="*")),
    _mutation(
        "roles may be handed on by wildcard",
        allow(_POLICY, Action="iam:PassRole", Resource=f"{_ROLE}*", Condition=_PASSED),
    ),
    _mutation("a role may be handed to any service", allow(_POLICY, Action="iam:PassRole", Resource=_ROLE)),
    _mutation("a policy allows everything", allow(_POLICY, Action="*", Resource="*")),
    _mutation("a policy allows a whole service", allow(_POLICY, Action="execute-api:*", Resource=_ROLE)),
    _mutation("a policy allows all but one action", allow(_POLICY, NotAction="iam:PassRole", Resource=_ROLE)),
    _mutation(
        "a policy allows all but one resource", allow(_POLICY, Action="s3:GetObject", NotResource=_ROLE)
    ),
    _mutation(
        "a statement with * stands beside an acknowledged one",
        allow(_WILDCARD, Action="s3:GetObject", Resource="*"),
    ),
    _mutation(
        "iam:PassRole is added to an acknowledged *",
        put(_WILDCARD, "PolicyDocument/Statement/0/Action/-", "iam:PassRole"),
    ),
    _mutation("a policy names an action that is none", allow(_POLICY, Action="s3:GetObjet", Resource=_ROLE)),
    _mutation(
        "a role has an inline policy",
        put(
            "AWS::IAM::Role",
            "Policies",
            [
                {
                    "PolicyName": "Own",
                    "PolicyDocument": {
                        "Version": "2012-10-17",
                        "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": _ROLE}],
                    },
                }
            ],
        ),
    ),
    _mutation(
        "a role is an administrator",
        put("SyncRole", "ManagedPolicyArns", ["arn:aws:iam::aws:policy/AdministratorAccess"]),
    ),
    # The workflow and its schedule
    _mutation(
        "a workflow logs errors only",
        put("AWS::StepFunctions::StateMachine", "LoggingConfiguration/Level", "ERROR"),
    ),
    _mutation("a workflow is not traced", drop("AWS::StepFunctions::StateMachine", "TracingConfiguration")),
    _mutation(
        "a schedule loses what it cannot deliver", drop("AWS::Scheduler::Schedule", "Target/DeadLetterConfig")
    ),
    _mutation("a schedule has no key", drop("AWS::Scheduler::Schedule", "KmsKeyArn")),
    # Secrets
    _mutation("a secret has no key", drop("AWS::SecretsManager::Secret", "KmsKeyId")),
    _mutation(
        "a secret stands in the template", put("AWS::SecretsManager::Secret", "SecretString", "hunter2")
    ),
    _mutation(
        "a parameter's default is a secret",
        add_entries("Parameters", {"DbPassword": {"Type": "String", "Default": "hunter2"}}),
    ),
    _mutation(
        "an output shows a secret",
        add_entries("Outputs", {"Shown": {"Value": "{{resolve:secretsmanager:shop}}"}}),
    ),
    # The stack as a whole
    _mutation("a queue says not whose it is", drop("AWS::SQS::Queue", "Tags")),
    _mutation(
        "a stack exports 21 values",
        add_entries(
            "Outputs", {f"Out{n}": {"Value": "x", "Export": {"Name": f"out-{n}"}} for n in range(21)}
        ),
    ),
    _mutation(
        "a template is close to a limit",
        add_entries("Outputs", {f"Out{n}": {"Value": "x"} for n in range(181)}),
    ),
    # Mistakes that CloudFormation would find, or not
    _mutation(
        "a protection is misspelt",
        put("AWS::SQS::Queue", "KmsMasterKeyID", "alias/shop"),
    ),
    _mutation("a value is none of those allowed", put("Authenticator6", "Architectures/0", "sparc")),
    _mutation("a property has the wrong type", put("Authenticator6", "Timeout", "long")),
    # Acknowledgements
    _mutation("an acknowledgement has expired", acknowledged(_expire)),
    _mutation("an acknowledgement gives no reason", acknowledged(_give_no_reason)),
    _mutation("an acknowledgement is bare", acknowledged(_write_barely)),
    _mutation("an acknowledgement covers a stack", acknowledged(_cover_the_stack)),
    _mutation("an acknowledgement is unused", acknowledged(_acknowledge_what_is_not_there)),
    _mutation("what was acknowledged is so no longer", acknowledged(_take_the_acknowledgement_away)),
]
