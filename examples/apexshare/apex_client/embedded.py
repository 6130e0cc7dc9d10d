"""A deployment of its own, for as long as a `with` block lasts: what tests drive."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from apex_client.api import Api
from apex_client.deployment import Deployment
from apex_client.session import Trainer, new_trainer
from cloud_constructs import local
from cloud_constructs.local import Embedded

EXAMPLE = Path(__file__).parent.parent
STAGE = {"stage": "dev"}


@dataclass(frozen=True)
class DeployedApp:
    """A running deployment."""

    aws: Embedded
    deployment: Deployment
    environment: Mapping[str, str]
    """What a command finds it by: AWS_ENDPOINT_URL, credentials, CLOUD_CONSTRUCTS_ENDPOINTS."""

    def client(self, service: str) -> Any:  # noqa: ANN401
        """Return a client of AWS, for what no user can do."""
        return self.aws.clients(service)

    def api(self, trainer: Trainer | None = None) -> Api:
        """Return the API for a trainer, by default for a new one."""
        return Api(self.deployment, trainer or new_trainer(self.deployment))

    def student(self) -> Api:
        """Return the API for somebody who has no account."""
        return Api(self.deployment)


@contextmanager
def deployed(context: Mapping[str, str] | None = None) -> Generator[DeployedApp]:
    """Deploy the app with this context, by default in its smallest stage, into an engine of its own."""
    with local.deployed(EXAMPLE, context={**STAGE, **(context or {})}) as app:
        deployment = Deployment.of(app.endpoints, app.aws.clients)
        yield DeployedApp(aws=app.aws, deployment=deployment, environment=app.environment)
