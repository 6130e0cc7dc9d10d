"""A function in a network without a way out, and what it may use there."""

from collections.abc import Callable
from contextlib import suppress

import aws_cdk as cdk
import pytest
from harness import ENV, function, table

import cloud_constructs as cc
from cloud_constructs import GuardrailError, Guardrails
from cloud_constructs.guardrails import findings

Grant = Callable[[cdk.Stack, cc.EnhancedLambda], object]

GRANTS: dict[str, Grant] = {
    "sqs": lambda stack, made: cc.WorkQueue(stack, "Orders").grant_send(made),
    "sns": lambda stack, made: cc.AlertTopic(stack, "Alerts").grant_publish(made),
    "lambda": lambda stack, made: function(stack, "Other").grant_invoke(made),
}


def app_with(grant: Grant | None, *endpoints: str) -> cdk.App:
    app = cdk.App()
    stack = cdk.Stack(app, "Test", env=ENV)
    vpc = cc.SecureVpc(stack, "Vpc", egress=cc.Egress.NONE, endpoints=endpoints)
    made = function(stack, vpc=vpc)
    table(stack).grant_read(made)
    if grant:
        grant(stack, made)
    return app


def open_findings(app: cdk.App) -> list[tuple[str, str]]:
    guardrails = Guardrails.of(app)
    guardrails.enforce()
    with suppress(GuardrailError):
        guardrails.synth()
    return [(finding.rule, finding.path) for finding in findings(app.outdir)]


@pytest.mark.parametrize("service", GRANTS)
def test_the_missing_endpoint_is_named(service: str) -> None:
    (found,) = open_findings(app_with(GRANTS[service]))

    assert found == (f"CC-FunctionReachability[{service}]", "Test/Function/Resource/Resource")


@pytest.mark.parametrize("service", GRANTS)
def test_with_the_endpoint_it_is_reached(service: str) -> None:
    assert open_findings(app_with(GRANTS[service], service)) == []


def test_what_lambda_does_itself_needs_no_endpoint() -> None:
    """Logs, traces, failed events, and the table through its gateway."""
    assert open_findings(app_with(None)) == []
