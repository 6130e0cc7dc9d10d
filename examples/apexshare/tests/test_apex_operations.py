"""The page on operations, followed as its reader would, and a version that is taken back."""

import re
import subprocess
from argparse import Namespace
from pathlib import Path

import pytest
from apex_client.embedded import EXAMPLE, STAGE, DeployedApp
from apex_trials.validation import Validation

from cloud_constructs.local import Embedded, synthesise
from cloud_constructs.validation import Aws, Verdict, validate

PAGE = (EXAMPLE / "docs" / "operations.md").read_text()
STEPS = re.compile(r"^```bash\n(.*?)^```$", re.MULTILINE | re.DOTALL).findall(PAGE)

ACCOUNT, REGION = "123456789012", "eu-west-1"

pytestmark = pytest.mark.embedded


def assembly_of(app: DeployedApp) -> Path:
    return Path(app.environment["CLOUD_CONSTRUCTS_ENDPOINTS"]).with_name("cdk.out")


def test_the_page_can_be_followed(app: DeployedApp, tmp_path: Path) -> None:  # AS-13
    done = subprocess.run(
        ["bash", "-c", "\n".join(["set -euo pipefail", *STEPS])],
        cwd=tmp_path,
        env={**app.environment, "assembly": str(assembly_of(app))},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert len(STEPS) == 4
    assert done.stdout.count("(AWS::KMS::Key): is rotated\n") == 1
    assert "to mend it: aws kms enable-key-rotation --key-id" in done.stdout
    assert "it was seen" in done.stdout
    assert "something has failed" not in done.stdout


def test_what_the_page_expects_of_a_deployment_is_checked(app: DeployedApp) -> None:  # AS-13
    with pytest.MonkeyPatch.context() as patch:
        for name, value in app.environment.items():
            patch.setenv(name, value)
        found = validate(assembly_of(app), Aws.of_environment())

    checked = {result.type for result in found.of(Verdict.OK)}
    assert checked >= {
        "AWS::CloudFormation::Stack",
        "AWS::KMS::Key",
        "AWS::IAM::Role",
        "AWS::S3::Bucket",
        "AWS::DynamoDB::GlobalTable",
        "AWS::ApiGateway::Stage",
        "AWS::Lambda::Function",
        "AWS::SQS::Queue",
        "AWS::CloudWatch::Alarm",
        "AWS::Logs::LogGroup",
        "AWS::SES::EmailIdentity",
        "AWS::WAFv2::WebACL",
    }
    # What the embedded AWS cannot tell is said, and is not called good.
    unknown = {result.type: result.why for result in found.of(Verdict.NOT_CHECKED)}
    assert unknown["AWS::CloudTrail::Trail"] == "an embedded AWS has not created it"
    assert found.of(Verdict.FAILED) == []


def test_changes_by_hand_are_seen(app: DeployedApp, monkeypatch: pytest.MonkeyPatch) -> None:  # AS-13
    for name, value in app.environment.items():
        monkeypatch.setenv(name, value)

    assert Validation().run(Namespace()) == 0


def test_a_version_is_taken_back_and_nothing_is_lost(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:  # AS-13
    def release(name: str, **changed: str) -> Path:
        folder, context = tmp_path_factory.mktemp(name), {**STAGE, **changed}
        return synthesise(EXAMPLE, folder, account=ACCOUNT, region=REGION, context=context)

    worked, wrong = release("worked"), release("wrong", downloads_per_link="1")

    def limits(aws: Embedded) -> set[str]:
        functions = aws.clients("lambda").list_functions()["Functions"]
        variables = [one.get("Environment", {}).get("Variables", {}) for one in functions]
        return {one["DOWNLOADS_PER_LINK"] for one in variables if "DOWNLOADS_PER_LINK" in one}

    with Embedded(tmp_path) as aws:
        outputs = aws.deploy(worked).stacks["ApexShareStorage"].outputs
        table, before = outputs["RecordsTable"], limits(aws)
        row = {"pk": {"S": "VIDEO#1"}, "sk": {"S": "META"}}
        aws.clients("dynamodb").put_item(TableName=table, Item=row)
        aws.deploy(wrong)
        assert limits(aws) == {"1"} != before

        again = aws.deploy(worked)

        assert limits(aws) == before
        assert again.stacks["ApexShareStorage"].outputs == outputs
        assert aws.clients("dynamodb").get_item(TableName=table, Key=row)["Item"] == row
        asked = Aws(
            lambda service, region: aws.clients.at(ACCOUNT, region)(service), region=REGION, urls=again.urls
        )
        assert validate(worked, asked).of(Verdict.FAILED) == []


def test_the_page_names_what_there_is() -> None:
    assert (EXAMPLE / re.findall(r"`(tests/\w+\.py)`", PAGE)[0]).is_file()
    assert (EXAMPLE / "docs" / re.findall(r"\]\((\.\./[^)]+)\)", PAGE)[0]).resolve().is_file()
