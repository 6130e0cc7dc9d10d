"""Where a file can be had from for a while, and what it takes to be let in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .errors import SyncError
from .http_client import Response


def _says_nothing(_: Response) -> SyncError | None:
    return None


@dataclass(frozen=True, slots=True)
class Location:
    """A URL and the headers that its host wants. Its repr shows neither: both may be as good as a password.

    `explain` tells what a refusal means, if its status alone does not.
    """

    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    explain: Callable[[Response], SyncError | None] = field(default=_says_nothing, repr=False)
