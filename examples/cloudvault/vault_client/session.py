"""Users who sign up and sign in, with a second factor."""

import base64
import hashlib
import hmac
import json
import secrets
import struct
import time
from dataclasses import dataclass, field
from typing import Any

from vault_client.deployment import Deployment

SECONDS = 30


@dataclass(slots=True)
class Session:
    """A user who has signed in."""

    email: str
    password: str
    secret: str
    """Of the authenticator app."""
    tokens: dict[str, Any] = field(repr=False)

    @property
    def id_token(self) -> str:
        """What the API asks for."""
        return self.tokens["IdToken"]

    @property
    def user_id(self) -> str:
        """What the user is called in tables and in the keys of objects."""
        payload = self.id_token.split(".")[1]
        return json.loads(base64.urlsafe_b64decode(f"{payload}=="))["sub"]

    @property
    def access_token(self) -> str:
        """What Cognito asks for."""
        return self.tokens["AccessToken"]


def sign_up(deployment: Deployment, email: str, *, operator: bool = False) -> Session:
    """Make a user, confirm the address, set up the second factor, and sign in."""
    pool, client_id = deployment.outputs["UserPoolId"], deployment.outputs["UserPoolClientId"]
    identity, password = deployment.identity, f"Aa1!{secrets.token_urlsafe(16)}"
    identity.sign_up(
        ClientId=client_id,
        Username=email,
        Password=password,
        UserAttributes=[{"Name": "email", "Value": email}],
    )
    # Nobody reads the e-mail with the code here: an administrator confirms.
    identity.admin_confirm_sign_up(UserPoolId=pool, Username=email)
    identity.admin_update_user_attributes(
        UserPoolId=pool, Username=email, UserAttributes=[{"Name": "email_verified", "Value": "true"}]
    )
    if operator:
        identity.admin_add_user_to_group(UserPoolId=pool, Username=email, GroupName="operators")
    return sign_in(deployment, email, password)


def sign_in(deployment: Deployment, email: str, password: str, secret: str = "") -> Session:
    """Sign in; the first time, without a secret, the second factor is set up."""
    identity, client_id = deployment.identity, deployment.outputs["UserPoolClientId"]
    answer = identity.initiate_auth(
        ClientId=client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": password},
    )
    if answer.get("ChallengeName") == "SOFTWARE_TOKEN_MFA":
        answer = identity.respond_to_auth_challenge(
            ClientId=client_id,
            ChallengeName="SOFTWARE_TOKEN_MFA",
            Session=answer["Session"],
            ChallengeResponses={"USERNAME": email, "SOFTWARE_TOKEN_MFA_CODE": code(secret)},
        )
    elif not secret:
        return sign_in(deployment, email, password, _enrol(identity, client_id, email, answer))
    return Session(email=email, password=password, secret=secret, tokens=answer["AuthenticationResult"])


def code(secret: str, moment: float | None = None) -> str:
    """Return the six digits of an authenticator app (RFC 6238)."""
    counter = int(time.time() if moment is None else moment) // SECONDS
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return str(int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF)[-6:].zfill(6)


def _enrol(identity: Any, client_id: str, email: str, answer: dict[str, Any]) -> str:  # noqa: ANN401
    """Set up the second factor, and return its secret.

    Cognito lets nobody in without one and answers a challenge; the embedded AWS answers tokens.
    """
    if "AuthenticationResult" in answer:
        token = {"AccessToken": answer["AuthenticationResult"]["AccessToken"]}
        secret: str = identity.associate_software_token(**token)["SecretCode"]
        identity.verify_software_token(**token, UserCode=code(secret))
        wanted = {"Enabled": True, "PreferredMfa": True}
        identity.set_user_mfa_preference(**token, SoftwareTokenMfaSettings=wanted)
        return secret
    given = identity.associate_software_token(Session=answer["Session"])
    verified = identity.verify_software_token(Session=given["Session"], UserCode=code(given["SecretCode"]))
    identity.respond_to_auth_challenge(
        ClientId=client_id,
        ChallengeName=answer["ChallengeName"],
        Session=verified["Session"],
        ChallengeResponses={"USERNAME": email},
    )
    return given["SecretCode"]
