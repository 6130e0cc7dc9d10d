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
        attempt = 0
        while True:
            wait = None
            try:
                answer = self._exchange(request)
            except OSError as cause:
                error = AwsError(type(cause).__name__, f"{request.host} cannot be reached ({cause})")
                error.__cause__ = cause
            else:
                refused = refusal(answer)
                if refused is None:
                    return answer
                if self._learns_the_time(answer):
                    continue
                error = refused
                wait = retry.parse_retry_after(answer.headers.get("retry-after"), self._now())
            attempt += 1
            if attempt == ATTEMPTS or not error.is_transient:
                raise error
            self._sleep(
                retry.backoff(attempt - 1, self._chance()) if wait is None else min(wait, retry.CAP_SECONDS)
            )

    def _exchange(self, request: Request) -> Answer:
        headers = signed_headers(
            request, Credentials.read(), self._service, self._region, self._now() + self._skew
        )
        return self._connections.exchange(request, headers)

    def _learns_the_time(self, answer: Answer) -> bool:
        """Whether our clock may be why; AWS's own then corrects it, for all requests from here on."""
        theirs = retry.parse_http_date(answer.headers.get("date", ""))
        if answer.status not in {400, 401, 403} or theirs is None:
            return False
        skew = theirs - self._now()
        if abs(skew - self._skew) <= _TOLERATED_SKEW:
            return False
        self._skew = skew
        return True
