"""ServicePrincipalSource: a service acts for this account's resources, not for anybody's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cloud_constructs.guardrails.rules._rule import Rule, controls
from cloud_constructs.guardrails.rules._statements import resource_statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource

_SOURCE: Final = ("aws:source", "aws:principalorg", "kms:encryptioncontext", "kms:viaservice", "(unknown)")


def _find(resource: Resource) -> Iterator[str]:
    for statement in resource_statements(resource):
        bounded = any(key.startswith(_SOURCE) for key in statement.condition_keys)
        if not bounded:
            yield from (who for kind, who in statement.principals if kind == "Service")


RULE = Rule(
    name="ServicePrincipalSource",
    text="A service may use the resource on behalf of any account (confused deputy)",
    fix="add the condition aws:SourceArn or aws:SourceAccount",
    controls=controls("AC-3; AC-4", hipaa="164.312(a)(1)", pci="7.2.1", soc2="CC6.1"),
    types=(
        "AWS::ECR::Repository",
        "AWS::KMS::Key",
        "AWS::S3::BucketPolicy",
        "AWS::SNS::TopicInlinePolicy",
        "AWS::SNS::TopicPolicy",
        "AWS::SQS::QueueInlinePolicy",
        "AWS::SQS::QueuePolicy",
        "AWS::SecretsManager::ResourcePolicy",
    ),
    find=_find,
)
