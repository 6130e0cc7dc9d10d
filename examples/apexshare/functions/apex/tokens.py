"""The secrets of links: each is made anew from the same three things, and kept nowhere."""

import base64
import hashlib
import hmac
import re

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def token_of(secret: str, video_id: str, generation: int) -> str:
    """Return the token of a link: 256 bits, which nobody guesses and a repeated attempt makes again."""
    said = f"{video_id}|{generation}".encode()
    raw = hmac.digest(secret.encode(), said, hashlib.sha256)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
