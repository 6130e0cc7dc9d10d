"""Asks the API."""

from typing import Any

import requests

from vault_client.deployment import Deployment
from vault_client.session import Session

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
    """The API, for one user or for nobody."""

    def __init__(self, deployment: Deployment, session: Session | None = None) -> None:
        self.deployment = deployment
        self.session = session
        self._http = requests.Session()
        if session is not None:
            self._http.headers["authorization"] = f"Bearer {session.id_token}"

    def get(self, path: str, **query: Any) -> dict[str, Any]:  # noqa: ANN401
        """Ask for something."""
        return self.request("GET", path, params=query)

    def post(self, path: str, **body: Any) -> dict[str, Any]:  # noqa: ANN401
        """Tell the API something."""
        return self.request("POST", path, json=body)

    def patch(self, path: str, **body: Any) -> dict[str, Any]:  # noqa: ANN401
        """Change something."""
        return self.request("PATCH", path, json=body)

    def delete(self, path: str) -> dict[str, Any]:
        """Remove something."""
        return self.request("DELETE", path)

    def request(self, method: str, path: str, **options: Any) -> dict[str, Any]:  # noqa: ANN401
        """Send a request.

        Raises:
            ApiError: The answer tells of a problem.
        """
        answer = self._http.request(method, f"{self.deployment.api_url}{path}", timeout=SECONDS, **options)
        body: dict[str, Any] = answer.json() if answer.content else {}
        if not answer.ok:
            raise ApiError(answer.status_code, body)
        return body
