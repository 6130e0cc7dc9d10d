"""OriginSecret: what a distribution shows to the API behind it, so that nobody goes round the firewall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.core import L3, Waiver
from cloud_constructs.security import RotatingSecret

if TYPE_CHECKING:
    from aws_cdk import aws_iam as iam
    from aws_cdk import aws_secretsmanager as secretsmanager
    from constructs import Construct

    from cloud_constructs.core import StageProfile
    from cloud_constructs.security import EncryptionKey

HEADER = "x-origin-verify"
_FIXED = Waiver(
    reason="CloudFront takes the value over when its stack is deployed: one that changed by itself in between"
    " would lock every viewer out"
)


class OriginSecret(L3):
    """A secret that CloudFront sends to an API with each request.

    An HTTP API has an address of its own, and no firewall can stand before that. A handler that compares the
    header with this secret, in constant time (`hmac.compare_digest`), answers nobody who did not come through
    the distribution; the API itself does not compare.

    It promises that the value stands in no template, and that only who was granted it reads it. Make it in
    the stack of the functions or in an earlier one: the distribution's stack depends on theirs. To change the
    value, write a new one, have the handlers accept `AWSPREVIOUS` as well, and deploy the distribution.

    Args:
        encryption_key: The key; by default the one that the stack's constructs share.
        profile: The stage; by default the one that the context names.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import EnhancedLambda, OriginSecret

        stack = cdk.Stack(cdk.App(), "Shop")
        secret = OriginSecret(stack, "OriginSecret")
        variables = secret.environment
        checkout = EnhancedLambda(stack, "Checkout", entry="functions/checkout", environment=variables)
        secret.grant_read(checkout)
        ```
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        encryption_key: EncryptionKey | None = None,
        profile: StageProfile | None = None,
    ) -> None:
        super().__init__(scope, id)
        self._secret = RotatingSecret(
            self,
            "Secret",
            rotate_with=_FIXED,
            description=f"CloudFront sends it as {HEADER} to the APIs behind it",
            # A header's value, in which CloudFront takes no quotes and no blanks.
            generate=_letters_and_digits(),
            encryption_key=encryption_key,
            profile=profile,
        )

    @property
    def secret(self) -> RotatingSecret:
        """The secret."""
        return self._secret

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which a handler finds the header's name and the secret."""
        return {"ORIGIN_HEADER": HEADER, "ORIGIN_SECRET_ARN": self._secret.secret_arn}

    def grant_read(self, grantee: iam.IGrantable) -> iam.Grant:
        """Let a handler read what the header has to be."""
        return self._secret.grant_read(grantee)

    def headers(self) -> dict[str, str]:
        """Return what CloudFront adds to each request; CloudFormation fills the value in."""
        return {HEADER: f"{{{{resolve:secretsmanager:{self._secret.secret_arn}:SecretString}}}}"}


def _letters_and_digits() -> secretsmanager.SecretStringGenerator:
    from aws_cdk import aws_secretsmanager as secretsmanager

    return secretsmanager.SecretStringGenerator(exclude_punctuation=True, password_length=64)
