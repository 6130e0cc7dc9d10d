"""Who may do what in a sync: the steps, the state machine, and the machine with itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from constructs import Construct

from cloud_constructs.core import grant, stack_facts
from cloud_constructs.guardrails import acknowledge
from cloud_constructs.workflow._definition import MANIFESTS
from cloud_constructs.workflow._states.reconciliation import REPORTS
from cloud_constructs.workflow._states.transfer import MAP_RUN_LABEL, RESULTS

if TYPE_CHECKING:
    from aws_cdk import aws_iam as iam
    from aws_cdk import aws_stepfunctions as sfn

    from cloud_constructs.compute import EnhancedLambda
    from cloud_constructs.messaging import AlertTopic, WorkQueue
    from cloud_constructs.security import EncryptionKey
    from cloud_constructs.storage import SecureBucket
    from cloud_constructs.workflow._ledger import Ledger
    from cloud_constructs.workflow._steps import Reconciliation, SyncSteps

# https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy
LOG_DELIVERY = tuple(
    f"logs:{action}"
    for action in (
        "CreateLogDelivery",
        "GetLogDelivery",
        "UpdateLogDelivery",
        "DeleteLogDelivery",
        "ListLogDeliveries",
        "PutResourcePolicy",
        "DescribeResourcePolicies",
        "DescribeLogGroups",
    )
)
TRACING = tuple(
    f"xray:{action}"
    for action in (
        "PutTraceSegments",
        "PutTelemetryRecords",
        "GetSamplingRules",
        "GetSamplingTargets",
    )
)
UNSCOPED = (*LOG_DELIVERY, *TRACING, "cloudwatch:PutMetricData")
EXECUTIONS = "Executions are named when they start; the state machine is named"


def let_steps_work(
    steps: SyncSteps, ledger: Ledger, destination: SecureBucket, prefix: str, workspace: SecureBucket
) -> None:
    """Let the lister see what is done and write its manifest, and the transfer do the work."""
    ledger.table.grant_read(steps.list_items, leading_keys=ledger.leading_keys)
    workspace.grant_write(steps.list_items, f"{MANIFESTS}/")
    ledger.table.grant_read(steps.transfer, leading_keys=ledger.leading_keys)
    ledger.table.grant_write(steps.transfer, leading_keys=ledger.leading_keys)
    destination.grant_read(steps.transfer, prefix)
    destination.grant_write(steps.transfer, prefix)


def let_reconcile(
    reconciliation: Reconciliation,
    ledger: Ledger,
    destination: SecureBucket,
    prefix: str,
    workspace: SecureBucket,
) -> None:
    """Let one function look and report, and the other delete by that report."""
    ledger.table.grant_read(reconciliation.compare, leading_keys=ledger.leading_keys)
    destination.grant_read(reconciliation.compare, prefix)
    workspace.grant_write(reconciliation.compare, f"{REPORTS}/")
    if reconciliation.delete is not None:
        workspace.grant_read(reconciliation.delete, f"{REPORTS}/")
        destination.grant_delete(reconciliation.delete, prefix)
        ledger.table.grant_update(reconciliation.delete, leading_keys=ledger.leading_keys)


def statements(
    functions: list[EnhancedLambda],
    ledger: Ledger,
    failures: WorkQueue,
    alerts: AlertTopic,
    key: EncryptionKey,
) -> list[dict[str, Any]]:
    """Return what the states do, whatever the mode."""
    return [
        {
            "Effect": "Allow",
            "Action": "lambda:InvokeFunction",
            "Resource": [step.target_arn for step in functions],
        },
        ledger.update_statement(),
        ledger.table.encryption_key.use_statement(),
        *failures.send_statements(),
        *alerts.publish_statements(),
        key.use_statement(),
    ]


def let_itself_continue(itself: iam.IGrantable, machine: sfn.StateMachine) -> None:
    """Let a run start the execution that goes on for it, or those of a Map Run."""
    grant(itself, ["states:StartExecution"], [machine.state_machine_arn])


def let_itself_spread(itself: iam.IGrantable, machine: sfn.StateMachine, workspace: SecureBucket) -> None:
    """Let a distributed run read its manifest, look after its executions and keep their results.

    https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
    """
    looking_after = ["DescribeExecution", "StopExecution"]
    _grant_on(itself, [*looking_after, "ListMapRuns"], _arn(machine, "execution", ":*"))
    children = _arn(machine, "execution", f"/{MAP_RUN_LABEL}:*")
    _grant_on(itself, [*looking_after, "RedriveExecution"], children)
    _grant_on(itself, ["DescribeMapRun"], _arn(machine, "mapRun", f"/{MAP_RUN_LABEL}:*"))
    workspace.grant_read(itself, f"{MANIFESTS}/")
    workspace.grant_read(itself, f"{RESULTS}/")
    workspace.grant_write(itself, f"{RESULTS}/")


def let_redrive(grantee: iam.IGrantable, machine: sfn.StateMachine) -> iam.Grant:
    """Let a principal go on with an execution that was stopped or timed out."""
    return _grant_on(grantee, ["DescribeExecution", "RedriveExecution"], _arn(machine, "execution", ":*"))


def _grant_on(grantee: iam.IGrantable, actions: list[str], arn: str) -> iam.Grant:
    granted = grant(grantee, [f"states:{action}" for action in actions], [arn])
    policy = getattr(grantee, "granted", grantee)
    if isinstance(policy, Construct):
        acknowledge(policy, "IAMNoWildcardPermissions", EXECUTIONS, finding=("Resource", arn))
    return granted


def _arn(machine: sfn.StateMachine, kind: str, rest: str) -> str:
    facts = stack_facts(machine)
    name = f"{machine.state_machine_name}{rest}"
    return f"arn:{facts.partition}:states:{facts.region}:{facts.account}:{kind}:{name}"
