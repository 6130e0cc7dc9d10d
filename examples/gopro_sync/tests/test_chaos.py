"""The experiments of AWS FIS: where there are some, what ends them, and that each has a twin on a laptop."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from gopro_sync import GoProSync
from trials.faults import CASES

from cloud_constructs import ArgumentError

PAGE = Path(__file__).parents[1] / "docs" / "chaos.md"
ENV = cdk.Environment(account="123456789012", region="eu-west-1")
ON_FUNCTIONS = {
    *("AuthenticatorFails", "ListerFails", "DownloaderFails", "DownloaderIsSlow", "DownloaderTimesOut"),
}
ON_THE_NETWORK = {"NoTracker", "NoBucket", "NoCredentials", "NoProvider"}


@cache
def template(stage: str) -> dict[str, Any]:
    app = cdk.App(context={"stage": stage})
    GoProSync(app, "GoProSync", env=ENV)
    return app.synth().get_stack_by_name("GoProSync").template["Resources"]


def experiments(stage: str) -> dict[str, dict[str, Any]]:
    made = [
        body["Properties"]
        for body in template(stage).values()
        if body["Type"] == "AWS::FIS::ExperimentTemplate"
    ]
    return {body["Tags"]["Name"]: body for body in made}


def test_production_is_not_broken_on_purpose() -> None:  # GS-17
    assert experiments("prod") == {}
    assert "AWS_FIS" not in str(template("prod"))
    with pytest.raises(ArgumentError, match=r"experiments would break production.*in_production=Waiver"):
        GoProSync(cdk.App(context={"stage": "prod", "chaos": "on"}), "GoProSync", env=ENV)


def test_development_breaks_functions_and_staging_the_network_too() -> None:  # GS-17
    assert experiments("dev").keys() == ON_FUNCTIONS
    assert experiments("staging").keys() == ON_FUNCTIONS | ON_THE_NETWORK


@pytest.mark.parametrize("name", sorted(ON_FUNCTIONS | ON_THE_NETWORK))
def test_an_experiment_ends_when_something_is_lost_for_good(name: str) -> None:  # GS-17
    conditions = experiments("staging")[name]["StopConditions"]

    assert {condition["Source"] for condition in conditions} == {"aws:cloudwatch:alarm"}
    alarms = [template("staging")[each["Value"]["Fn::GetAtt"][0]]["Properties"] for each in conditions]
    assert {alarm["MetricName"] for alarm in alarms} == {"ItemsFailed", "ExecutionsFailed"}


def test_what_fis_breaks_is_what_the_specification_names() -> None:  # GS-17
    broken = {
        (action["ActionId"], action["Parameters"].get("scope"))
        for body in experiments("staging").values()
        for action in body["Actions"].values()
    }

    assert broken == {
        ("aws:lambda:invocation-error", None),
        ("aws:lambda:invocation-add-delay", None),
        ("aws:network:disrupt-connectivity", "dynamodb"),
        ("aws:network:disrupt-connectivity", "s3"),
        ("aws:network:disrupt-connectivity", "vpc"),
        ("aws:network:disrupt-vpc-endpoint", None),
    }


def test_the_page_has_each_experiment_with_twins_that_there_are() -> None:  # GS-17
    rows = re.findall(r"^\| (\w+) \|.*\| ([^|]+) \|$", PAGE.read_text(), re.MULTILINE)
    twins = {name: re.findall(r"`(.+?)`", listed) for name, listed in rows if "`" in listed}

    assert twins.keys() == ON_FUNCTIONS | ON_THE_NETWORK
    assert {twin for listed in twins.values() for twin in listed} - CASES.keys() == set()
