"""Who is let in and who may send: user pools (Cognito), secrets, mail (SES), certificates (ACM)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.validation.checks._check import DROPPED, Check, compare, has

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource
    from cloud_constructs.validation._live import Live

# ACM renews 60 days before the end: half of that without a new certificate means that it cannot.
# https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html
_LEAST_LEFT: Final = timedelta(days=30)
_IDENTITY = ("AWS::SES::EmailIdentity",)
_POOL = ("AWS::Cognito::UserPool",)
_SECRET = ("AWS::SecretsManager::Secret",)


def _identity(live: Live) -> dict[str, Any]:
    return live.ask("sesv2", "get_email_identity", EmailIdentity=live.id)


def _is_verified(live: Live) -> Iterator[str]:
    if not _identity(live).get("VerifiedForSendingStatus"):
        yield "SES does not send from it"


def _is_signed(live: Live) -> Iterator[str]:
    found = _identity(live).get("DkimAttributes", {})
    if not found.get("SigningEnabled"):
        yield "mails are not signed"
    else:
        yield from compare("DKIM", found.get("Status"), "SUCCESS")


def _certificate(live: Live) -> Iterator[str]:
    found = live.ask("acm", "describe_certificate", CertificateArn=live.id)["Certificate"]
    if found["Status"] != "ISSUED":
        yield f"it is {found['Status']}"
    elif (end := found.get("NotAfter")) and end - datetime.now(UTC) < _LEAST_LEFT:
        yield f"it ends on {end:%Y-%m-%d}, and has not been renewed"


def _pool(live: Live) -> dict[str, Any]:
    return live.ask("cognito-idp", "describe_user_pool", UserPoolId=live.id)["UserPool"]


def _factors(live: Live) -> Iterator[str]:
    return compare("a second factor", _pool(live).get("MfaConfiguration"), live.wanted("MfaConfiguration"))


def _sign_up(live: Live) -> Iterator[str]:
    if not _pool(live).get("AdminCreateUserConfig", {}).get("AllowAdminCreateUserOnly"):
        yield "anybody can sign up"


def _pool_deletion(live: Live) -> Iterator[str]:
    wanted = live.wanted("DeletionProtection")
    return compare("protection", _pool(live).get("DeletionProtection"), wanted)


def _secret(live: Live) -> dict[str, Any]:
    return live.ask("secretsmanager", "describe_secret", SecretId=live.id)


def _is_kept(live: Live) -> Iterator[str]:
    if end := _secret(live).get("DeletedDate"):
        yield f"it is about to be deleted, since {end:%Y-%m-%d}"


def _secret_key(live: Live) -> Iterator[str]:
    return live.other_key(live.resource.properties["KmsKeyId"], _secret(live).get("KmsKeyId"))


def _rotates(live: Live) -> Iterator[str]:
    if not _secret(live).get("RotationEnabled"):
        yield "it is no longer rotated"


def _has_schedule(secret: Resource) -> bool:
    schedules = secret.template.assembly.of_type("AWS::SecretsManager::RotationSchedule")
    return any(secret in schedule.refers_to("SecretId") for schedule in schedules)


CHECKS = (
    Check(
        claim="may send mail",
        types=_IDENTITY,
        find=_is_verified,
        mend="publish the records of: aws sesv2 get-email-identity --email-identity {id}",
    ),
    Check(
        claim="signs mails",
        types=_IDENTITY,
        find=_is_signed,
        when=lambda identity: "@" not in str(identity.get("EmailIdentity")),
        not_emulated=DROPPED,
        mend="publish the CNAME records of: aws sesv2 get-email-identity --email-identity {id}",
    ),
    Check(
        claim="is valid for a while",
        types=("AWS::CertificateManager::Certificate",),
        find=_certificate,
        mend="see whether its records are in the zone: aws acm describe-certificate --certificate-arn {id}",
    ),
    Check(claim="asks for a second factor", types=_POOL, find=_factors, when=has("MfaConfiguration")),
    Check(
        claim="lets nobody sign up",
        types=_POOL,
        find=_sign_up,
        when=has("AdminCreateUserConfig", "AllowAdminCreateUserOnly"),
    ),
    Check(
        claim="is protected from deletion", types=_POOL, find=_pool_deletion, when=has("DeletionProtection")
    ),
    Check(
        claim="is kept",
        types=_SECRET,
        find=_is_kept,
        mend="aws secretsmanager restore-secret --secret-id {id}",
    ),
    Check(claim="is encrypted with its key", types=_SECRET, find=_secret_key, when=has("KmsKeyId")),
    Check(claim="is rotated", types=_SECRET, find=_rotates, when=_has_schedule),
)
