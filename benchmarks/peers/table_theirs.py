"""A function and its table, with aws-solutions-constructs."""

# The package is in the environment that the comparison makes, and in no other.
# pyright: reportMissingImports=false, reportUnknownVariableType=false, reportUnknownMemberType=false

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_lambda as lambda_
from aws_solutions_constructs.aws_lambda_dynamodb import LambdaToDynamoDB

from benchmarks._workload import HANDLER

if TYPE_CHECKING:
    from aws_cdk import Stack

UNITS_PER_STACK = 20


def prepare(stack: Stack, units: int) -> None:
    """There is nothing that the pairs share."""


def build(stack: Stack, units: int) -> None:
    """Make the pairs."""
    code = lambda_.Code.from_asset(str(HANDLER), exclude=["**/__pycache__", "**/*.pyc"])
    for number in range(units):
        LambdaToDynamoDB(
            stack,
            f"Pair{number}",
            lambda_function_props=lambda_.FunctionProps(
                code=code, handler="handler.handler", runtime=lambda_.Runtime.PYTHON_3_13
            ),
        )
