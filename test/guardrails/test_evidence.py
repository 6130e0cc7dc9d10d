"""The evidence says what was judged, by whom a finding was waived, and where nothing looked at all."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sqs as sqs
from harness import DEFAULTS, ENV, NO_NAME, OF_THE_APP, function

from cloud_constructs import Waiver, acknowledge, guardrails
from cloud_constructs.cli import main
from cloud_constructs.guardrails import check
from cloud_constructs.guardrails._controls import Framework, rule_facts
from cloud_constructs.guardrails._waivers import WaivedFinding, waived
from cloud_constructs.guardrails.rules import RULES
from tools import nag_controls

ROOT = Path(__file__).parents[2]
PACKAGE = Path(guardrails.__file__).parent
PLAIN = "Shop/Plain/Resource"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The evidence of an app with findings that are open, waived by the app, and waived by the library."""
    folder = tmp_path_factory.mktemp("evidence")
    app = cdk.App(outdir=str(folder / "cdk.out"))
    stack = cdk.Stack(app, "Shop", env=ENV)
    plain = sqs.Queue(stack, "Plain")
    reason = "Orders are read again from the shop's own ledger"
    acknowledge(plain, "SQSQueueDLQ", Waiver(reason=reason, ticket="SHOP-7"))
    function(stack, tracing=Waiver(reason="This function is called once a year, by hand"))
    function(stack, "Traced")
    kms.Key(stack, "Scratch", enable_key_rotation=True, removal_policy=cdk.RemovalPolicy.DESTROY)
    policy = iam.ManagedPolicy(stack, "Policy")
    for kind in ("media", "other"):
        resource = f"arn:aws:s3:::{kind}/*"
        policy.add_statements(iam.PolicyStatement(actions=["s3:GetObject"], resources=[resource]))
    granted = "Media are read by name, and names are not known before"
    acknowledge(policy, "IAMNoWildcardPermissions", granted, finding="Resource::arn:aws:s3:::media/*")
    cdk.CfnResource(stack, "Novel", type="AWS::Novel::Thing")
    sqs.Queue(cdk.Stack(cdk.Stage(app, "Prod", env=ENV), "Shop"), "Staged")
    app.synth()
    assert main(["evidence", str(folder / "cdk.out"), "--output", str(folder / "reports")]) == 0
    return folder / "reports"


@pytest.fixture(scope="module")
def evidence(reports: Path) -> dict[str, Any]:
    return json.loads((reports / "evidence.json").read_text())


def controls(evidence: dict[str, Any], framework: str) -> dict[str, dict[str, Any]]:
    return {row["control"]: row for row in evidence["controls"] if row["framework"] == framework}


def types(evidence: dict[str, Any], framework: str) -> dict[str, dict[str, Any]]:
    return {row["type"]: row for row in evidence["types"] if row["framework"] == framework}


def test_findings_are_those_of_the_templates(evidence: dict[str, Any]) -> None:
    found = {(finding["path"], finding["rule"]) for finding in evidence["findings"]}

    assert (PLAIN, "AwsSolutions-SQS4") in found
    assert (PLAIN, "CC-TlsOnly") in found
    assert ("Prod/Shop/Staged/Resource", "AwsSolutions-SQS3") in found
    assert (PLAIN, "AwsSolutions-SQS3") not in found


def test_waivers_of_the_app_stand_apart_from_those_of_the_library(evidence: dict[str, Any]) -> None:
    own = {(waiver["path"], waiver["rule"]): waiver for waiver in evidence["waivers"]["app"]}
    shipped = {(waiver["path"], waiver["rule"]) for waiver in evidence["waivers"]["library"]}

    assert own.keys() == {
        (PLAIN, "SQSQueueDLQ"),
        ("Shop/Function/Resource/Resource", "LambdaTracing"),
        ("Shop/Policy/Resource", "IAMNoWildcardPermissions[Resource::arn:aws:s3:::media/*]"),
    }
    assert own[PLAIN, "SQSQueueDLQ"]["ticket"] == "SHOP-7"
    assert ("Shop/Function/Resource/Resource", "LambdaInsideVPC") in shipped
    # The reason of this one is put together from what the function may do.
    assert any(rule.startswith("IAMNoWildcardPermissions[") for _, rule in shipped)


