from dataclasses import replace

import aws_cdk as cdk
import pytest
from harness import default_template, new_stack, only, resources, synth, table

from cloud_constructs import StackError, StageProfile


def test_without_a_context_it_is_production() -> None:
    assert StageProfile.of(new_stack()).name == "prod"


@pytest.mark.parametrize("name", ["dev", "staging", "prod"])
def test_the_context_names_the_stage(name: str) -> None:
    assert StageProfile.of(new_stack({"stage": name})).name == name


def test_an_unknown_stage_is_refused_with_the_valid_ones() -> None:
    with pytest.raises(StackError, match=r"no stage named 'qa'.*dev, staging, prod"):
        StageProfile.of(new_stack({"stage": "qa"}))


def test_production_keeps_data_and_development_does_not() -> None:
    production = resources(default_template("SecureTable"), "AWS::DynamoDB::GlobalTable")
    development = resources(synth(table, {"stage": "dev"}), "AWS::DynamoDB::GlobalTable")

    assert [body["DeletionPolicy"] for body in production.values()] == ["Retain"]
    assert [body["DeletionPolicy"] for body in development.values()] == ["Delete"]


def test_protections_are_the_same_in_every_stage() -> None:
    for stage in ("dev", "prod"):
        (replica,) = only(synth(table, {"stage": stage}), "AWS::DynamoDB::GlobalTable")["Replicas"]

        assert replica["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
        assert "KMSMasterKeyId" in replica["SSESpecification"]


def test_a_profile_may_be_passed_in() -> None:
    profile = StageProfile(
        name="demo", log_retention_days=1, recovery_days=1, backup_days=1, keeps_data=False
    )

    assert profile.removal_policy is cdk.RemovalPolicy.DESTROY


def test_a_profile_may_be_applied_to_a_whole_stack() -> None:
    stack = new_stack({"stage": "dev"})
    profile = replace(StageProfile.named("dev"), log_retention_days=30)

    profile.apply(stack)

    assert StageProfile.of(stack) is profile


def test_a_profile_that_comes_too_late_is_refused() -> None:
    stack = new_stack({"stage": "dev"})
    assert StageProfile.of(stack).name == "dev"

    with pytest.raises(StackError, match=r"followed the stage 'dev' already.*before the first construct"):
        StageProfile.named("prod").apply(stack)
