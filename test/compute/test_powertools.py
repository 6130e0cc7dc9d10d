from typing import Any

import pytest
from harness import function, new_stack, only, synth, template_of

from cloud_constructs import ArgumentError, EnhancedLambda, Guardrails
from cloud_constructs.guardrails import findings

FUNCTION = "AWS::Lambda::Function"


def function_of(template: dict[str, Any]) -> dict[str, Any]:
    return only(template, FUNCTION)


def test_the_layer_is_that_of_the_region_by_version() -> None:
    template = synth(lambda stack: function(stack, powertools="3.23.0"))

    (layer,) = function_of(template)["Layers"]
    assert template["Parameters"][layer["Ref"]] == {
        "Type": "AWS::SSM::Parameter::Value<String>",
        "Default": "/aws/service/powertools/python/arm64/python3.14/3.23.0",
    }


@pytest.mark.parametrize(("stage", "level"), [("dev", "DEBUG"), ("staging", "INFO"), ("prod", "INFO")])
def test_service_and_level_follow_from_id_and_stage(stage: str, level: str) -> None:
    made = function_of(synth(lambda stack: function(stack, powertools="3.23.0"), {"stage": stage}))

    assert made["Environment"]["Variables"] == {
        "POWERTOOLS_SERVICE_NAME": "Function",
        "POWERTOOLS_LOG_LEVEL": level,
    }
    assert made["LoggingConfig"]["ApplicationLogLevel"] == level


def test_variables_of_the_user_win() -> None:
    variables = {"POWERTOOLS_SERVICE_NAME": "shop"}
    made = function_of(synth(lambda stack: function(stack, powertools="3.23.0", environment=variables)))

    assert made["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"] == "shop"


def test_functions_of_a_stack_share_the_parameter() -> None:
    stack = new_stack()
    for id in ("One", "Two"):
        function(stack, id, powertools="3.23.0")

    stored = [
        one
        for one in template_of(stack)["Parameters"].values()
        if "SSM" in one["Type"] and "powertools" in one["Default"]
    ]
    assert len(stored) == 1


@pytest.mark.parametrize("version", ["latest", "3", "3.23", "v3.23.0"])
def test_a_version_that_names_no_release_is_refused(version: str) -> None:
    with pytest.raises(ArgumentError, match=r"powertools is .*such as 3\.23\.0"):
        function(new_stack(), powertools=version)


def test_it_stays_clean() -> None:
    stack = new_stack()
    assert isinstance(function(stack, powertools="3.23.0"), EnhancedLambda)
    guardrails = Guardrails.of(stack.node.root)
    guardrails.enforce()

    assert findings(guardrails.synth().directory) == []