def test_one_decision_for_several_packs_is_one_waiver(evidence: dict[str, Any]) -> None:
    shipped = [waiver for waiver in evidence["waivers"]["library"] if waiver["rule"] == "LambdaConcurrency"]

    assert [waiver["path"] for waiver in shipped] == [
        "Shop/Function/Resource/Resource",
        "Shop/Traced/Resource/Resource",
    ]
    assert all(set(waiver["packs"]) == {"HIPAA.Security", "NIST.800.53.R5"} for waiver in shipped)


def test_every_reason_of_our_own_defaults_is_known_as_ours() -> None:
    app = cdk.App()
    for number, build in enumerate(DEFAULTS.values()):
        build(cdk.Stack(app, f"Stack{number}", env=ENV))
    app.synth()

    waivers = waived(check(app.outdir))

    assert len(waivers) > len(DEFAULTS)
    assert {waiver.reason for waiver in waivers if not waiver.shipped} == {OF_THE_APP, NO_NAME.reason}


def test_an_expiry_is_told_from_the_reason() -> None:
    waiver = WaivedFinding(path="", rule="", reason="Until it is gone [expires 2027-01-31]", packs=())

    assert (waiver.expires, waiver.ticket, waiver.shipped) == ("2027-01-31", None, False)


def test_a_control_is_open_where_any_of_its_rules_finds_something(evidence: dict[str, Any]) -> None:
    tls = controls(evidence, "SOC 2")["CC6.7"]

    assert tls["status"] == "open"
    assert tls["verdicts"]["open"] >= 2
    assert "SQSQueueSSLRequestsOnly" in tls["rules"]


def test_a_control_is_waived_where_what_is_found_has_a_reason(evidence: dict[str, Any]) -> None:
    # LambdaInsideVPC serves it, and the library acknowledges that.
    waived = controls(evidence, "HIPAA")["164.308(a)(3)(i)"]

    assert waived["status"] == "waived"
    assert waived["verdicts"]["waived"] >= 1


def test_one_of_two_findings_of_a_rule_being_waived_leaves_it_open(evidence: dict[str, Any]) -> None:
    policies = types(evidence, "SOC 2")["AWS::IAM::ManagedPolicy"]

    assert (policies["status"], policies["verdicts"]["open"]) == ("open", 1)


def test_a_control_passes_where_rules_looked_and_found_nothing(evidence: dict[str, Any]) -> None:
    retention = controls(evidence, "NIST 800-53 r5")["AT-4b"]

    assert retention["status"] == "pass"
    assert retention["rules"] == ["CloudWatchLogGroupRetentionPeriod"]


def test_what_no_rule_looks_at_is_never_a_pass(evidence: dict[str, Any]) -> None:
    for framework in Framework:
        assert types(evidence, framework)["AWS::Novel::Thing"]["status"] == "not evaluated"
    # Only rules about trails serve it, and there is no trail.
    assert controls(evidence, "NIST 800-53 r5")["AU-9(7)"]["status"] == "not evaluated"


def test_a_type_that_only_some_frameworks_look_at(evidence: dict[str, Any]) -> None:
    assert types(evidence, "SOC 2")["AWS::SQS::Queue"]["status"] == "open"
    assert types(evidence, "PCI DSS 3.2.1")["AWS::KMS::Key"]["status"] == "pass"


def test_every_verdict_belongs_to_a_rule(evidence: dict[str, Any]) -> None:
    for row in evidence["controls"] + evidence["types"]:
        assert (row["status"] == "not evaluated") == (row["rules"] == [])
        assert (sum(row["verdicts"].values()) == 0) == (row["rules"] == [])


