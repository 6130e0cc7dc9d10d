"""The first half of OAuth: a page that asks the owner, and codes that work once, for whoever asked.

https://datatracker.ietf.org/doc/html/rfc6749#section-4.1 and https://datatracker.ietf.org/doc/html/rfc7636
"""

import base64
import hashlib
import hmac
import html
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from ._tokens import CLIENT_ID

_ASKED = ("client_id", "redirect_uri", "state", "code_challenge")


class BadRequestError(ValueError):
    """What is asked for must not even be answered with a redirect."""


@dataclass(frozen=True, slots=True)
class _Given:
    redirect_uri: str
    challenge: str


class Consent:
    """What owners have been asked, and the codes that their answers gave."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._codes: dict[str, _Given] = {}
        self._lock = threading.Lock()

    def page(self, query: Mapping[str, str]) -> str:
        """The page on which the owner says yes or no.

        Raises:
            BadRequestError: It was not asked for as it should be.
        """
        asked = _checked(query)
        hidden = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
            for name, value in asked.items()
        )
        buttons = "".join(
            f'<button name="decision" value="{value}">{label}</button>'
            for value, label in (("allow", "Allow"), ("deny", "Deny"))
        )
        return (
            "<!doctype html><title>Stand-in provider</title>"
            f"<p>May {html.escape(asked['client_id'])} read your media?</p>"
            f'<form method="post" action="{self._path}">{hidden}{buttons}</form>'
        )

    def decide(self, form: Mapping[str, str]) -> str:
        """Where the owner's answer leads the browser.

        Raises:
            BadRequestError: The page's hidden fields were tampered with.
        """
        asked = _checked(form)
        answer = {"state": asked["state"]}
        if form.get("decision") == "allow":
            answer["code"] = self._code(_Given(asked["redirect_uri"], asked["code_challenge"]))
        else:
            answer |= {"error": "access_denied", "error_description": "The owner said no"}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def redeems(self, form: Mapping[str, str]) -> bool:
        """Whether a code is good, for this redirect and this verifier; it is used up in any case."""
        with self._lock:
            given = self._codes.pop(form.get("code", ""), None)
        if given is None or given.redirect_uri != form.get("redirect_uri"):
            return False
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return hmac.compare_digest(challenge, given.challenge)

    def _code(self, given: _Given) -> str:
        code = secrets.token_urlsafe(24)
        with self._lock:
            self._codes[code] = given
        return code


def _checked(asked: Mapping[str, str]) -> dict[str, str]:
    """What was asked, if a public client on this machine may ask it."""
    if asked.get("client_id") != CLIENT_ID:
        raise BadRequestError("there is no such client")
    redirect = urlsplit(asked.get("redirect_uri", ""))
    if (redirect.scheme, redirect.hostname) != ("http", "127.0.0.1"):
        raise BadRequestError("the redirect leads elsewhere than to 127.0.0.1")
    if asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
        raise BadRequestError("only response_type=code with code_challenge_method=S256 is served")
    if not all(asked.get(name) for name in _ASKED):
        raise BadRequestError(f"one of {', '.join(_ASKED)} is missing")
    return {name: asked[name] for name in (*_ASKED, "response_type", "code_challenge_method")}
