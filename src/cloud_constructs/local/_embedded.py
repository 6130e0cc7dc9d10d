"""The entry for Python code: an embedded AWS that takes cloud assemblies."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Self

from botocore.exceptions import BotoCoreError, ClientError

from cloud_constructs.local._assembly.read import read_assembly
from cloud_constructs.local._deploy.deployer import Deployer
from cloud_constructs.local._deploy.deployment import Deployment
from cloud_constructs.local._deploy.progress import Progress, Silent
from cloud_constructs.local._engine.clients import Clients
from cloud_constructs.local._engine.engine import Engine, log_of
from cloud_constructs.local._engine.process import tail
from cloud_constructs.local._errors import LocalError

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_ACCOUNT = "123456789012"
DEFAULT_REGION = "eu-west-1"


class Embedded:
    """An embedded AWS for the length of a `with` block.

    `with Embedded() as aws: deployment = aws.deploy("cdk.out")`
    """

    def __init__(
        self,
        folder: Path | str | None = None,
        *,
        account: str = DEFAULT_ACCOUNT,
        region: str = DEFAULT_REGION,
        port: int | None = None,
        wait_scale: float = 1.0,
    ) -> None:
        """Take a folder for its files, by default a temporary one, and how long workflows wait."""
        self._cleanup = contextlib.ExitStack()
        self._folder = Path(folder).resolve() if folder else None
        self._account, self._region = account, region
        self._port, self._wait_scale = port, wait_scale

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as cleanup:
            folder = self._folder or Path(
                cleanup.enter_context(tempfile.TemporaryDirectory(prefix="cloud-constructs-"))
            )
            self.folder = folder
            self.engine = cleanup.enter_context(
                Engine(
                    folder,
                    account=self._account,
                    region=self._region,
                    port=self._port,
                    wait_scale=self._wait_scale,
                )
            )
            self.clients = Clients(self.engine.endpoint_url, self._account, self._region)
            self._cleanup = cleanup.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._cleanup.close()

    def deploy(
        self,
        assembly: Path | str,
        *,
        parameters: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> Deployment:
        """Deploy every stack of a cloud assembly, or update those that are there."""
        return deploy_assembly(
            self.clients, Path(assembly), self.folder, parameters or {}, progress or Silent()
        )


def deploy_assembly(
    clients: Clients, assembly: Path, folder: Path, parameters: Mapping[str, str], progress: Progress
) -> Deployment:
    """Deploy an assembly into the engine that the clients speak to."""
    deployment = Deployment(clients)
    deployers: dict[tuple[str, str], Deployer] = {}
    try:
        for stack in read_assembly(assembly):
            home = (stack.account or clients.account, stack.region or clients.region)
            if home not in deployers:
                deployers[home] = Deployer(clients.at(*home), folder / "assets", deployment)
            deployers[home].deploy(stack, parameters, progress)
    except (BotoCoreError, ClientError) as error:
        raise LocalError(
            "The embedded AWS did not do as it was told.",
            f"Its log is {log_of(folder)}:",
            f"{tail(log_of(folder))}\n{error}",
        ) from error
    return deployment
