"""Tokens that a door must not open for."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from vault_client.embedded import DeployedApp
from vault_client.session import Session, sign_in

Json = dict[str, Any]


def parts(token: str) -> tuple[Json, Json, str]:
    """Return a token's header, claims and signature."""
    header, claims, signature = token.split(".")
    return _decoded(header), _decoded(claims), signature


def joined(header: Json, claims: Json, signature: str) -> str:
    """Return the token of three parts."""
    return f"{_encoded(header)}.{_encoded(claims)}.{signature}"


class Tokens:
    """One user's token, and what can be made of it without the key of the pool."""

    def __init__(self, app: DeployedApp, session: Session) -> None:
        self._app, self._session = app, session
        self.genuine = session.id_token
        self.made: dict[str, Callable[[], str]] = {
            "none at all": lambda: "",
            "no token": lambda: "open sesame",
            "three dots": lambda: "..",
            "no signature": self._without_signature,
            "algorithm none": self._with_algorithm("none", ""),
            "the public key as a secret": self._with_algorithm("HS256", _encoded({"a": 1})),
            "another key": self._with_another_key,
            "somebody else's subject": self._with_claim("sub", "00000000-0000-0000-0000-000000000000"),
            "a group of operators": self._with_claim("cognito:groups", ["operators"]),
            "a longer life": self._with_claim("exp", int(time.time()) + 10**6),
            "another audience": self._for_another_client,
            "another pool": self._of_another_pool,
            "expired": self._expired,
            "an access token": lambda: self._session.access_token,
            "a refresh token": lambda: str(self._session.tokens["RefreshToken"]),
        }

    def _without_signature(self) -> str:
        header, claims, _ = parts(self.genuine)
        return joined(header, claims, "")

    def _with_algorithm(self, name: str, signature: str) -> Callable[[], str]:
        def make() -> str:
            header, claims, _ = parts(self.genuine)
            return joined({**header, "alg": name}, claims, signature)

        return make

    def _with_another_key(self) -> str:
        header, claims, _ = parts(self.genuine)
        signed = f"{_encoded(header)}.{_encoded(claims)}"
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        signature = key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{_text(signature)}"

    def _with_claim(self, name: str, value: object) -> Callable[[], str]:
        def make() -> str:
            header, claims, signature = parts(self.genuine)
            return joined(header, {**claims, name: value}, signature)

        return make

    def _for_another_client(self) -> str:
        """The same user of the same pool, who has signed in to another app."""
        identity = self._app.client("cognito-idp")
        pool = self._app.deployment.outputs["UserPoolId"]
        made = identity.create_user_pool_client(
            UserPoolId=pool, ClientName="another", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
        )
        return self._sign_in(client_id=made["UserPoolClient"]["ClientId"]).id_token

    def _of_another_pool(self) -> str:
        identity = self._app.client("cognito-idp")
        pool = identity.create_user_pool(PoolName="another")["UserPool"]["Id"]
        client = identity.create_user_pool_client(
            UserPoolId=pool, ClientName="another", ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH"]
        )["UserPoolClient"]["ClientId"]
        identity.admin_create_user(UserPoolId=pool, Username=self._session.email, MessageAction="SUPPRESS")
        identity.admin_set_user_password(
            UserPoolId=pool, Username=self._session.email, Password=self._session.password, Permanent=True
        )
        return self._sign_in(client_id=client).id_token

    def _expired(self) -> str:
        """A token that the pool has signed, of a client whose tokens live for a second."""
        identity, outputs = self._app.client("cognito-idp"), self._app.deployment.outputs
        client = {"UserPoolId": outputs["UserPoolId"], "ClientId": outputs["UserPoolClientId"]}
        before = identity.describe_user_pool_client(**client)["UserPoolClient"]
        kept = {"ExplicitAuthFlows": before["ExplicitAuthFlows"]}
        identity.update_user_pool_client(
            **client, **kept, IdTokenValidity=1, TokenValidityUnits={"IdToken": "seconds"}
        )
        try:
            token = self._sign_in(client_id=client["ClientId"]).id_token
        finally:
            identity.update_user_pool_client(
                **client,
                **kept,
                IdTokenValidity=before["IdTokenValidity"],
                TokenValidityUnits=before["TokenValidityUnits"],
            )
        ends: int = parts(token)[1]["exp"]
        while time.time() <= ends:
            time.sleep(0.1)
        return token

    def _sign_in(self, *, client_id: str) -> Session:
        deployment = self._app.deployment.of_client(client_id)
        return sign_in(deployment, self._session.email, self._session.password, self._session.secret)


def _encoded(value: Json) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _decoded(text: str) -> Json:
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
