"""Every construct, with its defaults, is clean under all six packs and cfn-lint."""

import json
import subprocess
from pathlib import Path

import aws_cdk as cdk
import pytest
from harness import DEFAULTS, ENV, default_template, resources

from cloud_constructs import Guardrails
from cloud_constructs.guardrails import findings

TEMPLATES = list(DEFAULTS)


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_finding_is_open_and_no_acknowledgement_is_unused(name: str) -> None:
    app = cdk.App()
    DEFAULTS[name](cdk.Stack(app, "Test", env=ENV))
    guardrails = Guardrails.of(app)
    guardrails.enforce()

    assembly = guardrails.synth()

    assert findings(assembly.directory) == []
    for acknowledged in findings(assembly.directory, acknowledged=True):
        assert acknowledged.reason
        assert len(acknowledged.reason) >= 20


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_policy_is_inline_and_no_role_is_shared_with_aws(name: str) -> None:
    template = default_template(name)

    # The one role that CDK itself makes, for the handler that closes the default security group.
    provider = "CustomVpcRestrictDefaultSG"
    assert resources(template, "AWS::IAM::Policy") == {}
    for id, role in resources(template, "AWS::IAM::Role").items():
        assert "Policies" not in role["Properties"] or id.startswith(provider)


def test_cfn_lint_has_nothing_to_say(tmp_path: Path) -> None:
    files = []
    for name in TEMPLATES:
        file = tmp_path / f"{name.replace(' ', '-')}.json"
        file.write_text(json.dumps(default_template(name)))
        files.append(str(file))

    # W3005: the L2s of CDK depend on what they refer to anyway. W3010: zones are literals on purpose.
    command = ["cfn-lint", "--ignore-checks", "W3005", "W3010", "--template", *files]
    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert result.stdout + result.stderr == ""
    assert result.returncode == 0
