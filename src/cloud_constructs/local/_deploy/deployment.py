"""What a deployment left behind: the contract with scenarios and tests (endpoints.json)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cloud_constructs.local._deploy.fidelity import Level

if TYPE_CHECKING:
    from cloud_constructs.local._engine.clients import BotoClient, Clients


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource that was created."""

    type: str
    physical_id: str
    path: str


@dataclass(frozen=True, slots=True)
class DeployedStack:
    """One stack: its outputs by key and its resources by logical id."""

    outputs: dict[str, str]
    resources: dict[str, Resource]


@dataclass(frozen=True, slots=True)
class Entry:
    """A resource in the report."""

    path: str
    type: str

    @property
    def is_iam(self) -> bool:
        """Whether it only says who may do what, which the engine never asks."""
        return self.type.startswith("AWS::IAM::")

    def __str__(self) -> str:
        return f"{self.path} ({self.type})"


@dataclass(slots=True)
class Report:
    """What is real and what is not."""

    levels: dict[Level, list[Entry]] = field(
        default_factory=lambda: {level: list[Entry]() for level in Level}
    )
    remarks: list[str] = field(default_factory=list[str])
    runtimes: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class Deployment:
    """Everything that one deployment created."""

    clients: Clients
    stacks: dict[str, DeployedStack] = field(default_factory=dict[str, DeployedStack])
    urls: dict[str, str] = field(default_factory=dict[str, str])
    report: Report = field(default_factory=Report)

    def client(self, service: str) -> BotoClient:
        """Return a boto3 client of the engine."""
        return self.clients(service)

    def output(self, stack: str, key: str) -> str:
        """Return an output of a stack."""
        return self.stacks[stack].outputs[key]

    def as_json(self) -> dict[str, Any]:
        """Return the content of endpoints.json."""
        return {
            "endpoint_url": self.clients.endpoint_url,
            "region": self.clients.region,
            "account": self.clients.account,
            "stacks": {
                name: {
                    "outputs": stack.outputs,
                    "resources": {
                        logical_id: {"type": one.type, "physical_id": one.physical_id, "path": one.path}
                        for logical_id, one in stack.resources.items()
                    },
                }
                for name, stack in self.stacks.items()
            },
            "urls": self.urls,
            "report": {
                str(level): [str(entry) for entry in entries] for level, entries in self.report.levels.items()
            }
            | {"remarks": self.report.remarks},
        }
