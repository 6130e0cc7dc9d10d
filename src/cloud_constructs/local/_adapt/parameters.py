"""Values of template parameters, and what CloudFormation would read from Parameter Store."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from cloud_constructs.local._adapt.rewrite import NOT_EMULATED
from cloud_constructs.local._errors import LocalError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cloud_constructs.local._assembly.template import Template
    from cloud_constructs.local._engine.clients import Clients

EXPORTS_READER: Final = "Custom::CrossRegionExportReader"
_STORED = re.compile(r"AWS::SSM::Parameter::Value<(List<)?")


def with_stored_parameters(template: Template, given: Mapping[str, str], clients: Clients) -> Template:
    """Turn parameters that name an entry of Parameter Store into plain ones with the entry's value.

    The engine lets nobody write AWS's own entries (/aws/service/...: machine images and so on), so those
    become a literal that says so.
    """
    parameters: dict[str, Any] = {}
    for name, parameter in template.get("Parameters", {}).items():
        stored = _STORED.match(parameter["Type"])
        if stored:
            entry = given.get(name, parameter.get("Default", ""))
            plain = {
                "Type": "CommaDelimitedList" if stored[1] else "String",
                "Default": _read(entry, clients),
            }
            parameters[name] = plain
        else:
            parameters[name] = parameter
    return template | {"Parameters": parameters} if parameters else template


def with_stored_exports(template: Template, clients: Clients) -> Template:
    """Fill in what a stack's reader gets from other regions, whose stacks are deployed already.

    A dynamic reference in its place would be taken apart by functions such as Fn::Split.
    """
    resources: Template = dict(template["Resources"])
    for logical_id, resource in resources.items():
        if resource["Type"] == EXPORTS_READER:
            properties: dict[str, Any] = resource["Properties"]
            wanted: dict[str, Any] = properties["ReaderProps"]
            imports = {entry: _read(entry, clients) for entry in wanted["imports"]}
            resources[logical_id] = resource | {
                "Properties": properties | {"ReaderProps": wanted | {"imports": imports}}
            }
    return template | {"Resources": resources}


def values_for(template: Template, stack: str, given: Mapping[str, str]) -> dict[str, str]:
    """Return the given values that the stack has parameters for; one without any value is an error."""
    parameters: dict[str, Any] = template.get("Parameters", {})
    missing = [name for name, one in parameters.items() if "Default" not in one and name not in given]
    if missing:
        raise LocalError(
            f"Stack {stack} has parameters without a value: {', '.join(missing)}.",
            f"Pass each with --parameter {missing[0]}=VALUE.",
        )
    return {name: value for name, value in given.items() if name in parameters}


def _read(entry: str, clients: Clients) -> str:
    if entry.startswith("/aws/service/"):
        return f"{NOT_EMULATED}{entry.strip('/').replace('/', '-')}"
    try:
        return str(clients("ssm").get_parameter(Name=entry)["Parameter"]["Value"])
    except ClientError as error:
        raise LocalError(
            f"A stack reads {entry} from Parameter Store, and there is no such entry.",
            "Let a stack that it depends on write the entry.",
        ) from error
