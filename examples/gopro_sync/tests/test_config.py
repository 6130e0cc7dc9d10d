"""The settings of each stage, and what the command line may change of them."""

from dataclasses import replace
from pathlib import Path

import aws_cdk as cdk
import pytest
from gopro_sync import Config, GoProSync
from gopro_sync.config import MAX_PART_SIZE, MIN_PART_SIZE, PROVIDERS, STAGES
from media_sync import parts

from cloud_constructs import ArgumentError, StackError
from cloud_constructs.testing import assert_settings_page

PAGE = Path(__file__).parents[1] / "docs" / "stages.md"


def config(**context: str) -> Config:
    return Config.of(cdk.App(context=context))


@pytest.mark.parametrize("stage", ["dev", "staging", "prod"])
def test_the_context_names_the_stage(stage: str) -> None:  # GS-14
    assert config(stage=stage).profile.name == stage


def test_without_a_stage_it_is_production() -> None:  # GS-14
    assert config() == STAGES["prod"]


def test_an_unknown_stage_is_refused_with_the_valid_ones() -> None:  # GS-14
    with pytest.raises(StackError, match=r"no stage named 'qa'.*choose one of dev, staging, prod"):
        GoProSync(cdk.App(context={"stage": "qa"}), "GoProSync")


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("providers", "gopro,gremlin", r"providers is 'gremlin'.*one of gopro, google-drive"),
        ("providers", "", r"providers is ''.*one of gopro, google-drive"),
        ("providers", "gopro,gopro", r"providers is 'gopro,gopro'.*each provider once"),
        ("vpc", "maybe", r"vpc is 'maybe'.*one of on, off"),
        ("chaos", "some", r"chaos is 'some'.*one of on, off"),
        ("hour", "24", r"hour is '24'.*from 0 to 23"),
        ("mode", "turbo", r"mode is 'turbo'.*one of map, distributed"),
        ("concurrency", "many", r"concurrency is 'many'.*a whole number"),
        ("concurrency", "41", r"concurrency is '41'.*from 1 to 40"),
        ("part_size_bytes", "1000", r"part_size_bytes is '1000'.*from 5242880 to 134217728"),
        ("operators", "nobody", r"Alerts.*nobody"),
    ],
)
def test_a_value_that_cannot_work_is_refused_with_those_that_can(
    key: str, value: str, problem: str
) -> None:  # GS-14
    with pytest.raises(ArgumentError, match=problem):
        GoProSync(cdk.App(context={key: value}), "GoProSync", env=cdk.Environment(region="eu-west-1"))


def test_the_context_changes_single_settings() -> None:  # GS-14
    changed = config(
        stage="dev",
        vpc="on",
        mode="distributed",
        concurrency="200",
        part_size_bytes=str(MIN_PART_SIZE),
        operators="a@example.com, b@example.com",
    )

    assert changed.profile == STAGES["dev"].profile
    assert (STAGES["dev"].vpc, changed.vpc) == (False, True)
    assert (changed.concurrency, changed.part_size_bytes) == (200, MIN_PART_SIZE)
    assert changed.spread.distribution is not None
    assert changed.operators == ("a@example.com", "b@example.com")


def test_providers_begin_half_an_hour_apart() -> None:  # GS-9
    both = replace(STAGES["prod"], providers=PROVIDERS)
    schedules = [both.schedule(provider) for provider in PROVIDERS]

    assert schedules[0].expression_string == "cron(0 2 * * ? *)"
    assert len({schedule.expression_string for schedule in schedules}) == len(PROVIDERS)


def test_the_functions_take_the_part_sizes_that_a_deployment_may_choose() -> None:  # GS-7
    assert (MIN_PART_SIZE, MAX_PART_SIZE) == (parts.MIN_PART_SIZE, parts.MAX_PART_SIZE)


def test_the_page_has_each_stage_and_each_key() -> None:  # GS-14
    assert_settings_page(PAGE.read_text(), STAGES)
