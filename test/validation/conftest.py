"""An app that is deployed once, and what the checks say of it whenever a test asks."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from validation.app import synth

from cloud_constructs.guardrails import Assembly
from cloud_constructs.local import Embedded
from cloud_constructs.validation import Aws, Result, Validation, validate


@dataclass(frozen=True)
class Deployed:
    """The app in an embedded AWS, which for a test may pass for the real one."""

    aws: Embedded
    assembly: Path
    urls: dict[str, str]
    ids: dict[str, str]
    """The physical ids by the constructs' paths."""

    def client(self, service: str) -> Any:
        return self.aws.clients(service)

    def ask(self, *, as_aws: bool = False) -> Aws:
        aws = Aws(lambda service, _: self.client(service), region=self.aws.clients.region, urls=self.urls)
        if as_aws:
            aws.is_emulated = False
        return aws

    def validate(self, *stacks: str, as_aws: bool = False) -> Validation:
        return validate(self.assembly, self.ask(as_aws=as_aws), stacks=stacks)

    def result(self, path: str, claim: str, *, as_aws: bool = False) -> Result:
        results = self.validate(path.partition("/")[0], as_aws=as_aws).results
        (found,) = (one for one in results if (one.path, one.claim) == (path, claim))
        return found


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployed]:
    assembly = synth(tmp_path_factory.mktemp("assembly"))
    with Embedded(tmp_path_factory.mktemp("embedded")) as aws:
        deployment = aws.deploy(assembly)
        ids = {
            resource.path: deployment.stacks[resource.template.stack.name].resources[resource.id].physical_id
            for resource in Assembly(assembly).resources()
            if resource.id in deployment.stacks[resource.template.stack.name].resources
        }
        yield Deployed(aws, assembly, deployment.urls, ids)
