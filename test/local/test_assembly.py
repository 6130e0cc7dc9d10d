"""Reading cloud assemblies, whole and broken."""

import json
from pathlib import Path

import pytest
from local.assemblies import add_asset, queue, write_assembly

from cloud_constructs._archives import folder_files, write_zip
from cloud_constructs.local import LocalError
from cloud_constructs.local._assembly.read import home_of, read_assembly

TEMPLATE = {"Resources": {"Queue": queue()}}


def test_stages_and_dependencies_come_first(tmp_path: Path) -> None:
    assembly = write_assembly(tmp_path, {"Zulu": TEMPLATE, "Alpha": TEMPLATE})
    write_assembly(tmp_path / "assembly-Prod", {"Inner": TEMPLATE}, stackName="Prod-Inner")
    manifest = json.loads((assembly / "manifest.json").read_text())
    manifest["artifacts"]["assembly-Prod"] = {
        "type": "cdk:cloud-assembly",
        "properties": {"directoryName": "assembly-Prod"},
    }
    manifest["artifacts"]["Zulu"]["dependencies"] = ["assembly-Prod", "Zulu.assets"]
    (assembly / "manifest.json").write_text(json.dumps(manifest))
    assert [stack.name for stack in read_assembly(assembly)] == ["Prod-Inner", "Zulu", "Alpha"]


def test_the_app_lives_where_most_of_its_stacks_do(tmp_path: Path) -> None:
    assembly = write_assembly(tmp_path, {"Firewall": TEMPLATE, "Data": TEMPLATE, "Web": TEMPLATE})
    homes = {"Firewall": "us-east-1", "Data": "eu-west-1", "Web": "eu-west-1"}

    assert home_of(read_assembly(assembly), "123456789012", "eu-north-1") == ("123456789012", "eu-north-1")
    manifest = json.loads((assembly / "manifest.json").read_text())
    for name, region in homes.items():
        manifest["artifacts"][name]["environment"] = f"aws://111122223333/{region}"
    (assembly / "manifest.json").write_text(json.dumps(manifest))
    assert home_of(read_assembly(assembly), "123456789012", "eu-north-1") == ("111122223333", "eu-west-1")


def break_manifest(assembly: Path) -> str:
    (assembly / "manifest.json").write_text("{")
    return "manifest.json is not valid JSON"


def lose_template(assembly: Path) -> str:
    (assembly / "S.template.json").unlink()
    return "S.template.json is missing"


def break_template(assembly: Path) -> str:
    (assembly / "S.template.json").write_text("[]")
    return "S.template.json must hold a JSON object"


def empty_template(assembly: Path) -> str:
    (assembly / "S.template.json").write_text("{}")
    return "has no resources"


def refer_to_nobody(assembly: Path) -> str:
    outputs = {"O": {"Value": {"Fn::Sub": ["${Own}${Nobody.Arn}", {"Own": {"Ref": "AWS::Region"}}]}}}
    (assembly / "S.template.json").write_text(json.dumps(TEMPLATE | {"Outputs": outputs}))
    return "refers to what it does not have: Nobody."


def lose_asset(assembly: Path) -> str:
    add_asset(assembly, "S", "asset.gone", "gone.zip")
    return "asset.gone is missing"


def lose_stacks(assembly: Path) -> str:
    (assembly / "manifest.json").write_text("{}")
    return "There is no stack in the cloud assembly"


def tie_a_knot(assembly: Path) -> str:
    manifest = json.loads((assembly / "manifest.json").read_text())
    manifest["artifacts"]["S"]["dependencies"] = ["S"]
    (assembly / "manifest.json").write_text(json.dumps(manifest))
    return "in a circle"


@pytest.mark.parametrize(
    "damage",
    [
        break_manifest,
        lose_template,
        break_template,
        empty_template,
        refer_to_nobody,
        lose_asset,
        lose_stacks,
        tie_a_knot,
    ],
)
def test_a_broken_assembly_says_what_is_broken(damage: object, tmp_path: Path) -> None:
    assembly = write_assembly(tmp_path, {"S": TEMPLATE})
    assert callable(damage)
    expected = damage(assembly)
    with pytest.raises(LocalError) as raised:
        read_assembly(assembly)
    assert expected in raised.value.message


def test_an_archive_depends_on_names_and_content_alone(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder / "sub").mkdir(parents=True)
    (tmp_path / "a" / "x").write_text("1")
    (tmp_path / "a" / "sub" / "y").write_text("2")
    (tmp_path / "b" / "sub" / "y").write_text("2")
    (tmp_path / "b" / "x").write_text("1")
    for folder in ("a", "b"):
        write_zip(tmp_path / f"{folder}.zip", folder_files(tmp_path / folder))
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
