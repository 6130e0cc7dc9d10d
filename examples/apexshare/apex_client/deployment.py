"""Where a deployment is: from its outputs, as `cloud-constructs local` has them."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
    urls: Mapping[str, str]
    """Where APIs and pages are, by the paths of their constructs."""
    endpoint_url: str
    """Of the embedded AWS."""
    client: Clients
    """Makes a client of AWS, for what no user can do."""

    @classmethod
    def connect(cls) -> "Deployment":
        """Return the deployment that `cloud-constructs local run` has made."""
        return cls.of(json.loads(Path(os.environ["CLOUD_CONSTRUCTS_ENDPOINTS"]).read_text()), _client)

    @classmethod
    def of(cls, endpoints: Mapping[str, Any], client: Clients) -> "Deployment":
        """Return the deployment that an `endpoints.json` describes."""
        stacks = endpoints["stacks"].values()
        outputs = {key: value for stack in stacks for key, value in stack["outputs"].items()}
        return cls(
            outputs=outputs, urls=endpoints["urls"], endpoint_url=endpoints["endpoint_url"], client=client
        )

    @property
    def api_url(self) -> str:
        """Where the API is, without a slash at the end."""
        return self.urls["ApexShareApi/Api/Resource"].rstrip("/")

    @property
    def page_url(self) -> str:
        """Where the front end is."""
        return self.urls["ApexShareFrontend/Web/Resource"]

    @property
    def mailbox_url(self) -> str:
        """Where a person reads the e-mail that the embedded AWS was asked to send."""
        return self.urls["ApexShareEmail/Mail"]


def _client(service: str) -> Any:  # noqa: ANN401
    sdk: Any = boto3
    return sdk.client(service, config=Config(s3={"addressing_style": "path"}))
