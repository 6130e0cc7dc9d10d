"""RotatingSecret: a secret that nobody sees, that stays in its account, and that changes by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast

import aws_cdk as cdk

from cloud_constructs.core import DAY, L3, Check, StageProfile, Waiver, create, grant, read, stack_facts
from cloud_constructs.guardrails import acknowledge
from cloud_constructs.security._encryption_key import EncryptionKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import Duration
    from aws_cdk import aws_iam as iam
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_scheduler as scheduler
    from aws_cdk import aws_secretsmanager as secretsmanager
    from constructs import Construct

SERVICE = "secretsmanager.amazonaws.com"
# https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html
ROTATE = (
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetSecretValue",
    "secretsmanager:PutSecretValue",
    "secretsmanager:UpdateSecretVersionStage",
)
LENGTH = 32
WRITE = ("secretsmanager:PutSecretValue",)
READ = ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue")


class RotationFunction(Protocol):
    """What can rotate a secret: an `EnhancedLambda`, or any function of Lambda."""

    @property
    def function_arn(self) -> str:
        """The function's ARN."""
        ...

    @property
    def grant_principal(self) -> iam.IPrincipal:
        """What grants ask for."""
        ...


class RotatingSecret(L3):
    """A secret in Secrets Manager.

    It promises that its value never stands in the template, that it is encrypted with a customer-managed key
    and unreadable from other accounts whatever their policies say, that it is changed again and again, and
    that Secrets Manager calls the rotation function for this secret alone.

    Args:
        rotate_with: The function that rotates it, in the four steps of Secrets Manager
            (https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html);
            a `Waiver` if whoever issues the secret offers no way to change it.
        rotate_every: How often it is rotated, from 1 to 1,000 days; by default every 30 days. The first
            rotation is due after that time, not with the deployment. For a secret that others write as well,
            a cron schedule, in UTC and on the hour: Secrets Manager counts days from when the value was last
            written, by whomever
            (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotationRulesType.html).
        generate: What Secrets Manager makes up as the first value; by default 32 random characters.
        replicas: Further regions, each with a key there.
        secret_name: A physical name; by default CloudFormation makes one.
        description: What it is for, in words.
        encryption_key: The key; by default the one that the stack's constructs share.
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: A value is out of range, or `generate` has a template and no key for what is generated.

    Example:
        ```python
        import aws_cdk as cdk
        from aws_cdk import aws_secretsmanager as secretsmanager
        from cloud_constructs import EnhancedLambda, RotatingSecret

        stack = cdk.Stack(cdk.App(), "Shop")
        rotation = EnhancedLambda(stack, "Rotation", entry="functions/checkout")
        password = RotatingSecret(
            stack,
            "Password",
            rotate_with=rotation,
            generate=secretsmanager.SecretStringGenerator(
                secret_string_template='{"username": "shop"}', generate_string_key="password"
            ),
        )
        password.grant_read(EnhancedLambda(stack, "Checkout", entry="functions/checkout"))
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        rotate_with: RotationFunction | Waiver,
        rotate_every: Duration | scheduler.ScheduleExpression | None = None,
        generate: secretsmanager.SecretStringGenerator | None = None,
        replicas: Mapping[str, kms.IKey] | None = None,
        secret_name: str | None = None,
        description: str | None = None,
        encryption_key: EncryptionKey | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        # Here, so that the families that need a key or a role do not load it.
        from aws_cdk import aws_secretsmanager as secretsmanager

        check = Check(scope, id)
        rules = _rotation_rules(check, rotate_every)
        if generate is not None:
            check.require(
                (generate.secret_string_template is None) == (generate.generate_string_key is None),
                "generate has only one of secret_string_template and generate_string_key",
                "give both, or neither",
            )
        if secret_name is not None:
            expected = "letters, digits and '/_+=.@-'"
            check.matches("secret_name", secret_name, r"[\w/+=.@-]{1,512}", expected)
        for region in replicas or {}:
            check.matches("a region of replicas", region, r"[a-z]{2,4}(-[a-z]+)+-\d", "a region's name")
        super().__init__(scope, id)
        self._key = encryption_key or EncryptionKey.of(scope)
        self._secret = create(
            secretsmanager.Secret,
            secretsmanager.SecretProps,
            self,
            "Resource",
            description=description,
            encryption_key=self._key.key,
            generate_secret_string=generate or {"passwordLength": LENGTH},
            removal_policy=(profile or StageProfile.of(scope)).removal_policy,
            replica_regions=[
                {"region": region, "encryptionKey": key} for region, key in (replicas or {}).items()
            ]
            or None,
            secret_name=secret_name,
        )
        self._arn = read(self._secret, "secret_arn")
        self._account = stack_facts(self).account
        self._stay_in_the_account()
        if isinstance(rotate_with, Waiver):
            acknowledge(self._secret, "SecretsManagerRotationEnabled", rotate_with)
        else:
            self._rotate(rotate_with, rules)

    def _stay_in_the_account(self) -> None:
        from aws_cdk import aws_secretsmanager as secretsmanager

        statement = {
            "Sid": "NobodyFromElsewhere",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "secretsmanager:*",
            "Resource": "*",
            "Condition": {
                "StringNotEquals": {"aws:PrincipalAccount": self._account},
                # A service that acts by itself, such as replication, belongs to no account of ours.
                "Bool": {"aws:PrincipalIsAWSService": "false"},
            },
        }
        create(
            secretsmanager.CfnResourcePolicy,
            secretsmanager.CfnResourcePolicyProps,
            self,
            "Policy",
            block_public_policy=True,
            resource_policy={"Version": "2012-10-17", "Statement": [statement]},
            secret_id=self._arn,
        )

    def _rotate(self, function: RotationFunction, rules: dict[str, Any] | None) -> None:
        from aws_cdk import aws_lambda as lambda_
        from aws_cdk import aws_secretsmanager as secretsmanager

        grantee = cast("iam.IGrantable", function)
        granted = [
            grant(grantee, ROTATE, [self._arn]),
            self._key.grant_use(grantee, encryption_context={"SecretARN": self._arn}),
        ]
        permission = create(
            lambda_.CfnPermission,
            lambda_.CfnPermissionProps,
            self,
            "MayCallRotation",
            action="lambda:InvokeFunction",
            function_name=function.function_arn,
            principal=SERVICE,
            source_account=self._account,
            source_arn=self._arn,
        )
        self._schedule = create(
            secretsmanager.CfnRotationSchedule,
            secretsmanager.CfnRotationScheduleProps,
            self,
            "Rotation",
            rotate_immediately_on_update=False,
            rotation_lambda_arn=function.function_arn,
            rotation_rules=rules,
            secret_id=self._arn,
        )
        # Secrets Manager tries the function's last step at once.
        self._schedule.node.add_dependency(permission)
        for made in granted:
            made.apply_before(self._schedule)

    @property
    def secret(self) -> secretsmanager.Secret:
        """The secret."""
        return self._secret

    @property
    def secret_arn(self) -> str:
        """The secret's ARN: what an environment variable may hold."""
        return self._arn

    @property
    def encryption_key(self) -> EncryptionKey:
        """The key that encrypts the value."""
        return self._key

    def rotation_events(self, *names: str) -> dict[str, Any]:
        """Return the EventBridge pattern of this secret's rotations, for an account whose trail is on.

        Args:
            names: Which; by default those that failed. `RotationSucceeded` names the others
                (https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html).
        """
        return {
            "source": ["aws.secretsmanager"],
            "detail-type": ["AWS Service Event via CloudTrail"],
            "detail": {
                "eventSource": [SERVICE],
                "eventName": list(names) or ["RotationFailed", "TestRotationFailed"],
                "additionalEventData": {"SecretId": [self._arn]},
            },
        }

    def grant_read(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let a principal read the value, and use the key for this secret alone."""
        self._key.grant_decrypt(grantee, encryption_context={"SecretARN": self._arn})
        return grant(grantee, READ, [self._arn])

    def grant_write(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let a principal make another value the current one, and use the key for this secret alone."""
        self._key.grant_use(grantee, encryption_context={"SecretARN": self._arn})
        return grant(grantee, WRITE, [self._arn])


def _rotation_rules(
    check: Check, rotate_every: Duration | scheduler.ScheduleExpression | None
) -> dict[str, Any] | None:
    """Return the rules; `None` for days that only the deployment knows."""
    if rotate_every is None or isinstance(rotate_every, cdk.Duration):
        _, seconds = check.lasts(
            "rotate_every", rotate_every, default=30 * DAY, low=DAY, high=1000 * DAY, unit=DAY
        )
        return None if seconds is None else {"automaticallyAfterDays": seconds // DAY}
    expression, zone = rotate_every.expression_string, rotate_every.time_zone
    # https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
    on_the_hour = r"cron\(0 \S+ \S+ \S+ \S+ \*\)"
    check.matches("rotate_every", expression, on_the_hour, "a cron schedule with minute 0, for every year")
    check.require(
        zone is None or zone.timezone_name in ("UTC", "Etc/UTC"),
        f"rotate_every has the time zone {zone.timezone_name if zone else None}",
        "leave the time zone out: Secrets Manager knows UTC only",
    )
    return {"scheduleExpression": expression}
