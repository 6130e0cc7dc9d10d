"""What the app's own command is given, and what is made of its failures."""

import json
import sys
from pathlib import Path

import pytest

from cloud_constructs.local import LocalError, synthesise

PRINT_ENVIRONMENT = """
import json, os, pathlib, shutil
out = pathlib.Path(os.environ["CDK_OUTDIR"])
out.mkdir(parents=True)
(out / "manifest.json").write_text("{}")
(out / "environment.json").write_text(json.dumps(dict(os.environ) | {"python": shutil.which("python3")}))
"""


def app(folder: Path, code: str, **cdk_json: object) -> Path:
    folder.mkdir()
    (folder / "app.py").write_text(code)
    (folder / "cdk.json").write_text(json.dumps({"app": "python3 app.py"} | cdk_json))
    return folder


def run(folder: Path, tmp_path: Path, context: dict[str, str] | None = None) -> Path:
    data = tmp_path / "data"
    data.mkdir(exist_ok=True)
    return synthesise(folder, data, account="111122223333", region="eu-west-3", context=context)


def test_the_command_gets_what_the_cdk_cli_would_give(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of-the-developer")
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("THEIR_OWN", "kept")
    folder = app(tmp_path / "app", PRINT_ENVIRONMENT, context={"a": 1, "b": 1, "c": 1})
    (folder / "cdk.context.json").write_text('{"b": 2, "c": 2, "d": 2}')
    assembly = run(folder, tmp_path, {"c": "3"})
    environment = json.loads((assembly / "environment.json").read_text())
    context = json.loads(environment["CDK_CONTEXT_JSON"])
    assert (context["a"], context["b"], context["c"], context["d"]) == (1, 1, "3", 2)
    zones = context["availability-zones:account=111122223333:region=eu-west-3"]
    assert zones == ["eu-west-3a", "eu-west-3b", "eu-west-3c"]
    assert context["aws:cdk:enable-path-metadata"] is True
    assert environment["CDK_DEFAULT_ACCOUNT"] == "111122223333"
    assert environment["CDK_DEFAULT_REGION"] == "eu-west-3"
    assert environment["THEIR_OWN"] == "kept"
    assert not {"AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"} & set(environment)
    assert environment["python"] == str(Path(sys.executable).with_name("python3"))


def test_a_context_that_no_variable_can_hold_comes_in_a_file(tmp_path: Path) -> None:
    folder = app(tmp_path / "app", PRINT_ENVIRONMENT, context={"long": "x" * 200_000})
    environment = json.loads((run(folder, tmp_path) / "environment.json").read_text())
    assert environment["CDK_CONTEXT_JSON"] == "{}"
    assert len(json.loads(Path(environment["CONTEXT_OVERFLOW_LOCATION_ENV"]).read_text())["long"]) == 200_000


def test_a_failing_app_speaks_for_itself_with_its_findings(tmp_path: Path) -> None:
    report = {
        "pluginReports": [
            {
                "violations": [
                    {
                        "ruleName": "no-public-bucket",
                        "description": "The bucket is public.",
                        "violatingConstructs": [{"constructPath": "Stack/Bucket"}],
                    }
                ]
            }
        ]
    }
    code = (
        PRINT_ENVIRONMENT + f"(out / 'validation-report.json').write_text({json.dumps(json.dumps(report))})\n"
    )
    folder = app(tmp_path / "app", code + "raise SystemExit('too bad')\n")
    with pytest.raises(LocalError) as raised:
        run(folder, tmp_path)
    assert "exit code 1" in raised.value.message
    assert "too bad" in raised.value.detail
    (finding,) = raised.value.findings
    assert (finding.rule, finding.construct_path) == ("no-public-bucket", "Stack/Bucket")


@pytest.mark.parametrize(
    ("cdk_json", "expected"),
    [
        ("{", "is not valid JSON"),
        ("{}", 'names no "app" command'),
        ('{"app": "true"}', "wrote no cloud assembly"),
        ('{"app": "exit 7"}', "exit code 7"),
    ],
)
def test_a_useless_cdk_json_says_why(cdk_json: str, expected: str, tmp_path: Path) -> None:
    folder = app(tmp_path / "app", "")
    (folder / "cdk.json").write_text(cdk_json)
    with pytest.raises(LocalError, match=expected):
        run(folder, tmp_path)
