"""EncryptionKey: a customer-managed key that rotates, and whose policy names who may use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from weakref import WeakKeyDictionary

from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms

from cloud_constructs.core import (
    DAY,
    L3,
    Check,
    StageProfile,
    Waiver,
    call,
    create,
    duration,
    grant,
    make,
    read,
    stack_facts,
)
from cloud_constructs.guardrails import acknowledge

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import Duration, RemovalPolicy, Stack
    from constructs import Construct

USE = ("kms:Decrypt", "kms:GenerateDataKey")
ROTATION_DAYS = 365


class EncryptionKey(L3):
    """A customer-managed KMS key.

    It promises that the key rotates, that it outlives its stack wherever the stage keeps data, and that its
    policy lets AWS services in only one by one and only on behalf of this account.

    Args:
        rotation_days: Days between rotations, from 90 to 2,560
            (https://docs.aws.amazon.com/kms/latest/developerguide/rotating-keys-enable-disable.html).
        alias: A name for people, without `alias/`.
        multi_region: Whether other regions may have replicas of the key, for data that are copied there as
            they are; it cannot be changed later.
        pending_window: How long a deleted key can still be rescued, from 7 to 30 days; by default 30 where
            the stage keeps data, else 7.
        existing: A key that the app has already; it is used as it is, and the other arguments are refused.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: A value is out of range, or `existing` comes with settings for a new key.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import EncryptionKey

        stack = cdk.Stack(cdk.App(), "Shop")
        key = EncryptionKey(stack, "Key", alias="shop")
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        rotation_days: int | Waiver = ROTATION_DAYS,
        alias: str | None = None,
        multi_region: bool = False,
        pending_window: Duration | None = None,
        existing: kms.IKey | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        check = Check(scope, id)
        if not isinstance(rotation_days, Waiver):
            check.between("rotation_days", rotation_days, 90, 2560)
        profile = profile or StageProfile.of(scope)
        days = 30 if profile.keeps_data else 7
        window, _ = check.lasts(
            "pending_window", pending_window, default=days * DAY, low=7 * DAY, high=30 * DAY, unit=DAY
        )
        if alias is not None:
            check.matches("alias", alias, r"[\w/-]{1,250}", "letters, digits, '/', '_' and '-'")
        if existing is not None:
            settings = (rotation_days is not ROTATION_DAYS, alias, multi_region, pending_window)
            check.require(
                not any(settings),
                "existing comes with settings that only a new key can have",
                "give existing alone, or leave it out",
            )
        super().__init__(scope, id)
        self._facts = stack_facts(scope)
        made = existing or self._make(rotation_days, alias, window, profile.removal_policy, multi_region)
        self._key = cast("kms.IKey", made)
        self._arn = read(self._key, "key_arn")
        self._services: set[str] = set()
        self._granted: WeakKeyDictionary[iam.IGrantable, iam.Grant] = WeakKeyDictionary()

    def _make(
        self,
        rotation_days: int | Waiver,
        alias: str | None,
        pending_window: Duration,
        removal_policy: RemovalPolicy,
        multi_region: bool,  # noqa: FBT001
    ) -> kms.Key:
        rotates = not isinstance(rotation_days, Waiver)
        key = create(
            kms.Key,
            kms.KeyProps,
            self,
            "Resource",
            enable_key_rotation=rotates,
            rotation_period=duration(rotation_days * DAY) if isinstance(rotation_days, int) else None,
            alias=alias,
            pending_window=pending_window,
            multi_region=multi_region or None,
            removal_policy=removal_policy,
        )
        if isinstance(rotation_days, Waiver):
            acknowledge(key, "KMSBackingKeyRotationEnabled", rotation_days)
        return key

    @staticmethod
    def of(scope: Construct) -> EncryptionKey:
        """Return the key that the constructs of a stack share when they are given none.

        A key costs a dollar a month; one for each queue would cost more than the queues.
        """
        stack = stack_facts(scope).stack
        key = _of_stack.get(stack)
        if key is None:
            key = _of_stack[stack] = EncryptionKey(stack, "EncryptionKey")
        return key

    def share_with(self, *stacks: Stack) -> None:
        """Let the constructs of further stacks use this key when they are given none.

        Args:
            stacks: The stacks, before anything is made in them that needs a key.

        Raises:
            ArgumentError: A stack has a key of its own already.
        """
        for stack in stacks:
            known = _of_stack.setdefault(stack_facts(stack).stack, self)
            Check(stack, "EncryptionKey").require(
                known is self, "the stack has a key already", "share the key before anything needs one"
            )

    @property
    def key(self) -> kms.IKey:
        """The key; a `kms.Key` unless an existing one was given."""
        return self._key

    @property
    def key_arn(self) -> str:
        """The key's ARN."""
        return self._arn

    def use_statement(self) -> dict[str, Any]:
        """Return the IAM statement of a role that reads and writes what the key encrypts."""
        return {"Effect": "Allow", "Action": list(USE), "Resource": self._arn}

    def grant_use(
        self, grantee: iam.IGrantable, *, encryption_context: Mapping[str, str] | None = None
    ) -> iam.Grant:
        """Let a principal read and write what the key encrypts; asking again changes nothing.

        Args:
            grantee: The principal.
            encryption_context: What it has to say that it reads or writes, such as `SecretARN`; by default it
                may read and write everything.
        """
        if encryption_context:
            return grant(grantee, USE, [self._arn], _saying(encryption_context))
        if grantee not in self._granted:
            self._granted[grantee] = grant(grantee, USE, [self._arn])
        return self._granted[grantee]

    def grant_decrypt(self, grantee: iam.IGrantable, *, encryption_context: Mapping[str, str]) -> iam.Grant:
        """Let a principal read what the key encrypts, and nothing but what the encryption context names."""
        return grant(grantee, ["kms:Decrypt"], [self._arn], _saying(encryption_context))

    def allow_service(self, service: str) -> None:
        """Let an AWS service use the key on behalf of this account; asking again changes nothing.

        Args:
            service: The service's principal, such as `sns.amazonaws.com`.
        """
        if service in self._services:
            return
        self._services.add(service)
        source = {"StringEquals": {"aws:SourceAccount": self._facts.account}}
        self._allow(service, USE, source)

    def allow_trail(self, trail_arn: str) -> None:
        """Let CloudTrail encrypt what one trail writes down.

        https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
        """
        source = {"StringEquals": {"aws:SourceArn": trail_arn}}
        self._allow("cloudtrail.amazonaws.com", (*USE, "kms:DescribeKey"), source)

    def allow_logs(self) -> None:
        """Let CloudWatch Logs encrypt the log groups of this account and region."""
        facts = self._facts
        service = f"logs.{facts.region}.amazonaws.com"
        if service in self._services:
            return
        self._services.add(service)
        # Logs sends no source account; the encryption context is what AWS documents in its place.
        groups = f"arn:{facts.partition}:logs:{facts.region}:{facts.account}:log-group:*"
        context = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}}
        self._allow(service, (*USE, "kms:Encrypt", "kms:DescribeKey"), context)

    def _allow(self, service: str, actions: tuple[str, ...], condition: dict[str, dict[str, str]]) -> None:
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": list(actions),
            "Resource": "*",
            "Condition": condition,
        }
        call(self._key.add_to_resource_policy, make(iam.PolicyStatement.from_json, statement))


def _saying(encryption_context: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {"StringEquals": {f"kms:EncryptionContext:{key}": is_ for key, is_ in encryption_context.items()}}


_of_stack: WeakKeyDictionary[Stack, EncryptionKey] = WeakKeyDictionary()
