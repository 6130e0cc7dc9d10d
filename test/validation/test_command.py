"""`cloud-constructs validate` as a user types it, and what it says about its own limits."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from guardrails.assemblies import write_assembly
from local.conftest import CommandLine
from local.processes import eventually
from validation.conftest import Deployed

from cloud_constructs import cli
from cloud_constructs.local._engine.clients import Clients
from cloud_constructs.validation import Aws, Result, Verdict, validate

pytestmark = pytest.mark.embedded

KEY = "Data/Key/Resource/Resource"


@pytest.fixture
def environment(app: Deployed, monkeypatch: pytest.MonkeyPatch) -> Deployed:
    for name, value in app.aws.clients.environment().items():
        monkeypatch.setenv(name, value)
    return app


def test_a_sound_app_passes(environment: Deployed, capsys: pytest.CaptureFixture[str]) -> None:  # AS-13
    assert cli.main(["validate", str(environment.assembly)]) == 0

    printed = capsys.readouterr().out
    assert "Data: " in printed
    assert " 0 FAILED" in printed
    assert "NOT CHECKED  Lambda::Function (1): keeps what it fails on?" in printed
    assert "No check is for: " in printed
    assert KEY not in printed


def test_everything_can_be_listed(environment: Deployed, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["validate", str(environment.assembly), "--stack", "Data", "--all"])

    printed = capsys.readouterr().out
    assert f"OK           {KEY} (AWS::KMS::Key): is rotated\n" in printed
    assert "Front" not in printed


def test_what_was_changed_fails_with_what_to_do(
    environment: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:  # AS-13
    id = environment.ids[KEY]
    environment.client("kms").disable_key_rotation(KeyId=id)
    try:
        assert cli.main(["validate", str(environment.assembly)]) == 1
        printed = capsys.readouterr().out
        assert f"FAILED       {KEY} (AWS::KMS::Key): is rotated\n" in printed
        assert f"to mend it: aws kms enable-key-rotation --key-id {id}\n" in printed
        assert cli.main(["validate", str(environment.assembly), "--json"]) == 1
        found = json.loads(capsys.readouterr().out)
    finally:
        environment.client("kms").enable_key_rotation(KeyId=id)
    (failed,) = (one for one in found["results"] if one["verdict"] == "FAILED")
    assert (failed["path"], failed["claim"], failed["why"]) == (KEY, "is rotated", "it is never rotated")
    assert found["counts"]["FAILED"] == 1
    assert found["unchecked"]["AWS::Backup::BackupVault"] == 1
    assert "AWS::SQS::QueuePolicy" not in found["unchecked"]


def test_a_stack_that_is_not_there_fails(environment: Deployed, tmp_path: Path) -> None:
    bucket = {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}}
    assembly = write_assembly(tmp_path, bucket)

    (result,) = validate(assembly, environment.ask()).results

    assert (result.verdict, result.why) == (Verdict.FAILED, "there is no such stack")
    assert result.mend == "cdk deploy Stack0"
    assert cli.main(["validate", str(assembly)]) == 1


def test_a_stack_of_another_account_is_not_judged(app: Deployed, tmp_path: Path) -> None:
    bucket = {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}}

    (result,) = validate(write_assembly(tmp_path, bucket, account="111122223333"), app.ask()).results

    assert result.verdict is Verdict.NOT_CHECKED
    assert "in account 111122223333, and the credentials are those of 123456789012" in result.why


def test_what_aws_lacks_fails_and_what_an_embedded_aws_lacks_is_not_checked(app: Deployed) -> None:
    lacking = "Data/Rows/Backup/Plan/Table/Resource"

    assert app.result(lacking, "is there").verdict is Verdict.NOT_CHECKED
    assert app.result(lacking, "is there", as_aws=True).verdict is Verdict.FAILED


def test_who_may_not_ask_is_told_so_and_nothing_is_called_good(app: Deployed) -> None:
    def client(service: str, _: str) -> Any:
        # One of its own: what is registered here is nobody else's.
        made = Clients(app.aws.clients.endpoint_url, "123456789012", "eu-west-1")(service)
        made.meta.events.register("before-send.kms", lambda **_: _refusal())
        return made

    aws = Aws(client, region="eu-west-1")
    results = [one for one in validate(app.assembly, aws).results if one.type == "AWS::KMS::Key"]

    assert {result.verdict for result in results} == {Verdict.NOT_CHECKED}
    assert "kms describe-key is refused (AccessDeniedException: not you)" in results[0].why


def _refusal() -> AWSResponse:
    """What AWS answers to somebody without the permission; the embedded AWS asks nobody for one."""
    body = json.dumps({"__type": "AccessDeniedException", "message": "not you"}).encode()
    response = AWSResponse("https://kms.eu-west-1.amazonaws.com", 400, {}, BytesIO(body))
    response._content = body
    return response


@pytest.mark.parametrize("arguments", [["nowhere"], ["nowhere", "--local"]])
def test_a_folder_that_is_no_app_is_told(
    environment: Deployed, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    folder, *options = arguments

    assert cli.main(["validate", str(tmp_path / folder), *options]) == 2

    assert "was not validated" in capsys.readouterr().err


def test_a_stack_that_the_assembly_lacks_is_told(
    environment: Deployed, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["validate", str(environment.assembly), "--stack", "Web"]) == 2

    assert "it has no stack Web. To mend it: choose of Data, Front" in capsys.readouterr().err


def test_the_deployed_template_is_compared(app: Deployed, tmp_path: Path) -> None:  # AS-13
    """The app's own was made to fit the embedded AWS; this one is deployed as it stands."""
    template = {"Resources": {"Jobs": {"Type": "AWS::SQS::Queue"}}}
    assembly = write_assembly(tmp_path, template)
    app.client("cloudformation").create_stack(StackName="Stack0", TemplateBody=json.dumps(template))
    app.client("cloudformation").get_waiter("stack_create_complete").wait(StackName="Stack0")

    def said() -> Result:
        results = validate(assembly, app.ask(as_aws=True)).results
        (found,) = (result for result in results if result.claim == "is of this assembly")
        return found

    try:
        assert said().verdict is Verdict.OK
        template["Resources"]["More"] = {"Type": "AWS::SQS::Queue"}
        write_assembly(tmp_path, template)
        assert (said().verdict, said().why) == (Verdict.FAILED, "its template is that of another version")
    finally:
        app.client("cloudformation").delete_stack(StackName="Stack0")


def test_what_local_up_runs_is_validated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # AS-13
    template = {"Resources": {"Jobs": {"Type": "AWS::SQS::Queue"}}}
    assembly = write_assembly(tmp_path, template)
    with CommandLine(tmp_path).started("up", assembly):
        eventually((assembly / ".cloud-constructs" / "endpoints.json").exists)
        assert cli.main(["validate", str(assembly), "--local"]) == 0
    assert "Stack0: 3 OK, 0 FAILED, 2 NOT CHECKED" in capsys.readouterr().out


def test_without_a_region_nobody_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")

    assert cli.main(["validate", "cdk.out"]) == 2

    assert "no region is known. To mend it: name one with --region" in capsys.readouterr().err
