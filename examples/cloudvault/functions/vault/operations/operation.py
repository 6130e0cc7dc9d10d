"""One operation of the API."""

from dataclasses import dataclass

from pydantic import BaseModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A method and a path, what is said and answered, and which function answers.

    Args:
        name: As constructs, logs and metrics call it.
        function: The module in `functions/` that answers.
        path: With parameters in braces; each is an identifier.
        request: The model of the body.
        query: The model of the query string.
        response: The model of the answer; `None` if it has no body.
        status: The status of the answer.
        rate: Requests in a second, of all users together.
        public: Why callers need no token; by default they do.
        is_open: Whether it may be asked at the API's own address too, past the firewall.
        group: Of which group of users a caller has to be; by default anybody may call.
    """

    name: str
    function: str
    method: str
    path: str
    request: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    response: type[BaseModel] | None = None
    status: int = 200
    rate: int = 50
    public: str | None = None
    is_open: bool = False
    group: str | None = None
