"""SecureUserPool: people who sign in with an address that is theirs and a second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cloud_constructs.core import (
    DAY,
    HOUR,
    L3,
    MINUTE,
    AlarmTarget,
    Check,
    Service,
    StageProfile,
    Waiver,
    create,
    read,
)
from cloud_constructs.guardrails import acknowledge

if TYPE_CHECKING:
    from aws_cdk import Duration
    from aws_cdk import aws_cognito as cognito
    from constructs import Construct

YEAR = 365 * DAY


class SecureUserPool(L3):
    """A directory of users: a Cognito user pool.

    It promises that everybody proves an e-mail address and has a second factor, from an app and never by
    SMS, that Cognito refuses stolen passwords and sign-ins that look like somebody else's, that its clients
    give away neither who has an account nor a token in an address, and that a stage which keeps its data
    keeps its users.

    Args:
        self_sign_up: Whether people make their accounts themselves; if not, an administrator invites them.
        invitation_validity: How long the first password of an invitation works, in whole days from 1 to
            365; by default 1 day.
        min_password_length: How many characters a password has at least, from 8 to 99; all four kinds of
            characters are asked for whatever it is
            (https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html).
        second_factor: A `Waiver` if people may sign in by password alone; they may still add the factor.
        threat_protection: A `Waiver` if Cognito need not judge sign-ins: the plan that does costs more for
            each user of the month (https://aws.amazon.com/cognito/pricing/).
        profile: The stage; by default the one that the context names.

    Raises:
        ArgumentError: A value is out of range.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import Authorizer, HttpApi, SecureUserPool

        stack = cdk.Stack(cdk.App(), "Shop")
        users = SecureUserPool(stack, "Users", self_sign_up=True)
        page = users.add_client("Page")
        HttpApi(stack, "Api", authorizer=Authorizer.cognito(user_pool=users.user_pool, clients=[page]))
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        self_sign_up: bool = False,
        invitation_validity: Duration | None = None,
        min_password_length: int = 12,
        second_factor: Waiver | None = None,
        threat_protection: Waiver | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        # Here, so that the families that need a key or a role do not load it.
        from aws_cdk import aws_cognito as cognito

        check = Check(scope, id)
        invitation, _ = check.lasts(
            "invitation_validity", invitation_validity, default=DAY, low=DAY, high=YEAR, unit=DAY
        )
        check.between("min_password_length", min_password_length, 8, 99, "characters")
        super().__init__(scope, id)
        profile = profile or StageProfile.of(scope)
        self._id = id
        self._clients: dict[str, cognito.UserPoolClient] = {}
        self._user_pool = create(
            cognito.UserPool,
            cognito.UserPoolProps,
            self,
            # The pool is the construct: what it is called in the template says so.
            "Default",
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            auto_verify={"email": True},
            deletion_protection=profile.keeps_data,
            # Until a new address is proven, the old one counts.
            keep_original={"email": True},
            mfa=cognito.Mfa.OPTIONAL if second_factor else cognito.Mfa.REQUIRED,
            mfa_second_factor={"otp": True, "sms": False},
            password_policy={
                "minLength": min_password_length,
                "requireDigits": True,
                "requireLowercase": True,
                "requireSymbols": True,
                "requireUppercase": True,
                "tempPasswordValidity": invitation,
            },
            removal_policy=profile.removal_policy,
            self_sign_up_enabled=self_sign_up,
            sign_in_aliases={"email": True},
            sign_in_case_sensitive=False,
            **_judgement(threat_protection),
        )
        if second_factor:
            acknowledge(self._user_pool, "CognitoUserPoolMFA", second_factor)
        if threat_protection:
            acknowledge(self._user_pool, "CognitoUserPoolPlusTier", threat_protection)

    @property
    def user_pool(self) -> cognito.UserPool:
        """The user pool."""
        return self._user_pool

    @property
    def user_pool_id(self) -> str:
        """The pool's id: what an application's settings hold."""
        return read(self._user_pool, "user_pool_id")

    def alarm_targets(self, name: str | None = None) -> list[AlarmTarget]:
        """Return each client: those who sign in by it should not be refused for want of quota."""
        return [
            AlarmTarget(
                name=f"{name or self._id}{id}",
                service=Service.USER_POOL_CLIENT,
                dimensions={
                    "UserPool": self.user_pool_id,
                    "UserPoolClient": read(client, "user_pool_client_id"),
                },
            )
            for id, client in self._clients.items()
        ]

    def add_client(
        self,
        id: str,
        *,
        auth_flows: cognito.AuthFlow | None = None,
        token_validity: Duration | None = None,
        session: Duration | None = None,
    ) -> cognito.UserPoolClient:
        """Let a page or an app, which cannot keep a secret, sign people in.

        Args:
            id: The id of the construct.
            auth_flows: The ways to sign in; by default SRP, in which the password itself is never sent.
            token_validity: How long an access or identity token works, from 5 minutes to 24 hours; by default
                1 hour. A token that is out cannot be called back.
            session: How long somebody stays signed in, from 1 hour to 3,650 days; by default 30 days.

        Raises:
            ArgumentError: A value is out of range, or the id is taken.
        """
        from aws_cdk import aws_cognito as cognito

        check = Check(self, id)
        tokens, token_seconds = check.lasts(
            "token_validity", token_validity, default=HOUR, low=5 * MINUTE, high=DAY, unit=MINUTE
        )
        stays, session_seconds = check.lasts(
            "session", session, default=30 * DAY, low=HOUR, high=3650 * DAY, unit=MINUTE
        )
        check.require(
            token_seconds is None or session_seconds is None or token_seconds <= session_seconds,
            "token_validity is longer than session",
            "choose a session that outlives its tokens",
        )
        check.require(id not in self._clients, f"{id} is a client already", "give each client its own id")
        self._clients[id] = create(
            cognito.UserPoolClient,
            cognito.UserPoolClientProps,
            self._user_pool,
            id,
            access_token_validity=tokens,
            auth_flows=auth_flows or {"userSrp": True},
            # CDK's default is the implicit grant, which puts tokens into an address.
            disable_o_auth=True,
            enable_token_revocation=True,
            id_token_validity=tokens,
            prevent_user_existence_errors=True,
            refresh_token_validity=stays,
            user_pool=self._user_pool,
        )
        return self._clients[id]


def _judgement(threat_protection: Waiver | None) -> dict[str, Any]:
    """Return the plan, and what Cognito does about a sign-in that is suspicious."""
    from aws_cdk import aws_cognito as cognito

    if threat_protection:
        return {"feature_plan": cognito.FeaturePlan.ESSENTIALS}
    return {
        "feature_plan": cognito.FeaturePlan.PLUS,
        "standard_threat_protection_mode": cognito.StandardThreatProtectionMode.FULL_FUNCTION,
    }
