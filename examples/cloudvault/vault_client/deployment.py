"""Where a deployment is: from its outputs, as `cloud-constructs local` or CloudFormation has them."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

Clients = Callable[[str], Any]


@dataclass(frozen=True)
class Deployment:
    """A running deployment."""

    outputs: Mapping[str, str]
    """Of all stacks."""
    api_url: str
    """Without a slash at the end."""
    page_url: str
    endpoint_url: str
    """Of the embedded AWS."""
    client: Clients
    """Makes a client of AWS, for what no user can do."""

    @classmethod
    def connect(cls) -> "Deployment":
        """Return the deployment that `cloud-constructs local run` has made."""
        endpoints = json.loads(Path(os.environ["CLOUD_CONSTRUCTS_ENDPOINTS"]).read_text())
        return cls.of(endpoints, _client)

    @classmethod
    def of(cls, endpoints: Mapping[str, Any], client: Clients) -> "Deployment":
        """Return the deployment that an `endpoints.json` describes."""
        stacks = endpoints["stacks"].values()
        outputs = {key: value for stack in stacks for key, value in stack["outputs"].items()}
        urls: Mapping[str, str] = endpoints["urls"]
        return cls(
            outputs=outputs,
            api_url=urls["CloudVaultApi/Api/Resource"].rstrip("/"),
            page_url=urls["CloudVaultWeb/Web/Resource"],
            endpoint_url=endpoints["endpoint_url"],
            client=client,
        )

    def of_client(self, client_id: str) -> "Deployment":
        """Return the same deployment, as another client of Cognito sees it."""
        return replace(self, outputs={**self.outputs, "UserPoolClientId": client_id})

    @cached_property
    def identity(self) -> Any:  # noqa: ANN401
        """The client of Cognito."""
        return self.client("cognito-idp")

    def function_name(self, function: str) -> str:
        """Return what CloudFormation has called a function, such as `FileProcessor`."""
        pages = self.client("lambda").get_paginator("list_functions").paginate()
        names = [one["FunctionName"] for page in pages for one in page["Functions"]]
        return next(name for name in names if name.startswith(f"CloudVaultCompute-{function}"))

    def invoke(self, function: str, **event: Any) -> Any:  # noqa: ANN401
        """Call a function, as the clock would, and return its answer."""
        answer = self.client("lambda").invoke(
            FunctionName=self.function_name(function), Payload=json.dumps(event)
        )
        said = json.loads(answer["Payload"].read())
        if "FunctionError" in answer:
            raise RuntimeError(f"{function}: {said}")
        return said


def _client(service: str) -> Any:  # noqa: ANN401
    sdk: Any = boto3
    return sdk.client(service, config=Config(s3={"addressing_style": "path"}))
