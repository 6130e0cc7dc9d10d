"""Trainers: an administrator makes them, and they choose a password when they first sign in."""

import base64
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from apex_client.deployment import Deployment


@dataclass(slots=True)
class Trainer:
    """A trainer who has signed in."""

    email: str
    password: str
    tokens: dict[str, Any] = field(repr=False)

    @property
    def id_token(self) -> str:
        """What the API asks for."""
        return self.tokens["IdToken"]

    @property
    def id(self) -> str:
        """What records call the trainer by."""
        payload = self.id_token.split(".")[1]
        return json.loads(base64.urlsafe_b64decode(f"{payload}=="))["sub"]


def invite(deployment: Deployment, email: str) -> str:
    """Make a trainer as an administrator does, and return the password for the first time."""
    password = _password()
    deployment.client("cognito-idp").admin_create_user(
        UserPoolId=deployment.outputs["UserPoolId"],
        Username=email,
        TemporaryPassword=password,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
    )
    return password


def new_trainer(deployment: Deployment, name: str = "trainer") -> Trainer:
    """Make a trainer, who chooses a password and signs in.

    Whoever is new has a second factor to set up as well; the embedded AWS asks nobody for one.
    """
    email = f"{name}-{secrets.token_hex(4)}@example.com"
    identity, client_id = deployment.client("cognito-idp"), deployment.outputs["UserPoolClientId"]
    answer = identity.initiate_auth(
        ClientId=client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": invite(deployment, email)},
    )
    password = _password()
    answer = identity.respond_to_auth_challenge(
        ClientId=client_id,
        ChallengeName=answer["ChallengeName"],
        Session=answer["Session"],
        ChallengeResponses={"USERNAME": email, "NEW_PASSWORD": password},
    )
    return Trainer(email=email, password=password, tokens=answer["AuthenticationResult"])


def _password() -> str:
    return f"Aa1!{secrets.token_urlsafe(16)}"
