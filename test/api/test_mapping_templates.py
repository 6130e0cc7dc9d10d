import json
import re
from http import HTTPStatus
from typing import Any

import pytest
from harness import rest_api, route, synth
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_constructs import MappingTemplates

TEMPLATES = MappingTemplates(
    request="""{"id": "$input.params('id')"}""", errors={"Unknown: .*": 404, "Locked|Busy": 409}
)


def method() -> dict[str, Any]:
    methods = synth(lambda stack: route(stack, api=rest_api(stack), templates=TEMPLATES))["Resources"]
    (body,) = (
        body["Properties"]
        for id, body in methods.items()
        if id.startswith("Route") and "HttpMethod" in body["Properties"]
    )
    return body


METHOD = method()
ANSWERS: list[dict[str, Any]] = METHOD["Integration"]["IntegrationResponses"]


def status_of(message: str) -> list[str]:
    """Return every status that API Gateway might choose for an exception: there has to be one."""
    failures = [answer for answer in ANSWERS if "SelectionPattern" in answer]
    return [answer["StatusCode"] for answer in failures if re.fullmatch(answer["SelectionPattern"], message)]


def test_the_function_gets_what_the_template_says_and_nothing_else_passes() -> None:  # CV-3
    integration = METHOD["Integration"]

    assert integration["Type"] == "AWS"
    assert integration["RequestTemplates"] == {"application/json": TEMPLATES.request}
    assert integration["PassthroughBehavior"] == "NEVER"
    assert ANSWERS[0]["StatusCode"] == "200"


@pytest.mark.parametrize(
    ("message", "status"),
    [("Unknown: 7", "404"), ("Busy", "409"), ("Locked", "409"), ("Busy now", "500"), ("line\nline", "500")],
)
def test_an_exception_has_the_status_of_its_message(message: str, status: str) -> None:  # CV-3
    assert status_of(message) == [status]


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(st.text(min_size=1) | st.text("Unkow: LockedBusy|", min_size=1))
def test_every_exception_has_one_status(message: str) -> None:
    assert len(status_of(message)) == 1


def test_an_expected_exception_is_told_as_a_problem_and_another_keeps_its_words() -> None:  # CV-3
    declared = {answer["StatusCode"] for answer in METHOD["MethodResponses"]}
    assert declared == {answer["StatusCode"] for answer in ANSWERS} == {"200", "404", "409", "500"}
    for answer in ANSWERS[1:]:
        status = HTTPStatus(int(answer["StatusCode"]))
        header = answer["ResponseParameters"]["method.response.header.Content-Type"]
        template = answer["ResponseTemplates"]["application/json"]
        assert header == "'application/problem+json'"
        assert ("$input" in template) is (status != HTTPStatus.INTERNAL_SERVER_ERROR)
        problem = json.loads(re.sub(r"\$util.*\)", "told", template))
        assert problem["title"] == status.phrase
        assert problem["status"] == status


def test_without_expected_exceptions_each_is_unexpected() -> None:
    *_, unexpected = MappingTemplates(request="{}").integration_options(200)["integration_responses"]

    assert re.fullmatch(unexpected["selectionPattern"], "Unknown: 7\nmore")
