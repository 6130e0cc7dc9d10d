"""Deploys a cloud assembly into the engine, stack by stack."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cloud_constructs.local._adapt.custom_resources import take_over
from cloud_constructs.local._adapt.fixups import with_fixups
from cloud_constructs.local._adapt.functions import FunctionAdapter, runtimes
from cloud_constructs.local._adapt.parameters import (
    values_for,
    with_stored_exports,
    with_stored_parameters,
)
from cloud_constructs.local._adapt.rewrite import (
    NOT_EMULATED,
    drop,
    not_emulated,
    with_literal_vpc_ranges,
    with_short_timeouts,
    with_stack_outputs,
)
from cloud_constructs.local._adapt.sdk_calls import with_own_sdk_calls
from cloud_constructs.local._adapt.tasks import Task, without_captured
from cloud_constructs.local._assembly.publish import Publisher
from cloud_constructs.local._assembly.read import read_template
from cloud_constructs.local._assembly.template import Template, construct_path
from cloud_constructs.local._deploy.cloudformation import deploy_stack, stack_state, unsupported_types
from cloud_constructs.local._deploy.deployment import DeployedStack, Deployment, Entry, Resource
from cloud_constructs.local._deploy.endpoints import urls_of
from cloud_constructs.local._deploy.fidelity import Level, is_metric_math, level_of
from cloud_constructs.local._deploy.map_runs import remarks_on
from cloud_constructs.local._errors import LocalError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cloud_constructs.local._assembly.read import Asset, Stack
    from cloud_constructs.local._deploy.cloudformation import StackState
    from cloud_constructs.local._deploy.progress import Progress
    from cloud_constructs.local._engine.clients import Clients

_CUSTOM_RESOURCE_SECONDS: Final = 60
_TEMPLATE_KEY: Final = re.compile(r"[0-9a-f]{64}\.json")


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A stack, or a nested one, as the engine will get it."""

    name: str
    resources: dict[str, Resource]
    levels: dict[str, Level]
    template: Template
    url: str
    tasks: list[Task]
    nested: dict[str, _Prepared]
    layers: Mapping[str, Asset]


