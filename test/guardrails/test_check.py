"""`cloud-constructs check` judges the templates again and tells a CI job so by its exit code."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import Acknowledgment, Validations
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_sqs as sqs
from guardrails.assemblies import write_assembly
from harness import ENV, text

from cloud_constructs import ArgumentError, Guardrails, Pack, Waiver, acknowledge
from cloud_constructs.cli import main
from cloud_constructs.guardrails import check
from cloud_constructs.guardrails._assembly import Assembly, Settings
from cloud_constructs.guardrails.rules import RULES, RuleBook

REASON = "The reason that a reviewer would accept"
TABLE_RULES = ("TableRecovery", "TableEncryptionKey", "TableBackup")


@pytest.fixture
def queue(tmp_path: Path) -> tuple[sqs.Queue, Path]:
    """A queue with one finding of the pack, in an app that is not held to anything."""
    app = cdk.App(outdir=str(tmp_path / "cdk.out"))
    return sqs.Queue(
        cdk.Stack(app, "Test", env=ENV), "Queue", enforce_ssl=True, encryption=sqs.QueueEncryption.KMS_MANAGED
    ), tmp_path / "cdk.out"


def synth(construct: cdk.Resource) -> None:
    app = construct.node.root
    assert isinstance(app, cdk.App)
    app.synth()


def judge(folder: Path) -> list[tuple[str, str, str | None]]:
    return [(found.rule, found.path, found.reason) for found in check(folder, [Pack.AWS_SOLUTIONS])]


def test_open_and_acknowledged_are_told_apart_by_the_reason(queue: tuple[sqs.Queue, Path]) -> None:
    construct, folder = queue
    synth(construct)
    rule, path = "AwsSolutions-SQS3", "Test/Queue/Resource"
    assert judge(folder) == [(rule, path, None)]

    metadata = json.loads((folder / "Test.metadata.json").read_text())
    entry = {"type": "aws:cdk:acknowledged-rules", "data": {f"AwsSolutions::{rule}": REASON}}
    (folder / "Test.metadata.json").write_text(json.dumps({**metadata, "/Test/Queue": [entry]}))
    assert judge(folder) == [(rule, path, REASON)]


def test_what_stands_in_the_report_makes_no_difference(
    queue: tuple[sqs.Queue, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    construct, folder = queue
    Guardrails.of(construct).enforce(Pack.AWS_SOLUTIONS)
    with pytest.raises(RuntimeError, match="ValidationFailed"):
        synth(construct)
    report = folder / "validation-report.json"
    assert "AwsSolutions-SQS3" in report.read_text()
    first = judge(folder)

    report.write_text(json.dumps({"pluginReports": []}))
    edited = judge(folder)
    report.unlink()

    assert first == edited == judge(folder) == [("AwsSolutions-SQS3", "Test/Queue/Resource", None)]
    assert main(["check", str(folder), "--pack", "AwsSolutions"]) == 1
    assert "Test/Queue/Resource\n  error   AwsSolutions-SQS3" in capsys.readouterr().out


def test_nothing_open_is_zero_and_reasons_are_listed_on_demand(
    queue: tuple[sqs.Queue, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    construct, folder = queue
    acknowledge(construct, "SQSQueueDLQ", REASON)
    synth(construct)

    assert main(["check", str(folder), "--pack", "AwsSolutions", "--acknowledged"]) == 0
    out = capsys.readouterr().out
    assert f"AwsSolutions-SQS3  {REASON}" in out
    assert "0 open, 1 acknowledged (AwsSolutions and our own rules)" in out


def test_without_a_pack_all_six_run(
    queue: tuple[sqs.Queue, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    construct, folder = queue
    acknowledge(construct, "SQSQueueDLQ", REASON)
    synth(construct)

    assert main(["check", str(folder)]) == 1
    assert "Serverless-SQSRedrivePolicy" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (None, "no readable cloud assembly"),
        ("no JSON", "no readable cloud assembly"),
        ('{"artifacts": {}}', "there is no stack in it"),
        (
            '{"artifacts": {"A": {"type": "aws:cloudformation:stack",'
            ' "properties": {"templateFile": "no.json"}}}}',
            r"no readable cloud assembly: .*no\.json",
        ),
    ],
    ids=["empty folder", "broken manifest", "no stack", "missing template"],
)
def test_a_folder_that_cannot_be_judged_is_two(
    written: str | None, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if written is not None:
        (tmp_path / "manifest.json").write_text(written)

    assert main(["check", str(tmp_path)]) == 2
    assert re.search(message, capsys.readouterr().err)
    with pytest.raises(ArgumentError):
        check(tmp_path)


def test_a_template_that_the_packs_cannot_read_is_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_assembly(tmp_path, {"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "DependsOn": "None"}}})

    assert main(["check", str(tmp_path)]) == 2
    assert "was not judged: Stack0: the packs cannot read" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--pack", "Nothing"], ["--no-such-option"]])
def test_wrong_arguments_are_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["check", *arguments])

    assert stopped.value.code == 2
    assert "usage: cloud-constructs check" in capsys.readouterr().err


def test_an_unknown_stage_is_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path), "--stage", "test"]) == 2
    assert "choose one of dev, staging, prod" in capsys.readouterr().err


def test_the_help_says_what_the_exit_codes_mean(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["check", "--help"])

    assert stopped.value.code == 0
    assert "exit codes: 0 nothing is open" in capsys.readouterr().out


def test_a_stage_that_keeps_no_data_and_tags_are_told_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policies = {"DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete"}
    volume = {"Type": "AWS::EC2::Volume", "Properties": {"Encrypted": True}, **policies}
    write_assembly(tmp_path, {"Resources": {"Volume": volume}})
    command = ["check", str(tmp_path), "--pack", "Serverless"]

    assert main(command) == 1
    assert "CC-StatefulDeletion" in capsys.readouterr().out
    assert main([*command, "--stage", "dev"]) == 0
    assert main([*command, "--stage", "dev", "--tag", "Owner"]) == 1
    assert "CC-MandatoryTags[Owner]" in capsys.readouterr().out


def table(stack: cdk.Stack) -> dynamodb.TableV2:
    return dynamodb.TableV2(stack, "Table", partition_key=text("id"), removal_policy=cdk.RemovalPolicy.RETAIN)


def test_our_rules_are_acknowledged_by_name_at_synthesis_and_in_check() -> None:
    app = cdk.App()
    made = table(cdk.Stack(app, "Test", env=ENV))
    for rule in (*TABLE_RULES, "TableDeletionProtection"):
        acknowledge(made, rule, Waiver(reason=REASON, ticket="SEC-1"))
    guardrails = Guardrails.of(app)
    guardrails.enforce(Pack.SERVERLESS)

    assembly = guardrails.synth()

    found = check(assembly.directory)
    assert {finding.rule for finding in found} == {
        f"CC-{r}" for r in (*TABLE_RULES, "TableDeletionProtection")
    }
    assert {finding.reason for finding in found} == {f"{REASON} [ticket SEC-1]"}


def test_our_rules_fail_synthesis_with_text_and_fix() -> None:
    app = cdk.App()
    table(cdk.Stack(app, "Test", env=ENV))
    guardrails = Guardrails.of(app)
    guardrails.enforce(Pack.SERVERLESS)

    with pytest.raises(ValueError, match=r"CC-TableBackup .*No backup plan selects the table: add the table"):
        guardrails.synth()


@pytest.mark.parametrize(
    ("id", "reason", "expected"),
    [
        ("AwsSolutions::AwsSolutions-SQS3", "fine", "CC-ACK1"),
        ("AwsSolutions-SQS3", REASON, "CC-ACK2"),
        ("CloudConstructs::CC-TableRecovery", REASON, "CC-ACK4"),
        ("CC-TlsOnly", REASON, "CC-ACK2"),
        ("AwsSolutions::AwsSolutions-SNS3", REASON, "CC-ACK4"),
        (
            "AwsSolutions::AwsSolutions-SQS3",
            f"{REASON} [expires {date.today() - timedelta(days=1)}]",
            "CC-ACK5",
        ),
    ],
)
def test_worthless_acknowledgements_are_found_in_the_assembly(
    id: str, reason: str, expected: str, queue: tuple[sqs.Queue, Path]
) -> None:
    construct, folder = queue
    Validations.of(construct).acknowledge(Acknowledgment(id=id, reason=reason))
    synth(construct)

    assert (expected, "Test/Queue", None) in judge(folder)


def test_a_blanket_acknowledgement_is_found_in_the_assembly(queue: tuple[sqs.Queue, Path]) -> None:
    construct, folder = queue
    acknowledge(construct.stack, "SQSQueueDLQ", REASON)
    synth(construct)

    assert ("CC-ACK3", "Test", None) in judge(folder)


def test_the_policy_on_acknowledgements_cannot_be_acknowledged() -> None:
    app = cdk.App()
    stack = cdk.Stack(app, "Test", env=ENV)
    sqs.Queue(stack, "Queue", enforce_ssl=True, encryption=sqs.QueueEncryption.KMS_MANAGED)
    acknowledge(stack, "SQSQueueDLQ", REASON)
    Validations.of(stack).acknowledge(Acknowledgment(id="CloudConstructs::CC-ACK3", reason=REASON))
    guardrails = Guardrails.of(app)
    guardrails.enforce(Pack.AWS_SOLUTIONS)

    with pytest.raises(ValueError, match="CC-ACK3"):
        guardrails.synth()


def test_a_twin_of_a_rule_of_a_pack_is_acknowledged_with_it() -> None:
    app = cdk.App()
    made = sqs.Queue(cdk.Stack(app, "Test", env=ENV), "Queue", encryption=sqs.QueueEncryption.KMS_MANAGED)
    acknowledge(made, "SQSQueueSSLRequestsOnly", REASON)
    acknowledge(made, "SQSQueueDLQ", REASON)
    guardrails = Guardrails.of(app)
    guardrails.enforce(Pack.AWS_SOLUTIONS)

    found = check(guardrails.synth().directory, [Pack.AWS_SOLUTIONS])

    assert {finding.rule for finding in found} == {"AwsSolutions-SQS3", "AwsSolutions-SQS4", "CC-TlsOnly"}


def many(kind: str, count: int) -> dict[str, Any]:
    return {
        f"{kind.rpartition('::')[2]}{number}": {"Type": kind, "Properties": {}} for number in range(count)
    }


def test_each_rule_looks_only_at_what_it_is_about(tmp_path: Path) -> None:
    """The cost of 500 resources: the rules for every type once each, and the few that name their type."""
    kinds = ("AWS::SQS::Queue", "AWS::Lambda::Function", "AWS::IAM::Role", "AWS::EC2::Subnet")
    resources = {id: body for kind in kinds for id, body in many(kind, 125).items()}
    book = RuleBook(RULES.values())

    list(book.breaches(Assembly(write_assembly(tmp_path, {"Resources": resources}), Settings())))

    of_every_type = sum("*" in rule.types for rule in RULES.values())
    of_a_type = sum(kind in rule.types for rule in RULES.values() for kind in kinds)
    of_templates = sum(rule.find_in_template is not None for rule in RULES.values())
    assert book.evaluations == 500 * of_every_type + 125 * of_a_type + of_templates
    assert book.evaluations < 500 * 10
