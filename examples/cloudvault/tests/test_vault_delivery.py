"""How the app is delivered, and how it is tried once it is there."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from cloudvault.config import STAGES
from cloudvault.delivery import CHECKS, REPORTS, DeliveryStack, home_of
from vault_client.embedded import DeployedApp

from cloud_constructs import ArgumentError
from cloud_constructs.testing import Synthesised, assert_no_findings, synth

EXAMPLE = Path(__file__).parents[1]
DELIVERY = {
    "connection_arn": "arn:aws:codeconnections:eu-west-1:123456789012:connection/acme",
    "repository": "acme/cloudvault",
    "account": "123456789012",
    "region": "eu-west-1",
    "accounts": dict.fromkeys(STAGES, "111122223333"),
    "operators": ["operators@example.com"],
}


def build(app: cdk.App) -> None:
    DeliveryStack(app, "CloudVaultDelivery")


@cache
def delivery() -> Synthesised:
    return synth(build, context={"delivery": DELIVERY})


def of_type(kind: str) -> list[dict[str, Any]]:
    resources = delivery().template["Resources"].values()
    return [body["Properties"] for body in resources if body["Type"] == kind]


def commands(purpose: str) -> list[str]:
    (project,) = (
        one
        for one in of_type("AWS::CodeBuild::Project")
        if one["LogsConfig"]["CloudWatchLogs"]["StreamName"] == purpose
    )
    written = project["Source"]["BuildSpec"]
    parts = [written] if isinstance(written, str) else written["Fn::Join"][1]
    # The ARNs of reports are known to CloudFormation alone.
    text = "".join(part if isinstance(part, str) else f"arn-{at}" for at, part in enumerate(parts))
    return json.loads(text)["phases"]["build"]["commands"]


def test_a_commit_is_tested_scanned_and_approved_on_its_way() -> None:  # CV-10
    (pipeline,) = of_type("AWS::CodePipeline::Pipeline")

    assert [
        f"{stage['Name']}: {', '.join(action['Name'] for action in stage['Actions'])}"
        for stage in pipeline["Stages"]
    ] == [
        "Source: Commit",
        "Build: Build",
        "dev: Deploy, SmokeTest",
        "Approve-staging: Approve",
        "staging: Deploy, SmokeTest",
        "Approve-prod: Approve",
        "prod: Deploy, SmokeTest",
    ]
    assert commands("build")[-len(CHECKS) :] == list(CHECKS.values())


def test_each_kind_of_test_leaves_a_report() -> None:  # CV-10
    assert len(of_type("AWS::CodeBuild::ReportGroup")) == len(REPORTS)
    for kind, command in (("Unit", "Unit tests"), ("Integration", "Integration tests")):
        assert f"--junit-xml {REPORTS[kind]}" in CHECKS[command]
    assert CHECKS["checkov"].endswith("--output junitxml --output-file-path reports")


def test_a_failed_stage_goes_back_and_somebody_is_told() -> None:  # CV-10
    (pipeline,) = of_type("AWS::CodePipeline::Pipeline")

    for stage in pipeline["Stages"]:
        if stage["Name"] in STAGES:
            assert stage["OnFailure"]["Result"] == "ROLLBACK"
    (rule,) = of_type("AWS::Events::Rule")
    assert "FAILED" in str(rule["EventPattern"])


def test_the_stacks_of_all_regions_are_delivered() -> None:  # CV-10 CV-16
    policies = str(of_type("AWS::IAM::ManagedPolicy"))

    for region in ("eu-west-1", "eu-central-1", "us-east-1"):
        assert f"111122223333-{region}" in policies


def test_a_build_assembles_each_stage_for_its_own_account(monkeypatch: pytest.MonkeyPatch) -> None:  # CV-10
    monkeypatch.setenv("CDK_DEFAULT_ACCOUNT", DELIVERY["account"])
    monkeypatch.setenv("CDK_DEFAULT_REGION", "us-west-2")
    app = cdk.App(context={"delivery": DELIVERY})

    assert {home_of(app, stage) for stage in STAGES} == {("111122223333", "eu-west-1")}
    assert home_of(cdk.App(), "dev") == (DELIVERY["account"], "us-west-2")


def test_what_delivers_is_clean_itself() -> None:  # CV-10
    assert_no_findings(delivery())


def test_where_to_has_to_be_said() -> None:
    known = ("connection_arn", "repository", "operators")
    with pytest.raises(ArgumentError, match=r"lacks account, region, accounts, accounts\.dev"):
        build(cdk.App(context={"delivery": {name: DELIVERY[name] for name in known}}))


@pytest.mark.embedded
def test_the_smoke_test_passes_on_what_is_deployed(app: DeployedApp) -> None:  # CV-10
    done = smoke("--endpoints", app.environment["CLOUD_CONSTRUCTS_ENDPOINTS"])

    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "all is well"), done.stdout
    assert "POST /api/files asks who calls" in done.stdout


@pytest.mark.embedded
def test_the_smoke_test_bites(app: DeployedApp, tmp_path: Path) -> None:
    # The engine's own address answers, and is no CloudVault.
    outputs = {"CloudVaultApi": {"ApiUrl": app.aws.clients.endpoint_url}}
    (tmp_path / "outputs.json").write_text(json.dumps(outputs))

    done = smoke("--stack-outputs", str(tmp_path / "outputs.json"))

    assert done.returncode == 1
    assert "FAIL  it answers that it is well" in done.stdout


def test_the_smoke_test_says_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "outputs.json").write_text("{}")

    done = smoke("--stack-outputs", str(tmp_path / "outputs.json"))

    assert (done.returncode, done.stdout) == (2, "")
    assert "There is no CloudVault in that file" in done.stderr


def smoke(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLE / "smoke.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