class Deployer:
    """Deploys the stacks of one account and region."""

    def __init__(self, clients: Clients, folder: Path, deployment: Deployment) -> None:
        """Take clients of the account and region, a folder for archives, and the deployment to fill."""
        self._clients = clients
        self._publisher = Publisher(clients, folder)
        self._adapter = FunctionAdapter(self._publisher, folder)
        self._deployment = deployment

    def deploy(self, stack: Stack, parameters: Mapping[str, str], progress: Progress) -> None:
        """Deploy one stack and what is nested in it."""
        if stack.version_parameter:
            self._publisher.bootstrap(stack.version_parameter)
        template = stack.template()
        given = stack.parameters | values_for(template, stack.name, parameters)
        with progress.phase(f"Stack {stack.name}") as phase:
            prepared = self._prepare(stack.name, template, stack, given, {})
            state = deploy_stack(
                self._clients,
                stack.name,
                prepared.template,
                prepared.url,
                parameters=values_for(prepared.template, stack.name, given),
                tags=stack.tags,
                progress=phase.count,
            )
            self._finish(prepared, state)
            phase.done(f"{len(state.physical_ids)} resources")
        self._deployment.report.remarks += self._adapter.remarks
        self._adapter.remarks.clear()

    def _prepare(
        self,
        name: str,
        original: Template,
        stack: Stack,
        given: Mapping[str, str],
        passed_layers: Mapping[str, Asset],
    ) -> _Prepared:
        account, region = self._clients.account, self._clients.region
        outputs = {one: deployed.outputs for one, deployed in self._deployment.stacks.items()}
        template = with_stored_exports(with_stack_outputs(original, outputs), self._clients)
        layers = {**passed_layers, **self._adapter.layers(template, stack.assets)}
        template, nested = self._prepare_nested(name, template, stack, layers)
        template, tasks = take_over(template, name, account, region)
        ours = set(original["Resources"]) - set(template["Resources"])
        self._deployment.report.runtimes += runtimes(template)
        self._deployment.report.remarks += remarks_on(template, name)
        template, made_by_us = with_own_sdk_calls(template, account, region)
        ours |= made_by_us
        template, fixups = with_fixups(template, name)
        template = self._adapter.adapt(template, name, stack.assets, layers)
        template = with_stored_parameters(template, given, self._clients)
        template = with_short_timeouts(with_literal_vpc_ranges(template), _CUSTOM_RESOURCE_SECONDS)
        template, url = self._without_unsupported(template)
        self._upload_assets(stack, template, tasks)
        resources = {
            logical_id: Resource(resource["Type"], "", construct_path(name, logical_id, resource))
            for logical_id, resource in original["Resources"].items()
            if resource["Type"] != "AWS::CDK::Metadata"
        }
        levels = {
            logical_id: Level.DONE_BY_DEPLOYER
            if logical_id in ours
            else level_of(original["Resources"][logical_id])
            if logical_id in template["Resources"]
            else Level.NOT_EMULATED
            for logical_id in resources
        }
        return _Prepared(name, resources, levels, template, url, tasks + fixups, nested, layers)

    def _prepare_nested(
        self, name: str, template: Template, stack: Stack, layers: Mapping[str, Asset]
    ) -> tuple[Template, dict[str, _Prepared]]:
        nested: dict[str, _Prepared] = {}
        resources = dict(template["Resources"])
        for logical_id, resource in resources.items():
            if resource["Type"] != "AWS::CloudFormation::Stack":
                continue
            path = construct_path(name, logical_id, resource)
            properties = resource["Properties"]
            key = _TEMPLATE_KEY.search(json.dumps(properties["TemplateURL"]))
            if key is None or key[0] not in stack.assets:
                raise LocalError(
                    f"The template of nested stack {path} is not in the assembly.",
                    "Only nested stacks that CDK synthesises can be deployed.",
                )
            passed: dict[str, Asset] = {}
            for parameter, value in properties.get("Parameters", {}).items():
                match value:
                    case {"Ref": str(layer)} if layer in layers:
                        passed[parameter] = layers[layer]
                    case _:
                        pass
            inner = read_template(stack.assets[key[0]].source)
            nested[logical_id] = self._prepare(f"{name}/{logical_id}", inner, stack, {}, passed)
            resources[logical_id] = resource | {
                "Properties": properties | {"TemplateURL": nested[logical_id].url}
            }
        return template | {"Resources": resources}, nested

    def _without_unsupported(self, template: Template) -> tuple[Template, str]:
        """Drop what the engine cannot create, mostly by its own word, and return the template's URL."""
        while True:
            body = json.dumps(template).encode()
            url = self._publisher.upload_template(f"{hashlib.sha256(body).hexdigest()}.json", body)
            unsupported = unsupported_types(self._clients, url)
            beyond = {
                logical_id: resource
                for logical_id, resource in template["Resources"].items()
                if resource["Type"] in unsupported or is_metric_math(resource)
            }
            if not beyond:
                return template, url
            for logical_id, resource in beyond.items():
                account, region = self._clients.account, self._clients.region
                stand_in = not_emulated(logical_id, resource["Type"], account, region)
                template = drop(template, logical_id, stand_in)

    def _upload_assets(self, stack: Stack, template: Template, tasks: list[Task]) -> None:
        # Only what is still asked for: not the originals of what we repackage, nor the tools of providers.
        wanted = json.dumps([template, [task.properties for task in tasks]])
        self._publisher.upload(asset for asset in stack.assets.values() if asset.key in wanted)

    def _finish(self, prepared: _Prepared, state: StackState) -> None:
        for task in prepared.tasks:
            task.perform(self._clients, state.outputs)
        created = {
            logical_id: Resource(resource.type, state.physical_ids[logical_id], resource.path)
            for logical_id, resource in prepared.resources.items()
            if logical_id in state.physical_ids
        }
        self._deployment.stacks[prepared.name] = DeployedStack(without_captured(state.outputs), created)
        self._adapter.deployed_layers |= {
            state.physical_ids[logical_id]: layer
            for logical_id, layer in prepared.layers.items()
            if logical_id in state.physical_ids
        }
        self._deployment.urls |= urls_of(self._clients, list(created.values()))
        for logical_id, level in prepared.levels.items():
            # A resource whose condition is false is neither created nor missing.
            if logical_id in created or logical_id not in prepared.template["Resources"]:
                resource = created.get(logical_id, prepared.resources[logical_id])
                found = Level.NOT_EMULATED if resource.physical_id.startswith(NOT_EMULATED) else level
                self._deployment.report.levels[found].append(Entry(resource.path, resource.type))
        for logical_id, inner in prepared.nested.items():
            if logical_id not in created:
                continue
            self._finish(inner, stack_state(self._clients, state.physical_ids[logical_id]))
