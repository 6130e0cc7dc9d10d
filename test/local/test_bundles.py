"""Functions that are bundled for Lambda's machine run on this one, on the versions that they lock."""

import json
import os
import shutil
from pathlib import Path

import aws_cdk as cdk
import pytest

from cloud_constructs import DependencyLayer, EnhancedLambda
from cloud_constructs.local import Embedded
from cloud_constructs.local._adapt.wheels import with_own_wheels

BUNDLED = Path(__file__).parents[1] / "fixtures" / "bundled"
REPORTING = """
import os

import pydantic


def handler(event, context):
    inside = pydantic.__file__.startswith(os.environ["LAMBDA_TASK_ROOT"])
    model = pydantic.create_model("Order", id=(int, ...))
    return {"id": model.model_validate(event).id, "version": pydantic.VERSION, "bundled": inside}
"""
# The first 20 bytes of an ELF file for a machine that nobody has any more (PDP-10).
PDP10 = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00" + b"\x40\x00"
ANSWER = {"id": 7, "version": "2.12.5", "bundled": True}


@pytest.mark.embedded
def test_a_compiled_dependency_runs_in_a_bundle_and_in_a_layer(aws: Embedded, tmp_path: Path) -> None:
    entry, plain = tmp_path / "entry", tmp_path / "plain"
    shutil.copytree(BUNDLED, entry)
    plain.mkdir()
    for folder in (entry, plain):
        (folder / "handler.py").write_text(REPORTING)
    app = cdk.App(outdir=str(tmp_path / "cdk.out"))
    stack = cdk.Stack(app, "Shop")
    layer = DependencyLayer(stack, "Layer", dependencies=BUNDLED)
    functions = {
        "Bundled": EnhancedLambda(stack, "Bundled", entry=entry),
        "Layered": EnhancedLambda(stack, "Layered", entry=plain, layers=[layer.layer]),
    }
    for name, function in functions.items():
        cdk.CfnOutput(stack, f"{name}Name", value=function.function_name)
    app.synth()

    deployment = aws.deploy(tmp_path / "cdk.out")

    for name in functions:
        answer = deployment.client("lambda").invoke(
            FunctionName=deployment.output("Shop", f"{name}Name"), Payload=json.dumps({"id": "7"})
        )
        assert json.load(answer["Payload"]) == ANSWER
    remarks = [remark for remark in deployment.report.remarks if "installed for this one" in remark]
    assert len(remarks) == 2


@pytest.mark.embedded
def test_a_layer_is_found_in_the_stack_that_a_weak_reference_names(aws: Embedded, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / "handler.py").write_text(REPORTING)
    app = cdk.App(outdir=str(tmp_path / "cdk.out"))
    cdk.CrossStackReferences.of(app).consume(cdk.ReferenceStrength.WEAK)
    layer = DependencyLayer(cdk.Stack(app, "Shared"), "Layer", dependencies=BUNDLED)
    stack = cdk.Stack(app, "Weak")
    function = EnhancedLambda(stack, "Function", entry=plain, layers=[layer.layer])
    cdk.CfnOutput(stack, "Name", value=function.function_name)
    app.synth()

    deployment = aws.deploy(tmp_path / "cdk.out")

    answer = deployment.client("lambda").invoke(
        FunctionName=deployment.output("Weak", "Name"), Payload=json.dumps({"id": "7"})
    )
    assert json.load(answer["Payload"]) == ANSWER
    assert [remark for remark in deployment.report.remarks if "left out" in remark] == []


def test_what_is_wrong_is_remarked_on_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("annotated-types\n")
    files = {"requirements.txt": requirements, "thing/_native.so": PDP10}

    left, (remark,) = with_own_wheels(files, [".opt/python/", ""], tmp_path / "wheels")
    assert left == files
    assert "could not be installed for this machine: error: In `--require-hashes` mode" in remark
    monkeypatch.setenv("PATH", os.devnull)
    monkeypatch.setattr("sys.executable", os.devnull)
    left, (remark,) = with_own_wheels(files, [".opt/python/", ""], tmp_path / "wheels")
    assert left == files
    assert remark.endswith("there is no uv.")


def test_bundles_that_can_be_loaded_stay(tmp_path: Path) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("annotated-types\n")
    files = {"requirements.txt": requirements, "handler.py": b""}

    assert with_own_wheels(files, [""], tmp_path) == (files, [])
