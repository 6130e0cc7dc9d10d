"""OAuth as providers do it: short-lived access tokens, and refresh tokens that work once, or for good."""

import hmac
import secrets
import threading
import time
from hashlib import sha256

CLIENT_ID = "stand-in-client"
CLIENT_SECRET = "stand-in-client-secret"  # noqa: S105 (of a server that lives for one scenario)


class Tokens:
    """The tokens that are good at the moment."""

    def __init__(self, lifetime: float) -> None:
        self.lifetime = lifetime
        self.refreshes = 0
        self._lock = threading.Lock()
        self._access: dict[str, float] = {}
        self._refresh: set[str] = set()

    def grant(self) -> tuple[str, str]:
        """A new access token and a new refresh token."""
        access, refresh = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        with self._lock:
            self._access[access] = time.time() + self.lifetime
            self._refresh.add(refresh)
        return access, refresh

    def rotate(self, refresh: str) -> tuple[str, str] | None:
        """New tokens for a refresh token, which is used up; None if it was never good, or used before."""
        with self._lock:
            if refresh not in self._refresh:
                return None
            self._refresh.remove(refresh)
            self.refreshes += 1
        return self.grant()

    def renew(self, refresh: str) -> str | None:
        """A new access token for a refresh token, which stays good; None if it never was."""
        access = secrets.token_urlsafe(24)
        with self._lock:
            if refresh not in self._refresh:
                return None
            self._access[access] = time.time() + self.lifetime
            self.refreshes += 1
        return access

    def accepts(self, access: str) -> bool:
        """Whether an access token is good."""
        with self._lock:
            return self._access.get(access, 0.0) > time.time()

    def revoke_access(self) -> None:
        """Makes every access token useless, as a password change does."""
        with self._lock:
            self._access.clear()


class UrlSigner:
    """Signs download URLs that expire."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def sign(self, path: str, expires: int) -> str:
        """The path with its expiry and signature."""
        return f"{path}?expires={expires}&signature={self._signature(path, expires)}"

    def accepts(self, path: str, expires: str, signature: str) -> bool:
        """Whether we signed this, and it has not expired."""
        if not expires.isdecimal() or int(expires) < time.time():
            return False
        return hmac.compare_digest(self._signature(path, int(expires)), signature)

    def _signature(self, path: str, expires: int) -> str:
        return hmac.new(self._key, f"{path}:{expires}".encode(), sha256).hexdigest()
