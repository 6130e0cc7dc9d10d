"""What a cloud must be able to do for its media to be synchronised, and the registry of those that can."""

from collections.abc import Callable, Iterator
from typing import ClassVar, Protocol

from ..credentials import Credentials
from ..errors import InvalidEvent
from ..location import Location
from ..model import MediaItem
from ..retry import Patience


class CloudProvider(Protocol):
    """A media library in somebody's cloud."""

    def authenticate(self, credentials: Credentials) -> Credentials:
        """Exchanges the refresh token for new tokens.

        Raises:
            AuthenticationFailed: The refresh token is refused.
        """
        ...

    def list_media(self, access_token: str) -> Iterator[MediaItem]:
        """All media of the library, each once."""
        ...

    def download_url(self, access_token: str, media_id: str) -> Location:
        """Where the original can be downloaded from, for a while.

        Raises:
            SourceDeleted: The library no longer has it.
        """
        ...


class ProviderFactory:
    """Providers by name."""

    _providers: ClassVar[dict[str, Callable[[str | None, Patience], CloudProvider]]] = {}

    @classmethod
    def register(cls, name: str, make: Callable[[str | None, Patience], CloudProvider]) -> None:
        """Makes a provider available; `make` gets the API's URL (None for the usual one) and the patience."""
        cls._providers[name] = make

    @classmethod
    def create(cls, name: str, api_url: str | None, patience: Patience) -> CloudProvider:
        """The provider of that name.

        Raises:
            InvalidEvent: There is none.
        """
        if make := cls._providers.get(name):
            return make(api_url, patience)
        raise InvalidEvent(f"there is no provider {name!r}; there are: {', '.join(sorted(cls._providers))}")
