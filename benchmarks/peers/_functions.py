"""What is monitored on both sides: plain functions, as an app has them already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_lambda as lambda_

if TYPE_CHECKING:
    from aws_cdk import Stack

UNITS_PER_STACK = 50


def functions(stack: Stack, count: int) -> list[lambda_.Function]:
    """Return as many functions."""
    code = lambda_.Code.from_inline("def handler(event, context): ...")
    return [
        lambda_.Function(
            stack,
            f"Function{number}",
            code=code,
            handler="index.handler",
            runtime=lambda_.Runtime.PYTHON_3_13,
        )
        for number in range(count)
    ]
