"""Asks the API."""

from typing import Any

import requests

from apex_client.deployment import Deployment
from apex_client.session import Trainer

SECONDS = 60


class ApiError(Exception):
    """An answer that tells of a problem.

    Args:
        status: The HTTP status.
        problem: The body (RFC 9457).
    """

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"{status}: {problem.get('detail', problem)}")
        self.status = status
        self.problem = problem


class Api:
    """The API, for a trainer or for somebody with a link."""

    def __init__(self, deployment: Deployment, trainer: Trainer | None = None) -> None:
        self.deployment = deployment
        self.trainer = trainer
        self._http = requests.Session()
        self._http.headers["x-api-key"] = deployment.outputs["PageKey"]
        if trainer is not None:
            self._http.headers["authorization"] = f"Bearer {trainer.id_token}"

    def get(self, path: str, **query: Any) -> dict[str, Any]:  # noqa: ANN401
        """Ask for something."""
        return self.request("GET", path, params=query)

    def post(self, path: str, **body: Any) -> dict[str, Any]:  # noqa: ANN401
        """Tell the API something."""
        return self.request("POST", path, json=body)

    def delete(self, path: str) -> dict[str, Any]:
        """Remove something."""
        return self.request("DELETE", path)

    def request(self, method: str, path: str, **options: Any) -> dict[str, Any]:  # noqa: ANN401
        """Send a request.

        Raises:
            ApiError: The answer tells of a problem.
        """
        answer = self.raw(method, f"{self.deployment.api_url}{path}", **options)
        body: dict[str, Any] = answer.json() if answer.content else {}
        if not answer.ok:
            raise ApiError(answer.status_code, body)
        return body

    def raw(self, method: str, url: str, **options: Any) -> requests.Response:  # noqa: ANN401
        """Send a request to an address, and return whatever is answered."""
        return self._http.request(method, url, timeout=SECONDS, **options)
