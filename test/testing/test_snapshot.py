"""A snapshot holds what a reviewer has to see, and nothing that changes by itself."""

import json
from typing import Any

from cloud_constructs.testing._snapshot import readable

ONE, TWO = "1" * 64, "a2" * 32


def template(**resources: Any) -> dict[str, Any]:
    return {
        "Parameters": {"BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>"}},
        "Rules": {"CheckBootstrapVersion": {}},
        "Conditions": {"CDKMetadataAvailable": {}, "IsLarge": {}},
        "Resources": {"CDKMetadata": {"Type": "AWS::CDK::Metadata"}, **resources},
    }


def function(hash: str) -> dict[str, Any]:
    metadata = {"aws:cdk:path": "Shop/Fn/Resource", "aws:asset:path": f"asset.{hash}", "cfn-lint": {}}
    return {
        "Type": "AWS::Lambda::Function",
        "Properties": {"Code": {"S3Key": f"{hash}.zip"}},
        "Metadata": metadata,
    }


def test_bootstrap_noise_is_dropped_and_the_rest_kept() -> None:
    kept = json.loads(readable(template(FnB3295034=function(ONE))))

    assert kept == {
        "Conditions": {"IsLarge": {}},
        "Resources": {
            "FnB3295034": {
                "Type": "AWS::Lambda::Function",
                "Properties": {"Code": {"S3Key": "<asset 1>.zip"}},
                "Metadata": {"cfn-lint": {}},
            }
        },
    }


def test_assets_are_told_apart() -> None:
    text = readable(template(A=function(TWO), B=function(ONE), C=function(TWO)))

    assert [line.split('"')[3] for line in text.splitlines() if "S3Key" in line] == [
        "<asset 1>.zip",
        "<asset 2>.zip",
        "<asset 1>.zip",
    ]


def test_another_hash_is_the_same_snapshot_and_another_id_is_not() -> None:
    before = readable(template(Fn=function(ONE)))

    assert readable(template(Fn=function(TWO))) == before
    assert readable(template(Gn=function(ONE))) != before


def test_what_is_no_hash_of_an_asset_stays() -> None:
    digest = "f" * 65

    assert digest in readable(template(Fn={"Type": "AWS::SSM::Parameter", "Properties": {"Value": digest}}))


def test_templates_of_several_stacks_are_one_snapshot() -> None:
    text = readable({"Shop": template(Fn=function(ONE)), "Prod/Shop": template(Fn=function(ONE))})

    assert set(json.loads(text)) == {"Shop", "Prod/Shop"}
    assert "CDKMetadata" not in text
