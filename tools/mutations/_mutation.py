"""What a mutation is, and the few ways in which one changes a template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    import aws_cdk as cdk

_OF_RESOURCE: Final = ("DeletionPolicy", "UpdateReplacePolicy")
_ACKNOWLEDGED: Final = "aws:cdk:acknowledged-rules"
_OF_CDK: Final = "CloudFormation-Validate::"


@dataclass(frozen=True, slots=True)
class Files:
    """The two files of a stack that a mutation may change: its template and its constructs' metadata."""

    template: dict[str, Any]
    metadata: dict[str, list[dict[str, Any]]]

    def resource(self, wanted: str) -> dict[str, Any]:
        """Return the first resource of a type, or the first whose logical id begins so."""
        for id, body in self.template["Resources"].items():
            if body["Type"] == wanted or id.startswith(wanted):
                return body
        raise LookupError(f"there is no {wanted} to mutate")


@dataclass(frozen=True, slots=True)
class Mutation:
    """One protection taken away.

    Args:
        subject: What is mutated: the example, a construct of the test harness, or a file of the corpus.
        name: What is wrong afterwards.
        edit: Changes the synthesised files.
        in_tree: Changes the construct tree instead, before synthesis.
    """

    subject: str
    name: str
    edit: Callable[[Files], None] | None = None
    in_tree: Callable[[cdk.Stack], None] | None = None


def put(resource: str, path: str, value: object) -> Callable[[Files], None]:
    """Set a property; the path's last part may be `-` for a new entry of a list."""

    def edit(files: Files) -> None:
        place, key = _find(files.resource(resource), path)
        if key == "-":
            place.append(value)
        else:
            place[key] = value

    return edit


def drop(resource: str, path: str) -> Callable[[Files], None]:
    """Leave a property out."""

    def edit(files: Files) -> None:
        place, key = _find(files.resource(resource), path)
        del place[key]

    return edit


def both(*edits: Callable[[Files], None]) -> Callable[[Files], None]:
    """Make several changes that are one mutation only together."""

    def edit(files: Files) -> None:
        for each in edits:
            each(files)

    return edit


def add(type: str, properties: dict[str, Any]) -> Callable[[Files], None]:
    """Add a resource."""

    def edit(files: Files) -> None:
        files.template["Resources"]["Added"] = {"Type": type, "Properties": properties}

    return edit


def add_entries(section: str, entries: dict[str, Any]) -> Callable[[Files], None]:
    """Add entries to a section of the template."""

    def edit(files: Files) -> None:
        files.template.setdefault(section, {}).update(entries)

    return edit


def allow(resource: str, **statement: Any) -> Callable[[Files], None]:  # noqa: ANN401
    """Add a statement that allows something to a resource's policy; keys as in IAM."""
    documents = {
        "AWS::KMS::Key": "KeyPolicy",
        "AWS::IAM::Role": "AssumeRolePolicyDocument",
        "AWS::ECR::Repository": "RepositoryPolicyText",
    }
    path = f"{documents.get(resource, 'PolicyDocument')}/Statement/-"
    return put(resource, path, {"Effect": "Allow", **statement})


def acknowledged(
    change: Callable[[dict[str, list[dict[str, Any]]], str, dict[str, str]], None],
) -> Callable[[Files], None]:
    """Change the first acknowledgement; `change` gets the metadata, its path, and its ids with reasons.

    CDK acknowledges rules of its own validation: those are passed over.
    """

    def edit(files: Files) -> None:
        for path, entries in files.metadata.items():
            for entry in entries:
                if entry["type"] == _ACKNOWLEDGED and not any(id.startswith(_OF_CDK) for id in entry["data"]):
                    change(files.metadata, path, entry["data"])
                    return
        raise LookupError("nothing is acknowledged")

    return edit


def acknowledgement(**ids: str) -> dict[str, Any]:
    """Return an entry of the metadata that acknowledges ids with reasons."""
    return {"type": _ACKNOWLEDGED, "data": ids}


def _find(body: dict[str, Any], path: str) -> tuple[Any, str | int]:
    """Return the object or list that a path leads to, and the key in it."""
    *above, last = path.split("/")
    place: Any = body if path in _OF_RESOURCE else body.setdefault("Properties", {})
    for part in above:
        place = place[_key(place, part)]
    return place, _key(place, last)


def _key(place: object, part: str) -> str | int:
    return int(part) if isinstance(place, list) and part != "-" else part
