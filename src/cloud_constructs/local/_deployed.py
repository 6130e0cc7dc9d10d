"""A deployment of its own, for as long as a `with` block lasts: what an app's tests drive."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cloud_constructs.local._assembly.synth import synthesise
from cloud_constructs.local._embedded import Embedded

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

AT_ONCE = 0.01
"""Retries that wait for a minute come after less than a second."""


@dataclass(frozen=True)
class DeployedApp:
    """A running app."""

    aws: Embedded
    endpoints: Mapping[str, Any]
    """What `cloud-constructs local up` writes into `endpoints.json`."""
    environment: Mapping[str, str]
    """What a command finds it by: AWS_ENDPOINT_URL, credentials, CLOUD_CONSTRUCTS_ENDPOINTS."""

    def client(self, service: str) -> Any:  # noqa: ANN401
        """Return a client of AWS, for what no user of the app can do."""
        return self.aws.clients(service)


@contextmanager
def deployed(
    app: Path, *, context: Mapping[str, str] | None = None, wait_scale: float = AT_ONCE
) -> Generator[DeployedApp]:
    """Deploy an app into an engine of its own.

    Args:
        app: Its folder.
        context: Context keys, such as `{"stage": "dev"}`.
        wait_scale: How long workflows wait, as a share of what they say.
    """
    with tempfile.TemporaryDirectory(prefix=f"{app.name}-") as name, Embedded(wait_scale=wait_scale) as aws:
        folder = Path(name)
        assembly = synthesise(
            app, folder, account=aws.clients.account, region=aws.clients.region, context=context or {}
        )
        endpoints = aws.deploy(assembly).as_json()
        file = folder / "endpoints.json"
        file.write_text(json.dumps(endpoints))
        environment = {**aws.clients.environment(), "CLOUD_CONSTRUCTS_ENDPOINTS": str(file)}
        yield DeployedApp(aws=aws, endpoints=endpoints, environment={**os.environ, **environment})