def test_the_mapping_that_nobody_has_certified_says_so(reports: Path, evidence: dict[str, Any]) -> None:
    mappings = {row["framework"]: row["mapping"] for row in evidence["controls"]}

    assert mappings == {
        **dict.fromkeys(["NIST 800-53 r5", "HIPAA", "PCI DSS 3.2.1"], "as the rules declare"),
        **dict.fromkeys(["SOC 2", "GDPR"], "a proposal for your auditor"),
    }
    text = (reports / "evidence.md").read_text()
    for framework in ("SOC 2", "GDPR"):
        assert f"## Controls of {framework}\n\nThe mapping is a proposal for your auditor" in text


def test_the_templates_are_named_by_their_digest(reports: Path, evidence: dict[str, Any]) -> None:
    assembly = reports.parent / "cdk.out"

    assert {body["stack"] for body in evidence["templates"].values()} == {"Shop", "Prod/Shop"}
    assert all((assembly / file).is_file() for file in evidence["templates"])
    assert all(re.fullmatch("[0-9a-f]{64}", body["sha256"]) for body in evidence["templates"].values())


def test_the_same_assembly_gives_the_same_evidence(reports: Path, tmp_path: Path) -> None:
    assert main(["evidence", str(reports.parent / "cdk.out"), "--output", str(tmp_path)]) == 0

    for name in ("evidence.json", "evidence.md", "evidence.sarif"):
        assert (tmp_path / name).read_bytes() == (reports / name).read_bytes()


def test_the_document_holds_every_finding_and_every_waiver(reports: Path, evidence: dict[str, Any]) -> None:
    rows = [line.split(" | ") for line in (reports / "evidence.md").read_text().splitlines()]
    listed = Counter((cells[0].removeprefix("| "), cells[1]) for cells in rows if len(cells) > 1)

    waivers = evidence["waivers"]["app"] + evidence["waivers"]["library"]
    for entry in evidence["findings"] + waivers:
        assert listed[entry["path"], entry["rule"].replace("<", "&lt;")]


def test_the_stage_and_mandatory_tags_are_taken_into_account(
    reports: Path, evidence: dict[str, Any], tmp_path: Path
) -> None:
    assembly = str(reports.parent / "cdk.out")
    assert main(["evidence", assembly, "--output", str(tmp_path), "--tag", "Owner", "--stage", "dev"]) == 0

    now = json.loads((tmp_path / "evidence.json").read_text())["findings"]
    before, after = ({(f["path"], f["rule"]) for f in found} for found in (evidence["findings"], now))
    scratch = "Shop/Scratch/Resource"
    assert (PLAIN, "CC-MandatoryTags[Owner]") in after - before
    assert (scratch, "CC-StatefulDeletion[DeletionPolicy]") in before - after


def test_a_stage_that_is_none_is_refused(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", str(reports.parent / "cdk.out"), "--stage", "moon"]) == 2

    assert "no stage named 'moon'" in capsys.readouterr().err


def test_a_folder_that_is_no_assembly_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", str(tmp_path), "--output", str(tmp_path / "reports")]) == 2

    assert "was not judged" in capsys.readouterr().err
    assert not (tmp_path / "reports").exists()


def test_the_table_is_what_the_installed_cdk_nag_holds() -> None:
    assert (PACKAGE / "_controls.json").read_text() == nag_controls.text()


def test_every_rule_of_the_packs_has_one_theme() -> None:
    themes = json.loads((PACKAGE / "_criteria.json").read_text())
    rules = Counter(rule for theme in themes for rule in theme["rules"])

    assert set(rules.values()) == {1}
    assert rules.keys() == json.loads((PACKAGE / "_controls.json").read_text()).keys()


def test_rules_of_the_library_serve_known_frameworks() -> None:
    for name in RULES:
        assert set(rule_facts()[name].controls) <= set(Framework)
