"""The checks, one module for each service; a new one is added here, and nowhere else."""

from __future__ import annotations

from typing import Final

from cloud_constructs.validation.checks import (
    apis,
    buckets,
    compliance,
    distributions,
    functions,
    identities,
    keys,
    messages,
    monitoring,
    roles,
    schedules,
    tables,
)
from cloud_constructs.validation.checks._check import REVERT, Check

_MODULES: Final = (
    apis,
    buckets,
    compliance,
    distributions,
    functions,
    identities,
    keys,
    messages,
    monitoring,
    roles,
    schedules,
    tables,
)
CHECKS: Final[tuple[Check, ...]] = tuple(check for module in _MODULES for check in module.CHECKS)
BY_TYPE: Final[dict[str, tuple[Check, ...]]] = {
    type: tuple(check for check in CHECKS if type in check.types)
    for type in dict.fromkeys(type for check in CHECKS for type in check.types)
}
"""The checks of each resource type."""
JUDGED_WITH_OTHERS: Final = frozenset(
    {
        "AWS::ApiGateway::GatewayResponse",
        "AWS::CloudFront::ResponseHeadersPolicy",
        "AWS::IAM::Policy",
        "AWS::IAM::RolePolicy",
        "AWS::S3::BucketPolicy",
        "AWS::SecretsManager::RotationSchedule",
        "AWS::SNS::TopicInlinePolicy",
        "AWS::SNS::TopicPolicy",
        "AWS::SQS::QueueInlinePolicy",
        "AWS::SQS::QueuePolicy",
    }
)
"""Types that have no check of their own, because what they belong to is checked for them."""

__all__ = ["BY_TYPE", "CHECKS", "JUDGED_WITH_OTHERS", "REVERT", "Check"]
