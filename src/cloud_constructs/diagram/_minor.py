"""Which resources serve others and say nothing about an architecture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.guardrails._values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails import Assembly
    from cloud_constructs.guardrails._assembly import Resource

# Where a property names a queue for what failed, or a bucket for logs.
_KEEPERS: Final = frozenset(
    {
        *("DeadLetterArn", "DeadLetterConfig", "DeadLetterTargetArn", "OnFailure", "RedrivePolicy"),
        *("LoggingConfiguration", "Logging"),
    }
)
_KEPT: Final = frozenset({"AWS::SQS::Queue", "AWS::S3::Bucket"})
# What handles a queue, by the property that names it.
_HANDLES: Final = {"AWS::Lambda::EventSourceMapping": "EventSourceArn", "AWS::Pipes::Pipe": "Source"}


def minor_parts(assembly: Assembly) -> set[Resource]:
    """Return the queues that only keep what failed, the buckets that only keep logs, and CDK's own functions.

    A queue that somebody handles is more than that, whoever fills it.
    """
    minor = {kept for resource in assembly.resources() for kept in _kept_by(resource)}
    for resource in assembly.resources():
        if resource.type in _HANDLES:
            source = resource.properties.get(_HANDLES[resource.type])
            minor -= set(resource.template.resolve(source))
        if token := resource.properties.get("ServiceToken"):
            minor |= {
                made for made in resource.template.resolve(token) if made.type == "AWS::Lambda::Function"
            }
    return minor


def _kept_by(resource: Resource) -> Iterator[Resource]:
    for value in _under_keepers(resource.properties):
        yield from (kept for kept in resource.template.resolve(value) if kept.type in _KEPT)


def _under_keepers(value: Any) -> Iterator[Any]:  # noqa: ANN401
    if is_list(value):
        for entry in value:
            yield from _under_keepers(entry)
    elif is_object(value):
        for key, below in value.items():
            if key in _KEEPERS:
                yield below
            else:
                yield from _under_keepers(below)
