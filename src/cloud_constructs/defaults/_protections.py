"""What each L2 gets that its caller said nothing about.

The names are CDK's own: a property injector sees a dictionary with the keys of the TypeScript interface.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from aws_cdk import RemovalPolicy
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs

from cloud_constructs.core import StageProfile, stack_facts
from cloud_constructs.security import RETENTIONS, EncryptedLogGroup, EncryptionKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from constructs import Construct

Props = dict[str, Any]

_by_arn: WeakKeyDictionary[EncryptionKey, kms.IKey] = WeakKeyDictionary()


class Gaps:
    """The properties of one L2 that is about to be made, and where it will stand."""

    def __init__(self, scope: Construct, id: str, given: Props) -> None:
        self.scope = scope
        self.id = id
        self.given = given
        self.filled = dict(given)
        self.profile = StageProfile.of(scope)

    def fill(self, *, unless: tuple[str, ...] = (), **defaults: object) -> None:
        """Set properties that belong together, unless the caller gave one of them, or one they exclude."""
        if self.open(*defaults, *unless):
            self.filled |= defaults

    def open(self, *names: str) -> bool:
        """Whether the caller gave none of some properties."""
        return self.given.keys().isdisjoint(names)

    def key(self) -> kms.IKey:
        """Return the key that the stack's constructs share; the first to ask has it made."""
        return EncryptionKey.of(self.scope).key

    def key_for_messages(self, *services: str) -> kms.IKey:
        """Return the shared key in a form whose policy CDK leaves alone, open to who delivers messages.

        CDK would name the sender in the key's policy. When the same key encrypts the sender, as it does a
        bucket that notifies a queue, neither could be made before the other.
        """
        shared = EncryptionKey.of(self.scope)
        for service in services:
            shared.allow_service(service)
        if shared not in _by_arn:
            _by_arn[shared] = kms.Key.from_key_arn(shared, "ByArn", shared.key_arn)
        return _by_arn[shared]

    def keep(self) -> None:
        """Let data outlive the stack where the stage says so; nowhere are they kept less than CDK would."""
        if self.profile.keeps_data:
            self.fill(removalPolicy=RemovalPolicy.RETAIN)


def _bucket(gaps: Gaps) -> None:
    gaps.fill(blockPublicAccess=s3.BlockPublicAccess.BLOCK_ALL, unless=("publicReadAccess",))
    gaps.fill(objectOwnership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED, unless=("accessControl",))
    gaps.fill(versioned=True)
    gaps.fill(enforceSSL=True)
    if gaps.filled["enforceSSL"]:
        gaps.fill(minimumTLSVersion=1.2)
    if gaps.open("encryption", "encryptionKey"):
        gaps.fill(encryption=s3.BucketEncryption.KMS, encryptionKey=gaps.key())
        gaps.fill(bucketKeyEnabled=True)
    gaps.keep()


def _queue(gaps: Gaps) -> None:
    gaps.fill(enforceSSL=True)
    if gaps.open("encryption", "encryptionMasterKey"):
        key = gaps.key_for_messages("events.amazonaws.com", "s3.amazonaws.com", "sns.amazonaws.com")
        gaps.fill(encryptionMasterKey=key)
    gaps.keep()


def _topic(gaps: Gaps) -> None:
    gaps.fill(enforceSSL=True)
    if gaps.open("masterKey"):
        key = gaps.key_for_messages("cloudwatch.amazonaws.com", "events.amazonaws.com", "s3.amazonaws.com")
        gaps.fill(masterKey=key)


def _key(gaps: Gaps) -> None:
    # AWS rotates no other kind of key.
    if gaps.given.get("keySpec", kms.KeySpec.SYMMETRIC_DEFAULT.name) == kms.KeySpec.SYMMETRIC_DEFAULT.name:
        gaps.fill(enableKeyRotation=True)


def _log_group(gaps: Gaps) -> None:
    gaps.fill(retention=RETENTIONS[gaps.profile.log_retention_days])
    if gaps.open("encryptionKey"):
        EncryptionKey.of(gaps.scope).allow_logs()
        gaps.fill(encryptionKey=gaps.key())


def _table(gaps: Gaps) -> None:
    # A replica needs a key of its own region, which nobody but the app can name.
    if gaps.open("encryption", "encryptionKey", "replicationRegions"):
        gaps.fill(encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED, encryptionKey=gaps.key())
    _recoverable(gaps)


def _table_v2(gaps: Gaps) -> None:
    region_is_known = stack_facts(gaps.scope).region_is_known
    if region_is_known and gaps.open("encryption", "replicas"):
        gaps.fill(encryption=dynamodb.TableEncryptionV2.customer_managed_key(gaps.key()))
    _recoverable(gaps)


def _recoverable(gaps: Gaps) -> None:
    recovery = {
        "pointInTimeRecoveryEnabled": True,
        "recoveryPeriodInDays": gaps.profile.recovery_days,
    }
    gaps.fill(pointInTimeRecoverySpecification=recovery, unless=("pointInTimeRecovery",))
    if gaps.profile.keeps_data:
        gaps.fill(deletionProtection=True)
    gaps.keep()


def _function(gaps: Gaps) -> None:
    if gaps.given.get("environment") and gaps.open("environmentEncryption"):
        gaps.fill(environmentEncryption=gaps.key())
        decrypt = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": gaps.key().key_arn}
        statements = [*gaps.given.get("initialPolicy", ()), iam.PolicyStatement.from_json(decrypt)]
        gaps.filled["initialPolicy"] = statements
    # Without a group of its own, Lambda makes one that is not encrypted with the key and keeps logs forever.
    if gaps.open("logGroup", "logRetention"):
        gaps.fill(logGroup=EncryptedLogGroup(gaps.scope, f"{gaps.id}Logs").log_group)


def _secret(gaps: Gaps) -> None:
    if gaps.open("encryptionKey"):
        gaps.fill(encryptionKey=gaps.key())
    gaps.keep()


def _stage(gaps: Gaps) -> None:
    gaps.fill(throttle={"rateLimit": 50, "burstLimit": 100})


PROTECTIONS: Final[dict[str, Callable[[Gaps], None]]] = {
    apigateway.HttpStage.PROPERTY_INJECTION_ID: _stage,
    dynamodb.Table.PROPERTY_INJECTION_ID: _table,
    dynamodb.TableV2.PROPERTY_INJECTION_ID: _table_v2,
    kms.Key.PROPERTY_INJECTION_ID: _key,
    lambda_.Function.PROPERTY_INJECTION_ID: _function,
    logs.LogGroup.PROPERTY_INJECTION_ID: _log_group,
    s3.Bucket.PROPERTY_INJECTION_ID: _bucket,
    secretsmanager.Secret.PROPERTY_INJECTION_ID: _secret,
    sns.Topic.PROPERTY_INJECTION_ID: _topic,
    sqs.Queue.PROPERTY_INJECTION_ID: _queue,
}
"""What fills the gaps of each L2, by the name under which CDK injects into it."""
