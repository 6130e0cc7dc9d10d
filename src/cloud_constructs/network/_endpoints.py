"""Private paths to AWS: bundles of endpoints, whom they serve, and what they lead to."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cloud_constructs.core import StackFacts


class Endpoints:
    """Bundles of interface endpoints by the services' names, to combine as `(*Endpoints.ECS, "events")`."""

    FUNCTION: ClassVar = ("secretsmanager", "logs", "kms", "sns", "sqs")
    """What functions need most."""

    ECS: ClassVar = ("ecr.api", "ecr.dkr", "logs", "secretsmanager", "kms")
    """What Fargate needs to fetch an image, to read its secrets and to log."""

    SSM: ClassVar = ("ssm", "ssmmessages", "ec2messages")
    """What Systems Manager needs to reach an instance, in place of SSH."""

    OBSERVABILITY: ClassVar = ("logs", "monitoring", "xray")
    """Logs, metrics and traces."""

    BEDROCK: ClassVar = ("bedrock-runtime",)
    """Calls of foundation models."""


class EndpointClients(StrEnum):
    """Who in a VPC reaches its interface endpoints."""

    VPC = "vpc"
    """Whoever has an address of the VPC."""

    PLACED = "placed"
    """What constructs of this library place there, and whom `endpoint_security_group` lets in besides."""


GATEWAY_SERVICES = frozenset({"s3", "dynamodb"})

# What the gateway endpoints let through: programs in a VPC read and write data, they administer nothing.
OBJECT_ACTIONS = (
    "s3:AbortMultipartUpload",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:GetBucketLocation",
    "s3:GetObject",
    "s3:GetObjectAttributes",
    "s3:GetObjectTagging",
    "s3:GetObjectVersion",
    "s3:ListBucket",
    "s3:ListBucketMultipartUploads",
    "s3:ListMultipartUploadParts",
    "s3:PutObject",
    "s3:PutObjectTagging",
    "s3:RestoreObject",
)
ITEM_ACTIONS = (
    "dynamodb:BatchGetItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:ConditionCheckItem",
    "dynamodb:DeleteItem",
    "dynamodb:DescribeTable",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:UpdateItem",
)

# Buckets of AWS from which agents, packages and image layers are read with AWS's own credentials or none
# (https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms,
# https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-minimum-s3-permissions.html,
# https://docs.aws.amazon.com/linux/al2023/ug/live-patching.html).
_BUCKETS_OF_AWS = (
    "prod-{region}-starport-layer-bucket",
    "al2023-repos-{region}-de612dc2",
    "amazon-ssm-{region}",
    "amazon-ssm-packages-{region}",
    "amazoncloudwatch-agent-{region}",
    "aws-ssm-{region}",
    "aws-ssm-document-attachments-{region}",
    "patch-baseline-snapshot-{region}",
)


class Perimeter:
    """Who belongs to us: the principals of an account, or of an organisation.

    Credentials from elsewhere that find their way into the VPC are of no use on its private paths, and with
    our own nobody copies data into a bucket or table from elsewhere
    (https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html).
    """

    def __init__(self, facts: StackFacts, organization: str | None) -> None:
        self._facts = facts
        kind, ours = ("OrgID", organization) if organization else ("Account", facts.account)
        self._principals = {f"aws:Principal{kind}": ours}
        self._resources = {f"aws:Resource{kind}": ours}

    def for_data(self, actions: Sequence[str]) -> dict[str, Any]:
        """Return the statement of a gateway endpoint: our principals, on our resources."""
        return _allow(actions, {**self._principals, **self._resources})

    def for_downloads(self) -> dict[str, Any]:
        """Return the statement that lets everybody read what AWS itself publishes in buckets."""
        names = (bucket.format(region=self._facts.region) for bucket in _BUCKETS_OF_AWS)
        objects = [f"arn:{self._facts.partition}:s3:::{name}/*" for name in names]
        return {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": objects}

    def for_calls(self) -> dict[str, Any]:
        """Return the statement of an interface endpoint.

        It bounds principals alone: documents, images and models that services offer belong to AWS.
        """
        return _allow("*", self._principals)


def _allow(actions: Sequence[str] | str, ours: dict[str, str]) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": "*",
        "Action": actions if isinstance(actions, str) else list(actions),
        "Resource": "*",
        "Condition": {"StringEquals": ours},
    }
