"""A function and its table, with this library: with logs, failures, backups and policies of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_dynamodb as dynamodb

from benchmarks._workload import HANDLER
from cloud_constructs import EncryptionKey, EnhancedLambda, SecureTable

if TYPE_CHECKING:
    from aws_cdk import Stack

UNITS_PER_STACK = 20


def prepare(stack: Stack, units: int) -> None:  # noqa: ARG001
    """Make the key that the constructs of a stack share."""
    EncryptionKey.of(stack)


def build(stack: Stack, units: int) -> None:
    """Make the pairs."""
    for number in range(units):
        key = dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING)
        function = EnhancedLambda(stack, f"Function{number}", entry=HANDLER)
        table = SecureTable(stack, f"Table{number}", partition_key=key)
        table.grant_read(function)
        table.grant_write(function)
