"""The guardrails bite: an open finding, and each way in which an acknowledgement can be worthless."""

from collections.abc import Callable
from datetime import date, timedelta

import aws_cdk as cdk
import pytest
from aws_cdk import Acknowledgment, Validations
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs
from harness import ENV, new_stack

from cloud_constructs import (
    ArgumentError,
    GuardrailError,
    Guardrails,
    Pack,
    StackError,
    Waiver,
    WaiverError,
    acknowledge,
)
from cloud_constructs.guardrails import findings, findings_table

REASON = "The reason that a reviewer would accept"


def check(build: Callable[[cdk.Stack], object], *packs: Pack) -> list[tuple[str, str]]:
    """Return the open findings of a stack, as rules and paths."""
    app = cdk.App()
    build(cdk.Stack(app, "Test", env=ENV))
    guardrails = Guardrails.of(app)
    guardrails.enforce(*packs)
    try:
        guardrails.synth()
    except GuardrailError:
        return [(finding.rule, finding.path) for finding in findings(app.outdir)]
    return []


def queue(stack: cdk.Stack) -> sqs.Queue:
    """A queue with one finding left: it has no dead letters."""
    return sqs.Queue(stack, "Queue", enforce_ssl=True, encryption=sqs.QueueEncryption.KMS_MANAGED)


def test_an_open_finding_fails_synthesis_with_a_table() -> None:
    app = cdk.App()
    queue(cdk.Stack(app, "Test", env=ENV))
    guardrails = Guardrails.of(app)
    guardrails.enforce(Pack.AWS_SOLUTIONS)

    with pytest.raises(GuardrailError, match=r"1 findings are open\nTest/Queue/Resource\n  error   AwsSolut"):
        guardrails.synth()


def test_packs_that_are_not_enforced_do_not_speak() -> None:
    assert check(queue, Pack.SERVERLESS) == [("Serverless-SQSRedrivePolicy", "Test/Queue/Resource")]


def test_without_names_all_six_packs_run() -> None:
    rules = {rule.rpartition("-")[0] for rule, _ in check(lambda stack: s3.Bucket(stack, "Bucket"))}

    assert rules >= {"AwsSolutions", "HIPAA.Security", "NIST.800.53.R4", "NIST.800.53.R5", "PCI.DSS.321"}


def test_an_acknowledgement_covers_the_rule_in_every_pack() -> None:
    def build(stack: cdk.Stack) -> None:
        made = queue(stack)
        acknowledge(made, "SQSQueueDLQ", REASON)
        acknowledge(made, "SQSRedrivePolicy", REASON)

    assert check(build) == []


def test_an_acknowledged_finding_stays_in_the_report_with_its_reason() -> None:
    stack = new_stack()
    made = queue(stack)
    acknowledge(made, "SQSQueueDLQ", Waiver(reason=REASON, ticket="SEC-1"))
    guardrails = Guardrails.of(stack)
    guardrails.enforce(Pack.AWS_SOLUTIONS)

    assembly = guardrails.synth()

    (finding,) = findings(assembly.directory, acknowledged=True)
    assert finding.reason == f"{REASON} [ticket SEC-1]"
    assert "SEC-1" in findings_table([finding])


def test_unused_is_found() -> None:
    def build(stack: cdk.Stack) -> None:
        made = sqs.Queue(stack, "Queue", enforce_ssl=True, encryption=sqs.QueueEncryption.KMS_MANAGED)
        acknowledge(made, "SQSQueueDLQ", REASON)
        acknowledge(made, "SNSRedrivePolicy", REASON)

    assert check(build, Pack.AWS_SOLUTIONS, Pack.SERVERLESS) == [
        ("CC-ACK4", "Test/Queue"),
        ("Serverless-SQSRedrivePolicy", "Test/Queue/Resource"),
    ]


def test_one_decision_is_used_when_one_of_its_packs_needs_it() -> None:
    """S3BucketLoggingEnabled stands in five packs; here only one of them runs."""

    def build(stack: cdk.Stack) -> None:
        bucket = s3.Bucket(stack, "Bucket", enforce_ssl=True)
        acknowledge(bucket, "S3BucketLoggingEnabled", REASON)

    assert check(build, Pack.AWS_SOLUTIONS) == []


def test_bare_is_found() -> None:
    def build(stack: cdk.Stack) -> None:
        acknowledgement = Acknowledgment(id="AwsSolutions-SQS3", reason=REASON)
        Validations.of(queue(stack)).acknowledge(acknowledgement)

    # The templates know of no bare acknowledgement, so that it hides nothing either.
    assert check(build, Pack.AWS_SOLUTIONS) == [
        ("CC-ACK2", "Test/Queue"),
        ("AwsSolutions-SQS3", "Test/Queue/Resource"),
    ]


