"""A refusal by AWS, with everything that the service says about it."""

from collections.abc import Mapping

_TRANSIENT = frozenset(
    {
        "BandwidthLimitExceeded",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestTimeout",
        "RequestTimeoutException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
        "UnreadableAnswer",  # our own: whoever it was that answered, it was not the service
    }
)
"""What is tried again although its status is not 5xx, as AWS's SDKs do."""


class AwsError(Exception):
    """AWS refuses, or cannot be reached (then there is no status)."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int | None = None,
        item: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.status = status
        self.item = item or {}
        """The row that made a condition of DynamoDB fail."""
        self.retry_after: float | None = None
        """The seconds that AWS asks for."""
        self.clock_was_wrong = False
        """Whether our clock was to blame; it has been set right since."""

    @property
    def is_transient(self) -> bool:
        """Whether the same request may succeed a little later."""
        if self.status is None or self.clock_was_wrong:
            return True
        return self.status == 429 or self.status >= 500 or self.code in _TRANSIENT
