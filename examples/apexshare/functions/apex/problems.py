"""What clients are told when something is wrong (RFC 9457)."""

from http import HTTPStatus


class Problem(Exception):  # noqa: N818 (RFC 9457 calls it so)
    """A request that cannot be done as it stands.

    Args:
        status: The HTTP status.
        detail: What is wrong, for a person to read; never what another user has.
    """

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail

    def body(self, request_id: str) -> dict[str, object]:
        """Return the problem as clients read it; the id finds the log lines of the request."""
        return {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
            "instance": f"urn:request:{request_id}",
        }


def not_found(what: str) -> Problem:
    """Whether something does not exist or is somebody else's is not told apart."""
    return Problem(HTTPStatus.NOT_FOUND, f"There is no such {what}.")


def conflict(detail: str) -> Problem:
    """Something else is in the way."""
    return Problem(HTTPStatus.CONFLICT, detail)


def invalid(detail: str) -> Problem:
    """The request is against the contract."""
    return Problem(HTTPStatus.BAD_REQUEST, detail)
