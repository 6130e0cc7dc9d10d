"""What can go wrong, as the state machine sees it: the class is the error name of Retry and Catch.

SyncError
├── InvalidEvent             the input is wrong: the only one that is never retried
├── AuthenticationFailed     the provider refuses the credentials, even fresh ones
├── ProviderUnavailable      the provider cannot be reached, or answers 5xx
│   └── RateLimited          429, for longer than this invocation can wait
├── UnexpectedResponse       an answer that breaks the provider's own contract
│   └── NotFound             404: the caller decides what it means
├── TransferInterrupted      the bytes stopped coming, or the time ran out
├── IntegrityError           the bytes that came are not the bytes that were announced
├── AlreadyInProgress        another worker holds this item, or has taken it over
├── StorageUnavailable       an AWS service refused, after its client's own retries
├── Refused                  the provider will not hand it over, and says why: a quota, a suspicion
├── RotationRefused          a rotation's step that makes no sense in the secret's present state
├── CredentialsLost          new tokens could not be kept: the owner must authorise again
├── SourceDeleted            the media is gone: handled inside, an outcome and not a failure
├── UrlExpired               403 or 410 on a signed URL: handled inside by a new look-up
└── StartOver                what was read so far cannot be continued: handled inside
"""

# ruff: noqa: N818 (these names are a contract with the state machine, and read better there without "Error")


class SyncError(Exception):
    """Base of every error that the functions raise on purpose."""


class InvalidEvent(SyncError):
    """The input is wrong; trying again cannot help."""


class AuthenticationFailed(SyncError):
    """The provider refuses the credentials."""


class ProviderUnavailable(SyncError):
    """The provider cannot be reached or says that it is broken."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class RateLimited(ProviderUnavailable):
    """The provider asks for patience (429)."""


class UnexpectedResponse(SyncError):
    """The provider's answer breaks its own contract."""


class NotFound(UnexpectedResponse):
    """The provider does not know what was asked for."""


class TransferInterrupted(SyncError):
    """The bytes stopped coming, or the time ran out."""


class IntegrityError(SyncError):
    """What came is not what was announced."""


class AlreadyInProgress(SyncError):
    """Another worker holds the item."""


class StorageUnavailable(SyncError):
    """An AWS service refused, after its client's own retries."""


class Refused(SyncError):
    """The provider will not hand it over, today or at all."""


class RotationRefused(SyncError):
    """The secret is not in a state in which this step of a rotation makes sense."""


class CredentialsLost(SyncError):
    """The only copy of the newest tokens is gone."""


class SourceDeleted(SyncError):
    """The provider no longer has the media."""


class UrlExpired(SyncError):
    """The signed download URL is no longer accepted."""


class StartOver(SyncError):
    """What was read so far cannot be continued: the source changed, or cannot prove that it did not."""
