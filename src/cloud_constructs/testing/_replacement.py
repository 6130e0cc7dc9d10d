"""An upgrade that replaces what holds data, found before CloudFormation does it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cloud_constructs.testing._synth import Template

# New with every change, on purpose; CDK retains them so that what runs can go back.
_VERSIONS: Final = {"AWS::Lambda::LayerVersion", "AWS::Lambda::Version"}
_KEPT: Final = {"Retain", "RetainExceptOnCreate", "Snapshot"}
_ABSENT: Final = object()


def assert_no_replacement(old: Mapping[str, Template], new: Mapping[str, Template]) -> None:
    """Fail when an upgrade from one release's templates to the next would replace what holds data.

    Held to it is every resource of a stateful type, and every other whose deletion policy keeps it. Which
    properties CloudFormation cannot change in place is read from the resource schemas in cfn-lint.

    Args:
        old: The templates of the last release by their stacks, as `Synthesised.templates` gives them.
        new: The templates of now.

    Raises:
        AssertionError: Something is gone or renamed, has another type, or changes a property that
            CloudFormation answers with a new resource.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import SecureBucket
        from cloud_constructs.testing import assert_no_replacement, synth

        def build(app: cdk.App) -> None:
            SecureBucket(cdk.Stack(app, "Shop"), "Invoices")

        released = synth(build).templates  # in a real test: json.loads(Path("released.json").read_text())
        assert_no_replacement(released, synth(build).templates)
        ```
    """
    __tracebackhide__ = True
    problems = [
        f"{stack}: {problem}"
        for stack, template in old.items()
        for problem in _problems(template, new.get(stack))
    ]
    if problems:
        raise AssertionError("the upgrade replaces what holds data\n  " + "\n  ".join(problems))


def _problems(old: Template, new: Template | None) -> Iterator[str]:
    now: dict[str, Any] = new["Resources"] if new else {}
    added = {id: body["Type"] for id, body in now.items() if id not in old["Resources"]}
    for id, body in old["Resources"].items():
        if not _holds_data(body):
            continue
        type = body["Type"]
        if id not in now:
            alike = [other for other, kind in added.items() if kind == type]
            renamed = f"; was it renamed to {' or '.join(alike)}? That one begins empty" if alike else ""
            yield f"{id} ({type}) is gone{renamed}"
        elif now[id]["Type"] != type:
            yield f"{id} ({type}) becomes {now[id]['Type']}, which CloudFormation refuses"
        else:
            yield from _replaced(id, type, body.get("Properties", {}), now[id].get("Properties", {}))


def _holds_data(resource: dict[str, Any]) -> bool:
    from cloud_constructs.core import STATEFUL

    kept = resource.get("DeletionPolicy") in _KEPT and resource["Type"] not in _VERSIONS
    return kept or resource["Type"] in STATEFUL


def _replaced(id: str, type: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    for pointer, verb in _create_only(type).items():
        keys = pointer.split("/")
        before, after = _value(old, keys), _value(new, keys)
        if before != after:
            said = f"from {_said(before)} to {_said(after)}"
            yield f"{id} ({type}) {verb} replaced: {'.'.join(keys)} changes {said}"


def _value(properties: Any, keys: list[str]) -> Any:  # noqa: ANN401
    """Return what stands at a path; a star stands for every entry of a list."""
    if not keys:
        return properties
    key, *rest = keys
    if key == "*":
        listed = cast("list[Any]", properties) if isinstance(properties, list) else []
        return [_value(entry, rest) for entry in listed]
    return _value(properties[key], rest) if isinstance(properties, dict) and key in properties else _ABSENT


def _said(value: object) -> str:
    return "nothing" if value is _ABSENT else repr(value)


@cache
def _create_only(type: str) -> dict[str, str]:
    """Return the paths of the properties that make a new resource, with how surely they do."""
    from cfnlint.schema import PROVIDER_SCHEMA_MANAGER, ResourceNotFoundError

    try:
        schema = cast("dict[str, Any]", PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", type).schema)
    except ResourceNotFoundError:
        return {}
    verbs = {"conditionalCreateOnlyProperties": "may be", "createOnlyProperties": "is"}
    return {
        str(pointer).removeprefix("/properties/"): verb
        for key, verb in verbs.items()
        for pointer in schema.get(key, [])
    }
