"""Resources that are named by literals: between regions, CDK writes names where it cannot refer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.guardrails._values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails import Assembly
    from cloud_constructs.guardrails._assembly import Resource

_NAMING: Final = {
    "AWS::DynamoDB::GlobalTable": "TableName",
    "AWS::DynamoDB::Table": "TableName",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::StepFunctions::StateMachine": "StateMachineName",
}
_REFERENCES: Final = frozenset({"Ref", "Fn::GetAtt", "Fn::GetStackOutput", "Fn::ImportValue"})
_PIECES: Final = re.compile(r"[^:/]+")


class PhysicalNames:
    """The resources of an assembly by the names that their templates give them."""

    def __init__(self, assembly: Assembly) -> None:
        self._named: dict[str, list[Resource]] = {}
        for resource in assembly.of_type(*_NAMING):
            if isinstance(name := resource.get(_NAMING[resource.type]), str):
                self._named.setdefault(name, []).append(resource)

    def in_value(self, value: Any) -> Iterator[Resource]:  # noqa: ANN401
        """Yield the resources that stand in a value by their names, alone or as a piece of an ARN."""
        for text in _literals(value):
            for piece in _PIECES.findall(text):
                yield from self._named.get(piece, ())


def _literals(value: Any) -> Iterator[str]:  # noqa: ANN401
    """Yield what a value says literally, also between references, as in an ARN that is joined."""
    if isinstance(value, str):
        yield value
    elif is_list(value):
        for entry in value:
            yield from _literals(entry)
    elif is_object(value):
        for key, below in value.items():
            if key not in _REFERENCES:
                yield from _literals(below)
