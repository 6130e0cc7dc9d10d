"""The server, and what it is made of."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ._consent import Consent
from ._faults import Fault, Faults
from ._google_drive import GoogleDrive
from ._gopro import GoPro
from ._library import Library
from ._loopback import LoopbackServer
from ._tokens import CLIENT_ID, CLIENT_SECRET, Tokens, UrlSigner

PROVIDERS = {"gopro": GoPro, "google-drive": GoogleDrive}


class StandIn(LoopbackServer):
    """The provider's API and file host."""

    def __init__(
        self,
        source: Path | Library,
        faults: Iterable[Fault] = (),
        *,
        provider: str = "gopro",
        token_lifetime: timedelta = timedelta(hours=48),
        url_lifetime: timedelta = timedelta(hours=1),
    ) -> None:
        self.library = source if isinstance(source, Library) else Library.of_folder(source)
        self.faults = Faults(faults)
        self.tokens = Tokens(token_lifetime.total_seconds())
        self.consent = Consent(PROVIDERS[provider].authorize_path)
        self.signer = UrlSigner()
        self.url_lifetime = url_lifetime
        self.lookups: Counter[str] = Counter()
        """How often each file's download URL was looked up."""
        self.requests: Counter[str] = Counter()
        """How often each file was requested."""
        self.uploading: set[str] = set()
        """Which files are listed before their upload is finished."""
        self.tokens_seen_by_file_host = 0
        """How often an access token was sent to where only signed URLs belong."""
        super().__init__(PROVIDERS[provider])

    def credentials(self, *, expires_in: timedelta = timedelta(hours=1)) -> dict[str, str]:
        """What the secret holds after the first OAuth flow: a token that is soon to be refreshed."""
        access, refresh = self.tokens.grant()
        now = datetime.now(UTC)
        return {
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "refresh_token": refresh,
            "access_token": access,
            "user_id": "stand-in-user",
            "expires_at": (now + expires_in).isoformat(),
            "updated_at": now.isoformat(),
            "api_url": self.url,
        }
