from dataclasses import dataclass
from typing import Any

import aws_cdk as cdk
import pytest

from cloud_constructs import ArgumentError, SettingError, StackError, StageProfile, settings_of


@dataclass(frozen=True, kw_only=True)
class Settings:
    profile: StageProfile
    vpc: bool = True
    link_days: int = 7
    operators: tuple[str, ...] = ("operators@example.com",)
    domain: str | None = None
    area: range = range(1)


STAGES = {
    "dev": Settings(profile=StageProfile.named("dev"), vpc=False),
    "prod": Settings(profile=StageProfile.named("prod")),
}


def settings(**context: Any) -> Settings:
    return settings_of(cdk.App(context=context), STAGES)


def test_without_a_stage_production_is_meant() -> None:
    assert settings() == STAGES["prod"]
    assert settings(stage="dev") == STAGES["dev"]


def test_values_are_read_as_their_fields_say() -> None:
    changed = settings(
        stage="dev", vpc="on", link_days="3", operators="a@example.com, b@example.com", domain="example.com"
    )

    assert changed == Settings(
        profile=STAGES["dev"].profile,
        vpc=True,
        link_days=3,
        operators=("a@example.com", "b@example.com"),
        domain="example.com",
    )


def test_cdk_json_may_have_them_as_json_does() -> None:
    changed = settings(vpc=False, link_days=3, operators=["a@example.com"])

    assert (changed.vpc, changed.link_days, changed.operators) == (False, 3, ("a@example.com",))


def test_null_in_cdk_json_is_nothing() -> None:
    assert settings(stage=None, vpc=None, domain=None) == STAGES["prod"]


def test_a_field_of_another_type_is_read_by_its_own_reader_or_not_at_all() -> None:
    app = cdk.App(context={"area": "4"})

    assert settings_of(app, STAGES) == STAGES["prod"]
    assert settings_of(app, STAGES, readers={"area": lambda _, value: range(int(str(value)))}).area == range(
        4
    )


@pytest.mark.parametrize(
    ("context", "problem"),
    [
        ({"vpc": "maybe"}, r"vpc is 'maybe'.*give one of on, off, for example with `-c vpc=...`"),
        ({"vpc": 1}, "vpc is '1'.*one of on, off"),
        ({"vpc": ["on"]}, "vpc is .*one of on, off"),
        ({"link_days": {"dev": 3}}, "link_days is .*a whole number"),
        ({"link_days": "many"}, "link_days is 'many'.*a whole number"),
        ({"link_days": True}, "link_days is 'True'.*a whole number"),
        ({"link_days": "-1"}, "link_days is '-1'.*a whole number"),
    ],
)
def test_a_value_that_is_none_of_its_field_is_refused(context: dict[str, Any], problem: str) -> None:
    with pytest.raises(SettingError, match=problem):
        settings(**context)


def test_a_stage_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(StackError, match=r"no stage named 'qa'.*choose one of dev, prod, .*`-c stage=dev`"):
        settings(stage="qa")


@pytest.mark.parametrize(("slip", "meant"), [("link_day", "link_days"), ("stages", "stage")])
def test_a_slip_is_no_deployment_with_other_settings(slip: str, meant: str) -> None:
    with pytest.raises(ArgumentError, match=f"there is no setting '{slip}'.*call it `{meant}`"):
        settings(**{slip: "dev"})


def test_other_keys_are_none_of_its_business() -> None:
    other = {"delivery": {}, "@aws-cdk/core:domains": True, "availability-zones:account=1": ["eu-west-1a"]}

    assert settings_of(cdk.App(context=other), STAGES) == STAGES["prod"]
