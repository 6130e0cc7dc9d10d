"""The bytes of one media file, as a stream that outlives dropped connections and expired URLs."""

import base64
import hashlib
import logging
import re
import time
from collections.abc import Callable

from .errors import (
    IntegrityError,
    NotFound,
    ProviderUnavailable,
    SourceDeleted,
    StartOver,
    SyncError,
    TransferInterrupted,
    UrlExpired,
)
from .http_client import Response, open_url, raise_for_status
from .location import Location
from .retry import Patience

log = logging.getLogger(__name__)

_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")
_CHECKSUMS = {"sha256": "SHA-256", "md5": "MD5"}
_SHA256 = re.compile(r"\bsha-256=:([A-Za-z0-9+/=]+):")


class SourceStream:
    """Reads `size` bytes from wherever `locate` says they are at the moment.

    A connection that breaks is opened again where it broke. Bytes of two versions are never joined: If-Range
    sees to that, or else the checksum that the listing announced, such as `sha256:ba78...`.
    """

    def __init__(
        self, locate: Callable[[], Location], size: int, patience: Patience, *, checksum: str | None = None
    ) -> None:
        self._locate = locate
        self._size = size
        self._patience = patience
        self._checksum = checksum
        self._location: Location | None = None
        self._response: Response | None = None
        self._validator: str | None = None
        self._position = 0
        self._failures = 0
        self._expect(None)
        self.seconds_to_first_byte: float | None = None

    def readinto(self, view: memoryview) -> int:
        """Reads the next bytes into `view`; 0 once all `size` bytes were read.

        Raises:
            StartOver: The rest can only be had from another version of the file.
            TransferInterrupted: The source keeps breaking off, or the time is over.
            IntegrityError: The source has another length than announced.
            SourceDeleted: The file is gone.
        """
        while self._position < self._size or self._response is None:
            left = self._patience.left()
            if left <= 0:
                raise TransferInterrupted(f"no time left after {self._position} of {self._size} bytes")
            location = self._location = self._location or self._locate()
            try:
                response = self._response or self._open(location)
                count = response.readinto(view[: self._size - self._position], left)
                if count or self._position == self._size:
                    self._position += count
                    self._failures = 0
                    if self._digest is not None:
                        self._digest.update(view[:count])
                    return count
                raise ConnectionError("the body ends early")
            except OSError as error:
                self._recover(
                    TransferInterrupted(f"{type(error).__name__} at byte {self._position} of {self._size}")
                )
            except UrlExpired as error:
                self._location = None
                self._recover(error)
            except ProviderUnavailable as error:
                self._recover(error)
        return 0

    def finish(self) -> str | None:
        """Compares what was read with what the source says about itself; returns the SHA-256 it announced.

        Unannounced there is nothing to compare with, and hashing would take longer than all the rest.

        Raises:
            IntegrityError: The source goes on after its announced length, or names another digest.
            TransferInterrupted: The source cannot say whether it goes on.
        """
        try:
            goes_on = self._response is not None and self._response.read(1)
        except OSError as error:
            raise TransferInterrupted(f"{type(error).__name__} at the end of {self._size} bytes") from error
        if goes_on:
            raise IntegrityError(f"the source goes on after {self._size} bytes")
        if self._digest is None:
            return None
        found = self._digest.hexdigest()
        if f"{self._digest.name}:{found}" != self._announced:
            name = _CHECKSUMS[self._digest.name]
            raise IntegrityError(f"the source announces another {name} than its bytes have")
        return found if self._digest.name == "sha256" else None

    def restart(self) -> None:
        """Goes back to the first byte, of whatever version there is now."""
        self.close()
        self._validator = None
        self._expect(None)
        self._position = 0

    def close(self) -> None:
        """Ends the connection."""
        if self._response is not None:
            self._response.close()
            self._response = None

    def _expect(self, checksum: str | None) -> None:
        """Begins to add up what is to be compared with a checksum."""
        self._announced = checksum
        # Against damage and not against forgery, for which MD5 would be no good.
        algorithm = checksum.partition(":")[0] if checksum else None
        self._digest = hashlib.new(algorithm, usedforsecurity=False) if algorithm else None

    def _recover(self, error: SyncError) -> None:
        self.close()
        log.warning("the source is interrupted", extra={"error": str(error), "position": self._position})
        self._patience.wait(self._failures, error)
        self._failures += 1

    def _open(self, location: Location) -> Response:
        headers = dict(location.headers)
        if self._position:
            headers["Range"] = f"bytes={self._position}-"
            if self._validator is not None:
                headers["If-Range"] = self._validator
            elif self._checksum is None:
                raise StartOver("the source gives neither an ETag nor a checksum to continue with")
        started = time.monotonic()
        response = open_url(location.url, headers=headers)
        try:
            self._check(response, location)
        except BaseException:
            response.close()
            raise
        if self.seconds_to_first_byte is None:
            self.seconds_to_first_byte = time.monotonic() - started
        self._response = response
        return response

    def _check(self, response: Response, location: Location) -> None:
        """Makes sure that the answer's body begins at our position, in the version that we began with."""
        if error := location.explain(response):
            raise error
        if response.status in {401, 403, 410}:
            raise UrlExpired(f"{response.host} no longer accepts the download URL ({response.status})")
        if response.status == 416:
            raise StartOver("the source has become shorter")
        try:
            raise_for_status(response)
        except NotFound as error:
            raise SourceDeleted(f"{response.host} no longer has the file") from error
        if self._position:
            self._check_range(response)
            return
        length = response.header("Content-Length")
        if length is not None and length != str(self._size):
            raise IntegrityError(f"the source has {length} bytes where the listing says {self._size}")
        etag = response.header("ETag")
        self._validator = etag if etag and not etag.startswith("W/") else None
        digest = _SHA256.search(response.header("Repr-Digest") or "")
        self._expect(self._checksum or (f"sha256:{base64.b64decode(digest[1]).hex()}" if digest else None))

    def _check_range(self, response: Response) -> None:
        content_range = _CONTENT_RANGE.fullmatch(response.header("Content-Range") or "")
        same = self._validator in {None, response.header("ETag")}
        if response.status != 206 or content_range is None or not same:
            raise StartOver("the source has changed, or cannot continue")
        if (int(content_range[1]), int(content_range[2])) != (self._position, self._size):
            raise IntegrityError(f"the source continues with {content_range[0]}, not at {self._position}")
