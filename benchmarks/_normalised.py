"""Two templates of the same infrastructure, brought into one form so that they can be compared whole.

Three things differ although the infrastructure is the same, because they follow from where a construct
stands in the tree, which each side arranges as it likes:

* Logical ids: each becomes its resource's type and its place among the resources of that type in the order
  of construction, wherever it is mentioned. Sets of dependencies are sorted afterwards.
* Names that CDK derives from a construct's path (`GENERATED_NAMES`) become a placeholder.
* `Metadata` holds the paths themselves, and goes.

Everything else stays as it is, down to the hash of the function's code: properties, policies,
parameters and rules. The acknowledgements of our side are metadata of constructs, which no template shows.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, cast

Template = dict[str, Any]

GENERATED_NAMES = (("AWS::Backup::BackupVault", "BackupVaultName"), ("AWS::ApiGatewayV2::Api", "Name"))


def normalised(template: Template) -> Template:
    """Return a template whose names do not depend on the construct tree."""
    names = _names(template["Resources"])
    resources = {names[id]: _resource(body, names) for id, body in template["Resources"].items()}
    return {**template, "Resources": dict(sorted(resources.items()))}


def _names(resources: dict[str, Any]) -> dict[str, str]:
    seen: Counter[str] = Counter()
    names: dict[str, str] = {}
    for id, body in resources.items():
        kind = body["Type"]
        seen[kind] += 1
        names[id] = f"{kind} {seen[kind]}"
    return names


def _resource(body: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    renamed = {key: _rename(value, names) for key, value in body.items() if key != "Metadata"}
    if "DependsOn" in renamed:
        renamed["DependsOn"] = sorted(names[id] for id in body["DependsOn"])
    for kind, name in GENERATED_NAMES:
        if body["Type"] == kind:
            renamed["Properties"][name] = "generated"
    return renamed


def _rename(value: Any, names: dict[str, str]) -> Any:  # noqa: ANN401
    match value:
        case {"Ref": id}:
            return {"Ref": names.get(id, id)}
        case {"Fn::GetAtt": [id, attribute]}:
            return {"Fn::GetAtt": [names[id], attribute]}
        case dict():
            fields = cast("dict[str, Any]", value)
            return {key: _rename(inner, names) for key, inner in fields.items()}
        case list():
            return [_rename(inner, names) for inner in cast("list[Any]", value)]
        case _:
            return value
