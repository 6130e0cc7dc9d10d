"""Questions to AWS, or to an embedded AWS: each is asked once, and none changes anything."""

from __future__ import annotations

import json
import os
import re
import threading
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self, cast
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from cloud_constructs.core import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_AWS_HOSTS: Final = (".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".api.aws")
_NOT_THERE: Final = re.compile("NotFound|NoSuch|DoesNotExist|NonExist|NonexistentItem")
# An embedded AWS may call its own ignorance of an operation a thing that is not found.
_UNKNOWN: Final = re.compile("Unknown .*(action|operation|path)")
# CloudFormation has no code of its own for a stack that is not there.
_NO_STACK: Final = "does not exist"
_REFUSED: Final = re.compile("AccessDenied|Unauthorized|NotAuthorized|Forbidden|Expired|InvalidClientToken")
_CONFIG: Final = Config(
    retries={"mode": "adaptive", "total_max_attempts": 8}, user_agent_extra="cloud-constructs-validate"
)


class UnansweredError(Exception):
    """Nobody could tell; the text says why."""


class NotThereError(Exception):
    """What was asked for does not exist; the text is AWS's."""


class Aws:
    """Where an app is deployed.

    Args:
        client: Makes a client of boto3 for a service in a region.
        region: Where stacks are that name no region themselves.
        urls: The addresses of APIs by their constructs, where they are not those that AWS gives.
    """

    def __init__(
        self, client: Callable[[str, str], Any], *, region: str, urls: Mapping[str, str] | None = None
    ) -> None:
        self.region = region
        self.urls = urls or {}
        self._make = client
        self._clients: dict[tuple[str, str], Any] = {}
        self._answers: dict[str, dict[str, Any]] = {}
        self._lock = threading.Lock()

    @classmethod
    def of_environment(cls, region: str | None = None) -> Self:
        """Return what the environment and the profile of the caller lead to, as with any tool of AWS.

        Raises:
            ArgumentError: Nothing says which region is meant.
        """
        session: Any = boto3.Session()
        home = region or session.region_name
        if not home:
            raise ArgumentError("validate", "no region is known", "name one with --region, or set AWS_REGION")
        # Where an embedded AWS stands for the real one, this file says at which addresses it serves APIs.
        endpoints = os.environ.get("CLOUD_CONSTRUCTS_ENDPOINTS")
        return cls(
            lambda service, at: session.client(service, region_name=at, config=_CONFIG),
            region=home,
            urls=json.loads(Path(endpoints).read_text())["urls"] if endpoints else {},
        )

    @classmethod
    def of_local(cls, app: Path) -> Self:
        """Return the embedded AWS in which `cloud-constructs local up` runs an app.

        Raises:
            ArgumentError: The app is not running.
        """
        # Here, because the extra `validate` brings nothing of what an embedded AWS needs.
        from cloud_constructs.local._command.session import Session
        from cloud_constructs.local._engine.clients import Clients

        session = Session(app.resolve(), None)
        running, endpoints = session.running(), session.read_endpoints()
        if running is None or endpoints is None:
            raise ArgumentError(str(app), "it is not running", f"start it: cloud-constructs local up {app}")
        home = Clients(running.endpoint_url, running.account, running.region)
        return cls(
            lambda service, at: home.at(running.account, at)(service),
            region=running.region,
            urls=endpoints["urls"],
        )

    @cached_property
    def is_emulated(self) -> bool:
        """Whether something else than AWS answers."""
        host = urlsplit(str(self._client("cloudformation", self.region).meta.endpoint_url)).hostname
        return not str(host).endswith(_AWS_HOSTS)

    @cached_property
    def account(self) -> str:
        """The account that the credentials belong to."""
        return str(self.ask(self.region, "sts", "get_caller_identity")["Account"])

    def ask(
        self, region: str, service: str, operation: str, *, nothing: str = "", **parameters: object
    ) -> dict[str, Any]:
        """Return what an operation that only reads answers; all pages of it.

        Args:
            region: Where to ask.
            service: The service, as boto3 names it.
            operation: The operation, as boto3 names it.
            nothing: The error by which the service says that nothing is set: the answer is empty then.
            parameters: What the operation takes.

        Raises:
            NotThereError: There is no such thing.
            UnansweredError: The endpoint does not know the operation, or does not let the caller ask.
        """
        question = json.dumps([region, service, operation, parameters], sort_keys=True)
        if question not in self._answers:
            self._answers[question] = self._asked(region, service, operation, nothing, parameters)
        return self._answers[question]

    def _asked(
        self, region: str, service: str, operation: str, nothing: str, parameters: dict[str, object]
    ) -> dict[str, Any]:
        name = f"{service} {operation.replace('_', '-')}"
        try:
            client = self._client(service, region)
            if client.can_paginate(operation):
                return client.get_paginator(operation).paginate(**parameters).build_full_result()
            return getattr(client, operation)(**parameters)
        except ClientError as error:
            answer: dict[str, str] = cast("Any", error).response["Error"]
            code = answer.get("Code", "")
            said = f"{code}: {answer.get('Message') or 'no reason given'}"
            if nothing and code == nothing:
                return {}
            if _REFUSED.search(code):
                raise UnansweredError(f"{name} is refused ({said})") from error
            if (_NOT_THERE.search(code) or _NO_STACK in said) and not _UNKNOWN.search(said):
                raise NotThereError(f"{name} does not find it ({said})") from error
            raise UnansweredError(f"{name} is not answered ({said})") from error
        except BotoCoreError as error:
            raise UnansweredError(f"{name} is not answered ({error})") from error

    def _client(self, service: str, region: str) -> Any:  # noqa: ANN401
        # boto3 makes clients in one thread at a time; what it has made serves all of them.
        with self._lock:
            if (service, region) not in self._clients:
                self._clients[service, region] = self._make(service, region)
            return self._clients[service, region]
