"""How what stands in a VPC reaches the internet, and AWS."""

from __future__ import annotations

from enum import StrEnum


class Egress(StrEnum):
    """The ways out of a VPC."""

    REGIONAL_NAT = "regional-nat"
    """One NAT gateway that AWS spreads over the zones; it needs no public subnets."""

    ZONAL_NAT = "zonal-nat"
    """A NAT gateway in a public subnet of each zone."""

    NONE = "none"
    """No way out: AWS is reached through endpoints alone."""


# Interface endpoints that functions outside of public networks need most, by the services' names.
FUNCTION_ENDPOINTS = ("secretsmanager", "logs", "kms", "sns", "sqs")

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
