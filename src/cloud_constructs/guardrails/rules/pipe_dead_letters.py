"""PipeDeadLetters: what a pipe could not deliver is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cloud_constructs.guardrails.rules._rule import Rule, controls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource

_STREAMS: Final = ("KinesisStreamParameters", "DynamoDBStreamParameters")


def _find(pipe: Resource) -> Iterator[str]:
    for source in _STREAMS:
        if pipe.get("SourceParameters", source) and not pipe.get(
            "SourceParameters", source, "DeadLetterConfig", "Arn"
        ):
            yield source
    for queue in pipe.refers_to("Source"):
        if queue.type == "AWS::SQS::Queue" and not queue.get("RedrivePolicy"):
            yield "Source"


RULE = Rule(
    name="PipeDeadLetters",
    text="What the pipe cannot deliver is lost",
    fix="set DeadLetterConfig on a stream, or RedrivePolicy on the queue that is read",
    controls=controls("AU-2; CP-10; SI-11", soc2="A1.2; CC7.4"),
    types=("AWS::Pipes::Pipe",),
    find=_find,
)