@pytest.mark.parametrize("place", ["stack", "app"])
def test_blanket_is_found(place: str) -> None:
    def build(stack: cdk.Stack) -> None:
        queue(stack)
        acknowledge(stack if place == "stack" else stack.node.root, "SQSQueueDLQ", REASON)

    ((rule, _),) = check(build, Pack.AWS_SOLUTIONS)
    assert rule == "CC-ACK3"


def test_reasonless_is_found() -> None:
    def build(stack: cdk.Stack) -> None:
        acknowledgement = Acknowledgment(id="AwsSolutions::AwsSolutions-SQS3", reason="fine")
        Validations.of(queue(stack)).acknowledge(acknowledgement)

    assert check(build, Pack.AWS_SOLUTIONS) == [("CC-ACK1", "Test/Queue")]


@pytest.mark.parametrize(("days", "found"), [(-1, [("CC-ACK5", "Test/Queue")]), (0, [])])
def test_expired_is_found(days: int, found: list[tuple[str, str]]) -> None:
    def build(stack: cdk.Stack) -> None:
        last = date.today() + timedelta(days=days)
        acknowledge(queue(stack), "SQSQueueDLQ", Waiver(reason=REASON, expires=last))

    assert check(build, Pack.AWS_SOLUTIONS) == found


def test_a_granular_finding_is_computed_from_its_token() -> None:
    def build(stack: cdk.Stack) -> None:
        bucket = s3.Bucket.from_bucket_name(stack, "Imported", "media")
        own = sqs.Queue(stack, "Queue", enforce_ssl=True, encryption=sqs.QueueEncryption.KMS_MANAGED)
        policy = iam.ManagedPolicy(stack, "Policy")
        policy.add_statements(
            iam.PolicyStatement(actions=["s3:GetObject"], resources=[bucket.arn_for_objects("*")]),
            iam.PolicyStatement(actions=["sqs:SendMessage"], resources=[f"{own.queue_arn}*"]),
        )
        acknowledge(own, "SQSQueueDLQ", REASON)
        for arn in (bucket.arn_for_objects("*"), f"{own.queue_arn}*"):
            acknowledge(policy, "IAMNoWildcardPermissions", REASON, finding=("Resource", arn))

    assert check(build, Pack.AWS_SOLUTIONS) == []


def test_a_wildcard_beside_an_acknowledged_one_is_still_found() -> None:
    def build(stack: cdk.Stack) -> None:
        policy = iam.ManagedPolicy(stack, "Policy")
        policy.add_statements(
            iam.PolicyStatement(actions=["s3:GetObject"], resources=["arn:aws:s3:::media/*"]),
            iam.PolicyStatement(actions=["s3:GetObject"], resources=["arn:aws:s3:::other/*"]),
        )
        finding = "Resource::arn:aws:s3:::media/*"
        acknowledge(policy, "IAMNoWildcardPermissions", REASON, finding=finding)

    assert check(build, Pack.AWS_SOLUTIONS) == [
        ("AwsSolutions-IAM5[Resource::arn:aws:s3:::other/*]", "Test/Policy/Resource")
    ]


def test_a_rule_that_no_pack_has_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"Test: no rule pack has a rule named 'AwsSolutions-SQS3'"):
        acknowledge(new_stack(), "AwsSolutions-SQS3", REASON)


def test_a_short_reason_is_refused() -> None:
    with pytest.raises(WaiverError):
        acknowledge(new_stack(), "SQSQueueDLQ", "fine")


def test_packs_are_enforced_once() -> None:
    guardrails = Guardrails.of(new_stack())
    guardrails.enforce(Pack.SERVERLESS)

    with pytest.raises(GuardrailError, match="enforced already: Serverless"):
        guardrails.enforce(Pack.HIPAA)


def test_a_tree_without_an_app_is_refused() -> None:
    from constructs import RootConstruct

    with pytest.raises(StackError, match="no App at its root"):
        Guardrails.of(RootConstruct())


def test_a_failure_that_is_no_finding_is_not_hidden() -> None:
    app = cdk.App()
    iam.ManagedPolicy(cdk.Stack(app, "Test"), "Empty")

    with pytest.raises(RuntimeError, match="Managed Policy is empty"):
        Guardrails.of(app).synth()


def test_a_folder_without_a_report_is_refused(tmp_path: object) -> None:
    with pytest.raises(ArgumentError, match=r"there is no validation-report\.json"):
        findings(str(tmp_path))
