"""TlsOnly: queues, topics and buckets refuse what is not encrypted on its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.guardrails._values import entries, is_object, value_at
from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource

# Resource: (its policies, the property of a policy that names what it holds for).
_POLICIES: Final = {
    "AWS::S3::Bucket": (("AWS::S3::BucketPolicy",), "Bucket"),
    "AWS::SNS::Topic": (("AWS::SNS::TopicPolicy", "AWS::SNS::TopicInlinePolicy"), "Topics"),
    "AWS::SQS::Queue": (("AWS::SQS::QueuePolicy", "AWS::SQS::QueueInlinePolicy"), "Queues"),
}
_INLINE: Final = {"AWS::SNS::TopicInlinePolicy": "TopicArn", "AWS::SQS::QueueInlinePolicy": "Queue"}


def _find(resource: Resource) -> tuple[str, ...]:
    types, property = _POLICIES[resource.type]
    policies = (
        policy
        for policy in resource.template.assembly.of_type(*types)
        if resource in policy.refers_to(_INLINE.get(policy.type, property))
    )
    return once(not any(_refuses_plain_text(policy) for policy in policies))


def _refuses_plain_text(policy: Resource) -> bool:
    document = policy.get("PolicyDocument")
    return any(_is_refusal(statement) for statement in entries(value_at(document, "Statement")))


def _is_refusal(statement: Any) -> bool:  # noqa: ANN401
    if not is_object(statement) or statement.get("Effect") != "Deny":
        return False
    insecure = value_at(statement, "Condition", "Bool", "aws:SecureTransport") in (False, ["false"], [False])
    principal = statement.get("Principal")
    everybody = principal == "*" or (is_object(principal) and "*" in entries(principal.get("AWS")))
    alone = is_object(statement.get("Condition")) and len(statement["Condition"]) == 1
    return insecure and everybody and alone


RULE = Rule(
    name="TlsOnly",
    text="The resource takes requests that are not encrypted on their way",
    fix="deny every action to every principal when aws:SecureTransport is false (enforce_ssl=True)",
    controls=controls(
        "SC-8; SC-8(1)",
        hipaa="164.312(e)(1); 164.312(e)(2)(i)",
        pci="2.3; 4.1",
        soc2="CC6.7",
        gdpr="Art. 32(1)(a)",
    ),
    types=tuple(_POLICIES),
    find=_find,
    twins=("S3BucketSSLRequestsOnly", "SNSTopicSSLPublishOnly", "SQSQueueSSLRequestsOnly"),
)
