"""The statements of every policy document in a resource, whatever the resource and wherever they stand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.guardrails._values import UNKNOWN, flatten, is_list, is_object, value_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource

TRUST_KEY: Final = "AssumeRolePolicyDocument"
# Their policies bound what others allow; a wildcard in them allows nothing by itself.
_BOUNDS: Final = {"AWS::EC2::VPCEndpoint", "AWS::Organizations::Policy"}

# They hold for everybody who comes the right way.
_SAYING_NOTHING: Final = {"aws:securetransport", "s3:tlsversion", "aws:currenttime", "aws:epochtime"}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement that allows something; its texts are flattened, so that tokens can be compared."""

    body: dict[str, Any]
    trust: bool
    """Whether it says who may assume a role."""

    @property
    def actions(self) -> list[str]:
        """The actions, as they are written."""
        return [flatten(action) for action in _listed(self.body.get("Action"))]

    @property
    def resources(self) -> list[str]:
        """The resources, as text."""
        return [flatten(resource) for resource in _listed(self.body.get("Resource"))]

    @property
    def principals(self) -> list[tuple[str, str]]:
        """Who is allowed, as kind and name; `*` alone counts as an AWS principal."""
        principal = self.body.get("Principal")
        if not is_object(principal):
            return [("AWS", "*")] if principal == "*" else []
        kinds = ("AWS", "Service", "Federated", "CanonicalUser")
        return [(kind, flatten(who)) for kind in kinds for who in _listed(principal.get(kind))]

    @property
    def of_identity(self) -> bool:
        """Whether it says what an identity may do, not who may do something with a resource."""
        return not self.trust and "Principal" not in self.body and "NotPrincipal" not in self.body

    @property
    def condition_keys(self) -> set[str]:
        """The keys of its conditions that say who or what is meant, in lower case."""
        found = value_at(self.body, "Condition")
        if not is_object(found):
            return {"(unknown)"} if found is UNKNOWN else set()
        tests = [test for test in found.values() if is_object(test)]
        keys = {key.lower() for test in tests for key, values in test.items() if "*" not in _listed(values)}
        return keys - _SAYING_NOTHING


def statements(resource: Resource) -> list[Statement]:
    """Return every statement of a resource that allows something."""
    if resource.type in _BOUNDS:
        return []
    return [
        Statement(body, trust)
        for body, trust in _statements(resource.properties, trust=False)
        if body.get("Effect") == "Allow"
    ]


def identity_statements(resource: Resource) -> list[Statement]:
    """Return the statements that say what an identity may do."""
    return [statement for statement in statements(resource) if statement.of_identity]


def resource_statements(resource: Resource) -> list[Statement]:
    """Return the statements that say who may do something with a resource."""
    return [s for s in statements(resource) if not s.of_identity and not s.trust]


def trust_statements(resource: Resource) -> list[Statement]:
    """Return the statements that say who may assume a role."""
    return [statement for statement in statements(resource) if statement.trust]


def _statements(value: Any, *, trust: bool) -> Iterator[tuple[dict[str, Any], bool]]:  # noqa: ANN401
    if is_list(value):
        for entry in value:
            yield from _statements(entry, trust=trust)
    elif is_object(value):
        for key, below in value.items():
            if key == "Statement":
                for statement in below if is_list(below) else [below]:
                    if is_object(statement) and "Effect" in statement:
                        yield statement, trust
            else:
                document = _document(below) if "olicy" in key or key == "Content" else below
                yield from _statements(document, trust=trust or key == TRUST_KEY)


def _document(value: Any) -> Any:  # noqa: ANN401
    """Return a policy document that may be written as a JSON text."""
    text = flatten(value) if is_object(value) and "Fn::Join" in value else value
    if isinstance(text, str) and text.lstrip().startswith("{"):
        try:
            return json.loads(text)
        except ValueError:
            return None
    return value


def _listed(value: Any) -> list[Any]:  # noqa: ANN401
    """Return a list or its only entry, with functions of CloudFormation left as they are."""
    if value is None:
        return []
    return [entry for entry in value if entry] if is_list(value) else [value]
