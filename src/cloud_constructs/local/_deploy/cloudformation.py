"""Creates and updates stacks through the engine's CloudFormation API, and tells what failed."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from cloud_constructs.local._assembly.template import construct_path
from cloud_constructs.local._errors import LocalError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cloud_constructs.local._assembly.template import Template
    from cloud_constructs.local._engine.clients import BotoClient, Clients

_STACK_SECONDS = 900.0
_UNRECOGNIZED = re.compile(r"Unrecognized resource types: \[([^\]]*)\]")
_REMEDY = "Mend in the app what is named below, and deploy again."
_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]


@dataclass(frozen=True, slots=True)
class StackState:
    """What CloudFormation says of a stack: its outputs, and the physical ids by logical id."""

    outputs: dict[str, str]
    physical_ids: dict[str, str]


def unsupported_types(clients: Clients, template_url: str) -> set[str]:
    """Ask the engine which resource types of a template it does not know."""
    try:
        clients("cloudformation").validate_template(TemplateURL=template_url)
    except ClientError as error:
        refused = _UNRECOGNIZED.search(str(error))
        if refused is None:
            raise LocalError("The engine refuses a template.", _REMEDY, str(error)) from error
        return {name.strip() for name in refused[1].split(",")}
    return set()


def deploy_stack(
    clients: Clients,
    name: str,
    template: Template,
    template_url: str,
    *,
    parameters: Mapping[str, str],
    tags: Mapping[str, str],
    progress: Callable[[int, int], None],
) -> StackState:
    """Create the stack, or update it if it is there, and wait until it is ready."""
    cloudformation = clients("cloudformation")
    arguments: dict[str, Any] = {
        "StackName": name,
        "TemplateURL": template_url,
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        "Tags": [{"Key": key, "Value": value} for key, value in tags.items()],
        "Capabilities": _CAPABILITIES,
    }
    try:
        if _exists(cloudformation, name):
            cloudformation.update_stack(**arguments)
        else:
            cloudformation.create_stack(**arguments, OnFailure="DO_NOTHING")
    except ClientError as error:
        if "No updates are to be performed" not in str(error):
            raise LocalError(f"The engine refuses stack {name}.", _REMEDY, str(error)) from error
    status = _wait(cloudformation, name, len(template["Resources"]), progress)
    if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        raise LocalError(
            f"Stack {name} ended in {status}.", _REMEDY, _failures(cloudformation, name, template)
        )
    return stack_state(clients, name)


def stack_state(clients: Clients, name: str) -> StackState:
    """Read the outputs and physical ids of a stack, also by its ARN."""
    cloudformation = clients("cloudformation")
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=name)
    return StackState(
        outputs={output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])},
        physical_ids={
            resource["LogicalResourceId"]: resource.get("PhysicalResourceId", "")
            for page in pages
            for resource in page["StackResourceSummaries"]
        },
    )


def _exists(cloudformation: BotoClient, name: str) -> bool:
    try:
        status = cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
    except ClientError:
        return False
    if status.startswith(("CREATE_FAILED", "ROLLBACK")):
        # It never was; CloudFormation updates no such stack either.
        cloudformation.delete_stack(StackName=name)
        cloudformation.get_waiter("stack_delete_complete").wait(
            StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
        )
        return False
    return True


def _wait(
    cloudformation: BotoClient,
    name: str,
    total: int,
    progress: Callable[[int, int], None],
) -> str:
    deadline = time.monotonic() + _STACK_SECONDS
    pause = 0.02
    while True:
        status = str(cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"])
        if not status.endswith("_IN_PROGRESS"):
            return status
        if time.monotonic() > deadline:
            raise LocalError(
                f"Stack {name} is still {status} after {_STACK_SECONDS:.0f} seconds.",
                "Deploy fewer resources at once, or find in the engine's log what it waits for.",
            )
        pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=name)
        states = [one["ResourceStatus"] for page in pages for one in page["StackResourceSummaries"]]
        progress(sum(state.endswith("_COMPLETE") for state in states), total)
        time.sleep(pause)
        pause = min(pause * 1.5, 0.5)


def _failures(cloudformation: BotoClient, name: str, template: Template) -> str:
    lines = list(_failed_resources(cloudformation, name, template))
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    return "\n".join(dict.fromkeys(lines)) or stack.get("StackStatusReason", "")


def _failed_resources(cloudformation: BotoClient, name: str, template: Template) -> Iterator[str]:
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    for event in reversed(events):
        resource = template["Resources"].get(event["LogicalResourceId"])
        if resource is None or not event["ResourceStatus"].endswith("_FAILED"):
            continue
        if event["ResourceType"] == "AWS::CloudFormation::Stack":
            for nested in _failed_nested_stacks(cloudformation, f"{name}-{event['LogicalResourceId']}-"):
                inner = cloudformation.get_template(StackName=nested)["TemplateBody"]
                yield from _failed_resources(cloudformation, nested, inner)
        reason = event.get("ResourceStatusReason", event["ResourceStatus"])
        path = construct_path(name, event["LogicalResourceId"], resource)
        yield f"{path} ({event['ResourceType']}): {reason}"


def _failed_nested_stacks(cloudformation: BotoClient, prefix: str) -> list[str]:
    # By name: the engine tells neither parent nor physical id of a nested stack that failed.
    pages = cloudformation.get_paginator("describe_stacks").paginate()
    return [
        stack["StackName"]
        for page in pages
        for stack in page["Stacks"]
        if stack["StackName"].startswith(prefix) and stack["StackStatus"].endswith("_FAILED")
    ]
