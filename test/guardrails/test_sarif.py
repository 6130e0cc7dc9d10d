"""The SARIF log keeps to the standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.

No package that we install carries the official schema, and its licence is unclear: so each object is held to
the properties that the standard gives it, as far as we write them.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import aws_cdk as cdk
import pytest
from aws_cdk import aws_sqs as sqs
from harness import ENV

from cloud_constructs import acknowledge
from cloud_constructs.guardrails import check
from cloud_constructs.guardrails._assembly import Assembly
from cloud_constructs.guardrails._sarif import as_sarif

REASON = "Orders are read again from the shop's own ledger"
MULTIFORMAT = {"text!": str}
# The properties of each object with their types; those with an exclamation mark are required.
LOCATION = {
    "logicalLocations": [{"fullyQualifiedName": str, "kind": str}],
    "physicalLocation": {
        "artifactLocation": {"uri": str, "uriBaseId": str},
        "region": {"startLine": int},
    },
}
RULE = {
    "id!": str,
    "shortDescription": MULTIFORMAT,
    "fullDescription": MULTIFORMAT,
    "defaultConfiguration": {"level": str},
    "properties": {"tags": [str]},
}
RESULT = {
    "ruleId": str,
    "ruleIndex": int,
    "level": str,
    "message!": {"text": str},
    "locations": [LOCATION],
    "partialFingerprints": {"constructAndRule/v1": str},
    "suppressions": [{"kind!": str, "justification": str}],
}
LOG = {
    "$schema": str,
    "version!": str,
    "runs!": [
        {
            "tool!": {"driver!": {"name!": str, "semanticVersion": str, "rules": [RULE]}},
            "originalUriBaseIds": {"ASSEMBLY": {"description": {"text": str}}},
            "results": [RESULT],
            "columnKind": str,
        }
    ],
}


def violations(value: Any, expected: Any, path: str = "$") -> Iterator[str]:
    """Yield where a value is not of the form that is expected."""
    if isinstance(expected, type):
        if type(value) is not expected:
            yield f"{path} is no {expected.__name__}"
    elif isinstance(expected, list):
        for number, entry in enumerate(value):
            yield from violations(entry, expected[0], f"{path}[{number}]")
    else:
        forms = {name.rstrip("!"): form for name, form in expected.items()}
        for name in expected:
            if name.endswith("!") and name[:-1] not in value:
                yield f"{path} has no {name[:-1]}"
        for name, entry in value.items():
            if name not in forms:
                yield f"{path}.{name} is unknown"
            else:
                yield from violations(entry, forms[name], f"{path}.{name}")


@pytest.fixture(scope="module")
def assembly(tmp_path_factory: pytest.TempPathFactory) -> Assembly:
    app = cdk.App(outdir=str(tmp_path_factory.mktemp("sarif") / "cdk.out"))
    stack = cdk.Stack(app, "Shop", env=ENV)
    acknowledge(sqs.Queue(stack, "Plain"), "SQSQueueDLQ", REASON)
    acknowledge(stack, "SQSRedrivePolicy", REASON)
    sqs.Queue(cdk.Stack(cdk.Stage(app, "Prod", env=ENV), "Shop"), "Staged")
    app.synth()
    return Assembly(app.outdir)


@pytest.fixture(scope="module")
def log(assembly: Assembly) -> dict[str, Any]:
    return json.loads(json.dumps(as_sarif(assembly, check(assembly.folder))))


def test_the_log_has_the_form_of_the_standard(log: dict[str, Any]) -> None:
    assert list(violations(log, LOG)) == []
    assert log["version"] == "2.1.0"


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"version": "2.1.0"}, "$ has no runs"),
        ({"version": "2.1.0", "runs": [], "rnus": []}, "$.rnus is unknown"),
        ({"version": 2, "runs": []}, "$.version is no str"),
        ({"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]}, "$.runs[0].tool.driver has no name"),
    ],
)
def test_the_check_of_the_form_bites(broken: dict[str, Any], said: str) -> None:
    assert said in list(violations(broken, LOG))


def test_words_are_those_that_the_standard_knows(log: dict[str, Any]) -> None:
    (run,) = log["runs"]

    assert run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}
    for result in run["results"]:
        assert result["level"] in {"none", "note", "warning", "error"}
        assert {suppression["kind"] for suppression in result["suppressions"]} <= {"inSource", "external"}


def test_results_point_at_their_rules(log: dict[str, Any]) -> None:
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]

    assert len(set(rules)) == len(rules)
    assert {rules[result["ruleIndex"]] for result in run["results"]} == set(rules)
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])


def test_a_waived_finding_is_a_suppressed_result(log: dict[str, Any]) -> None:
    suppressed = {
        (result["ruleId"], suppression["justification"])
        for result in log["runs"][0]["results"]
        for suppression in result["suppressions"]
    }

    assert ("AwsSolutions-SQS3", REASON) in suppressed


def test_a_result_points_at_the_line_of_its_resource(log: dict[str, Any], assembly: Assembly) -> None:
    ids = {resource.path: resource.id for resource in assembly.resources()}
    located = 0
    for result in log["runs"][0]["results"]:
        (location,) = result["locations"]
        (construct,) = location["logicalLocations"]
        if construct["fullyQualifiedName"] in ids:
            physical = location["physicalLocation"]
            assert physical["artifactLocation"]["uriBaseId"] in log["runs"][0]["originalUriBaseIds"]
            file = assembly.folder / unquote(physical["artifactLocation"]["uri"])
            line = file.read_text().splitlines()[physical["region"]["startLine"] - 1]
            assert line == f'  "{ids[construct["fullyQualifiedName"]]}": {{'
            located += 1

    assert located >= 8


def test_a_finding_about_no_resource_points_at_the_template_of_its_stack(
    log: dict[str, Any], assembly: Assembly
) -> None:
    (result,) = (result for result in log["runs"][0]["results"] if result["ruleId"] == "CC-ACK3")
    (location,) = result["locations"]

    assert location["logicalLocations"][0]["fullyQualifiedName"] == "Shop"
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "Shop.template.json"


def test_fingerprints_tell_results_apart(log: dict[str, Any]) -> None:
    prints = [result["partialFingerprints"]["constructAndRule/v1"] for result in log["runs"][0]["results"]]

    assert len(set(prints)) == len(prints)
