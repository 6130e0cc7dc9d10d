"""QueueKey: messages are encrypted with a KMS key, whose use is recorded and can be refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(queue: Resource) -> tuple[str, ...]:
    # SQS encrypts with a key of its own unless it is told which to use: nobody sees or governs its use.
    return once(not queue.get("KmsMasterKeyId"))


RULE = Rule(
    name="QueueKey",
    text="The queue is not encrypted with a KMS key",
    fix="set KmsMasterKeyId",
    controls=controls(
        "SC-13; SC-28; SC-28(1)", hipaa="164.312(a)(2)(iv)", pci="3.4", soc2="CC6.1", gdpr="Art. 32(1)(a)"
    ),
    types=("AWS::SQS::Queue",),
    find=_find,
)
