"""Signs requests, sends them, and tries again what may be tried again."""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from .. import retry
from .connections import Answer, Connections
from .endpoints import origin_of
from .errors import AwsError
from .signing import Credentials, Request, signed_headers

ATTEMPTS = 5

_TOLERATED_SKEW = timedelta(minutes=4)
"""AWS refuses signatures that are more than five minutes old or early."""


class Client:
    """One AWS service in one region. May be used by several threads.

    Every request of ours may be repeated: it is conditional, or says the same thing twice.
    """

    def __init__(
        self,
        service: str,
        region: str,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.origin = origin_of(service, region)
        self._service = service
        self._region = region
        self._now = now
        self._sleep = sleep
        self._chance = chance
        self._skew = timedelta()
        self._connections = Connections()

    def send(self, request: Request, refusal: Callable[[Answer], AwsError | None]) -> Answer:
        """Gets the answer to a request; `refusal` reads why one is none.

        Raises:
            AwsError: AWS refuses, or goes on failing.
        """
        attempts = 0
        while isinstance(outcome := self._attempt(request, refusal), AwsError):
            attempts += 1
            if attempts == ATTEMPTS or not outcome.is_transient:
                raise outcome
            self._sleep(self._pause(attempts - 1, outcome))
        return outcome

    def _attempt(self, request: Request, refusal: Callable[[Answer], AwsError | None]) -> Answer | AwsError:
        skew = self._skew
        headers = signed_headers(request, Credentials.read(), self._service, self._region, self._now() + skew)
        try:
            answer = self._connections.exchange(request, headers)
        except OSError as cause:
            error = AwsError(type(cause).__name__, f"{request.host} cannot be reached ({cause})")
            error.__cause__ = cause
            return error
        error = refusal(answer)
        if error is None:
            return answer
        error.clock_was_wrong = self._learns_the_time(answer, skew)
        error.retry_after = retry.parse_retry_after(answer.headers.get("retry-after"), self._now())
        return error

    def _pause(self, attempt: int, error: AwsError) -> float:
        if error.clock_was_wrong:
            return 0.0
        if error.retry_after is None:
            return retry.backoff(attempt, self._chance())
        return min(error.retry_after, retry.CAP_SECONDS)

    def _learns_the_time(self, answer: Answer, skew: timedelta) -> bool:
        """Whether our clock may be why; AWS's own then corrects it, for all requests from here on."""
        theirs = retry.parse_http_date(answer.headers.get("date", ""))
        if answer.status not in {400, 401, 403} or theirs is None:
            return False
        right = theirs - self._now()
        if abs(right - skew) <= _TOLERATED_SKEW:
            return False
        self._skew = right
        return True
