"""OAuth's authorisation code with PKCE: what is asked, and what an answer is worth.

https://datatracker.ietf.org/doc/html/rfc6749#section-4.1 and https://datatracker.ietf.org/doc/html/rfc7636
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

from media_sync.credentials import Credentials
from media_sync.errors import AuthenticationFailed, SyncError
from media_sync.http_client import ApiClient
from media_sync.model import iso
from media_sync.retry import Patience

from .endpoints import Endpoints
from .errors import RefusedError

_SHOWN = 200
"""Of what a provider says about its refusal."""


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks: the app as the provider has registered it."""

    client_id: str
    client_secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One authorisation; its state and its verifier are good for nothing else."""

    endpoints: Endpoints
    client: Client
    redirect_uri: str
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(64), repr=False)

    @property
    def url(self) -> str:
        """What the owner opens in a browser. It holds nothing that must be kept secret."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": self.redirect_uri,
            "state": self.state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **self.endpoints.parameters,
        }
        return f"{self.endpoints.authorize_url}?{urlencode(query)}"

    def code(self, answer: Mapping[str, str]) -> str:
        """The code in what the browser brought back.

        Raises:
            RefusedError: The answer is to somebody else's question, or it is no.
        """
        if not hmac.compare_digest(answer.get("state", "").encode(), self.state.encode()):
            raise RefusedError("the answer's state is not ours: somebody else sent it, or an earlier attempt")
        if "error" in answer:
            said = f"{answer['error']}: {answer.get('error_description', 'it does not say why')}"
            raise RefusedError(f"the provider says {_printable(said)}")
        if not answer.get("code"):
            raise RefusedError("the provider's answer has neither a code nor an error")
        return answer["code"]

    def credentials(self, code: str, patience: Patience, kept: Mapping[str, object]) -> Credentials:
        """Exchanges the code for what the secret is to hold; `kept` is what it holds besides.

        Raises:
            RefusedError: The provider refuses the code, or gives no token that can be renewed.
        """
        token = urlsplit(self.endpoints.token_url)
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": self.verifier,
            "client_id": self.client.client_id,
            "client_secret": self.client.client_secret,
        }
        now = datetime.now(UTC)
        try:
            answer = ApiClient(f"{token.scheme}://{token.netloc}", patience).post_form(token.path, form)
        except AuthenticationFailed as error:
            raise RefusedError(f"{token.netloc} refuses the code or the client: start again") from error
        except SyncError as error:
            raise RefusedError(f"the code could not be exchanged: {error}") from error
        access, refresh, lifetime = (
            answer.get(name) for name in ("access_token", "refresh_token", "expires_in")
        )
        if not (isinstance(access, str) and isinstance(refresh, str) and isinstance(lifetime, int | float)):
            raise RefusedError("the provider gives no access token, refresh token and lifetime in seconds")
        expires_at = now + timedelta(seconds=lifetime)
        fields = {
            **kept,
            "client_id": self.client.client_id,
            "client_secret": self.client.client_secret,
            "refresh_token": refresh,
            "access_token": access,
            "user_id": str(answer.get("user_id", "")),
            "expires_at": iso(expires_at),
            "updated_at": iso(now),
        }
        return Credentials(fields=fields, expires_at=expires_at)


def _printable(text: str) -> str:
    """The text without what a terminal would obey."""
    return "".join(character for character in text[:_SHOWN] if character.isprintable())
