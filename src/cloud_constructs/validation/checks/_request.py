"""One request to an address, as a browser would send it; redirections are not followed."""

from __future__ import annotations

from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SECONDS: Final = 10
_SERVER_ERRORS: Final = 500


def answers(url: str, headers: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with the answer of an address; each of the headers must be in it."""
    parts = urlsplit(url)
    connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    try:
        with closing(connect(parts.netloc, timeout=_SECONDS)) as connection:
            connection.request("GET", parts.path or "/")
            answer = connection.getresponse()
    except (OSError, HTTPException) as error:
        yield f"{url} does not answer: {error}"
        return
    # That nobody is let in without a token is an answer, too.
    if answer.status >= _SERVER_ERRORS:
        yield f"{url} answers {answer.status} {answer.reason}"
    for header in headers:
        if answer.getheader(header) is None:
            yield f"{url} answers without {header}"
