"""Who calls: what API Gateway found in the token that it verified."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from vault.problems import Problem

OPERATORS = "operators"
"""The group whose members may take backups, verify them, and notify others."""
ID_TOKEN = "id"  # noqa: S105 (a kind of token)


@dataclass(frozen=True, slots=True)
class Caller:
    """A user who has signed in."""

    user_id: str
    email: str
    groups: frozenset[str]


def caller_of(event: Mapping[str, Any]) -> Caller:
    """Return who calls.

    Raises:
        Problem: The token is not an id token: an access token is for Cognito, and does not name the address.
    """
    claims = event.get("requestContext", {}).get("authorizer", {}).get("jwt", {}).get("claims", {})
    if claims.get("token_use") != ID_TOKEN or not claims.get("sub") or not claims.get("email"):
        raise Problem(HTTPStatus.UNAUTHORIZED, "Send the id token of your session.")
    # API Gateway writes lists as "[one two]".
    groups = str(claims.get("cognito:groups", "")).strip("[]").replace(",", " ").split()
    return Caller(user_id=claims["sub"], email=claims["email"], groups=frozenset(groups))
