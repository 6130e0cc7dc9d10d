"""A deployed app: the outputs of its stack, and clients of where it is."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, cast

import boto3

AwsClient: TypeAlias = Any

MARK = "TrackerTableName"
"""The output by which the app's stack is known among others."""
FIRST_PROVIDER = "gopro"
OF_A_PROVIDER = {
    *("StateMachineArn", "CredentialsSecretArn", "ScheduleName", "ScheduleGroupName"),
    *("DownloaderFunctionName", "DownloaderFailuresUrl"),
}
"""Outputs that each provider has; those of all but the first begin with its name."""


class NotADeploymentError(Exception):
    """The file does not say where the app is."""


class CheckFailedError(Exception):
    """Something of the app is not as it has to be."""


class NotJudgedError(Exception):
    """There is a reason why something cannot be judged now."""


@dataclass(frozen=True)
class Deployment:
    """The app's stack, as whoever deployed it describes it."""

    stack: str
    outputs: Mapping[str, str]
    endpoint_url: str | None = None
    provider: str = FIRST_PROVIDER

    @classmethod
    def of_outputs(cls, path: Path) -> "Deployment":
        """Reads what `cdk deploy --outputs-file` wrote."""
        return cls(*_app_among(_read(path), path))

    @classmethod
    def of_endpoints(cls, path: Path) -> "Deployment":
        """Reads what `cloud-constructs local` wrote."""
        endpoints = _read(path)
        stacks = {name: stack["outputs"] for name, stack in endpoints.get("stacks", {}).items()}
        return cls(*_app_among(stacks, path), endpoint_url=endpoints.get("endpoint_url"))

    @property
    def region(self) -> str:
        """Where the app is."""
        return self["AlertsTopicArn"].split(":")[3]

    def __getitem__(self, output: str) -> str:
        """An output of the stack."""
        if output in OF_A_PROVIDER and self.provider != FIRST_PROVIDER:
            output = self.provider.title().replace("-", "") + output
        value = self.outputs.get(output)
        if not value:
            raise CheckFailedError(f"the stack {self.stack} has no output {output}")
        return value

    def client(self, service: str) -> AwsClient:
        """A client of the AWS that the app is on."""
        make = cast("Any", boto3).client
        return make(service, region_name=self.region, endpoint_url=self.endpoint_url)


def _read(path: Path) -> dict[str, Any]:
    try:
        content: Any = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise NotADeploymentError(f"{path} cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise NotADeploymentError(f"{path} has no stacks in it")
    return cast("dict[str, Any]", content)


def _app_among(stacks: Mapping[str, Any], path: Path) -> tuple[str, Mapping[str, str]]:
    for name, outputs in stacks.items():
        if isinstance(outputs, dict) and MARK in outputs:
            return name, cast("dict[str, str]", outputs)
    raise NotADeploymentError(f"{path} has no stack with the output {MARK}")
