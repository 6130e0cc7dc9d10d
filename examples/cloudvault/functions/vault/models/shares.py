"""What clients say and are told of links to files."""

from typing import Annotated

from pydantic import Field

from vault.models.base import Answer, Cursor, Identifier, Moment, Query, Request

MINUTE, DAY = 60, 86_400

Token = Annotated[str, Field(pattern=r"^[\w-]{43}$", examples=["A" * 43])]
"""256 bits; whoever has them may open the link."""
Password = Annotated[str, Field(min_length=8, max_length=128)]


class NewShare(Request):
    """A link that somebody wants to give away."""

    file_id: Identifier
    expires_in: int = Field(default=7 * DAY, ge=MINUTE, le=90 * DAY, description="Seconds")
    password: Password | None = None
    max_downloads: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


class Share(Answer):
    """A link, as its owner sees it."""

    share_id: Identifier
    file_id: Identifier
    has_password: bool
    max_downloads: int | None = None
    downloads: int
    created_at: Moment
    expires_at: Moment


class CreatedShare(Answer):
    """A new link, with the token that is told this once."""

    share: Share
    token: Token


class SharesWanted(Query):
    """Which part of the caller's links is listed, the newest first."""

    limit: Annotated[int, Field(ge=1, le=100)] = 50
    cursor: Cursor | None = None


class SharePage(Answer):
    """Some links, and where the next ones begin."""

    shares: list[Share]
    cursor: Cursor | None = None


class OpenShare(Request):
    """A link that somebody opens; in a body, because paths end in logs."""

    token: Token
    password: Annotated[str, Field(max_length=128)] | None = None


class OpenedShare(Answer):
    """The file behind a link, and where it is downloaded for a few minutes."""

    name: str
    size: int
    content_type: str
    url: str
    expires_in: int = Field(description="Seconds")
