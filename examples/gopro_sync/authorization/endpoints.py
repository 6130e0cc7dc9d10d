"""Where each provider asks its users and hands out tokens: a further provider is a further line."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from media_sync.http_client import check_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """A provider's OAuth endpoints; `parameters` is what it wants besides the standard's own."""

    authorize_url: str
    token_url: str
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])

    def at(self, api_url: str) -> "Endpoints":
        """The same paths on another host."""
        base = check_url(api_url).rstrip("/")
        authorize, token = (base + urlsplit(url).path for url in (self.authorize_url, self.token_url))
        return replace(self, authorize_url=authorize, token_url=token)


ENDPOINTS = {
    "gopro": Endpoints(
        authorize_url="https://api.gopro.com/v1/oauth2/authorize",
        token_url="https://api.gopro.com/v1/oauth2/token",  # noqa: S106 (an address)
    ),
    # https://developers.google.com/identity/protocols/oauth2/native-app
    "google-drive": Endpoints(
        authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
        token_url="https://oauth2.googleapis.com/token",  # noqa: S106 (an address)
        # Without both, Google gives a refresh token the first time only.
        parameters={
            "scope": "https://www.googleapis.com/auth/drive.readonly",
            "access_type": "offline",
            "prompt": "consent",
        },
    ),
}
