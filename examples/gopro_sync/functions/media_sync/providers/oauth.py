"""OAuth's refresh-token flow (https://datatracker.ietf.org/doc/html/rfc6749#section-6)."""

from datetime import UTC, datetime

from ..credentials import Credentials
from ..errors import UnexpectedResponse
from ..http_client import ApiClient

_SHORTEST_LIFETIME = 60.0


def refresh(api: ApiClient, path: str, credentials: Credentials) -> Credentials:
    """Exchanges the refresh token for new tokens; a provider that sends no new one lets the old one live.

    Raises:
        AuthenticationFailed: The refresh token is refused.
        UnexpectedResponse: The answer has no token that could be used.
    """
    form = {"grant_type": "refresh_token"}
    form |= {name: credentials.text(name) for name in ("client_id", "client_secret", "refresh_token")}
    answer = api.post_form(path, form)
    access_token, refresh_token = answer.get("access_token"), answer.get("refresh_token")
    lifetime = answer.get("expires_in")
    if not isinstance(access_token, str) or not access_token:
        raise UnexpectedResponse("the token endpoint sends no access_token")
    if not isinstance(lifetime, int | float) or lifetime < _SHORTEST_LIFETIME:
        raise UnexpectedResponse("the token endpoint sends no usable expires_in")
    return credentials.renewed(
        access_token=access_token,
        refresh_token=refresh_token if isinstance(refresh_token, str) else None,
        lifetime=lifetime,
        now=datetime.now(UTC),
    )
