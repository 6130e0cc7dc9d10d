"""What the mappings of every event source share: they answer for each record, and wait for their grants."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

from cloud_constructs.core import create, stack_facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from constructs import Construct

    from cloud_constructs.compute._invocable import Invocable
    from cloud_constructs.core import Check

# https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
MOST_FILTERS = 10
MOST_SECONDS_OF_WINDOW = 300


def check_mapping(check: Check, handler: Invocable, filters: Sequence[Mapping[str, Any]]) -> None:
    """Raise where Lambda would refuse the mapping."""
    handler.check_trigger(check)
    check.between("the number of filters", len(filters), 0, MOST_FILTERS)


def reader_of(trigger: Construct, handler: Invocable) -> iam.IGrantable:
    """Return who is granted what the trigger's source asks for.

    In another stack it is a policy beside the trigger: the function's own would refer to that stack, which
    refers to the function already.
    """
    if stack_facts(trigger).stack is stack_facts(handler).stack:
        return handler
    policy = create(iam.ManagedPolicy, iam.ManagedPolicyProps, trigger, "Granted", roles=[handler.role])
    return cast("iam.IGrantable", policy)


def map_events(
    scope: Construct,
    handler: Invocable,
    *,
    reader: iam.IGrantable,
    filters: Sequence[Mapping[str, Any]],
    **properties: Any,  # noqa: ANN401
) -> lambda_.CfnEventSourceMapping:
    """Let Lambda poll a source for a function.

    The L2 lets a batch fail as a whole unless it is told not to, and does not wait for the role's policy.
    """
    patterns = [{"pattern": json.dumps(pattern)} for pattern in filters]
    mapping = create(
        lambda_.CfnEventSourceMapping,
        lambda_.CfnEventSourceMappingProps,
        scope,
        "Resource",
        filter_criteria={"filters": patterns} if patterns else None,
        function_name=handler.target_arn,
        function_response_types=["ReportBatchItemFailures"],
        **properties,
    )
    # Lambda tests at creation whether the role reads the source.
    policy = handler.granted if reader is handler else reader
    mapping.node.add_dependency(cast("iam.ManagedPolicy", policy))
    return mapping
