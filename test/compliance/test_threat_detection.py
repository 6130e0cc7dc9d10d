from typing import Any

import pytest
from harness import default_template, new_stack, only, resources, synth, template_of, threats

from cloud_constructs import FindingSeverity, ProtectionPlan, SecurityStandard, ThreatDetection, Watcher

DETECTOR, HUB, STANDARD = "AWS::GuardDuty::Detector", "AWS::SecurityHub::Hub", "AWS::SecurityHub::Standard"
ANALYZER, RULE = "AWS::AccessAnalyzer::Analyzer", "AWS::Events::Rule"
EVERYTHING = "ThreatDetection with everything"


def rules(template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the rules by the service whose findings they tell of."""
    found = (body["Properties"] for body in resources(template, RULE).values())
    return {rule["EventPattern"]["source"][0]: rule for rule in found}


def test_guardduty_looks_at_all_that_it_can() -> None:  # CV-6
    detector = only(default_template("ThreatDetection"), DETECTOR)

    assert detector["Enable"] is True
    assert {feature["Name"] for feature in detector["Features"]} == set(ProtectionPlan)
    assert {feature["Status"] for feature in detector["Features"]} == {"ENABLED"}
    (runtime,) = (each for each in detector["Features"] if each["Name"] == "RUNTIME_MONITORING")
    assert [agent["Status"] for agent in runtime["AdditionalConfiguration"]] == ["ENABLED"] * 3


def test_security_hub_evaluates_the_standards_that_are_named_and_no_others() -> None:  # CV-6
    template = default_template("ThreatDetection")
    (hub_id,) = resources(template, HUB)
    standards = resources(template, STANDARD).values()

    assert only(template, HUB)["EnableDefaultStandards"] is False
    assert all(hub_id in each["DependsOn"] for each in standards)
    arns = [str(each["Properties"]["StandardsArn"]) for each in standards]
    assert sum("cis-aws-foundations-benchmark/v/5.0.0" in arn for arn in arns) == 1
    assert all(":securityhub:eu-west-1::standards/" in arn for arn in arns)
    assert len(resources(default_template(EVERYTHING), STANDARD)) == len(SecurityStandard)


def test_somebody_is_told_of_bad_findings_and_what_is_lost_is_kept() -> None:  # CV-6
    template = default_template("ThreatDetection")
    told = rules(template)

    assert told["aws.guardduty"]["EventPattern"]["detail"] == {"severity": [{"numeric": [">=", 7]}]}
    found = told["aws.securityhub"]["EventPattern"]["detail"]["findings"]
    assert found["Severity"] == {"Label": ["HIGH", "CRITICAL"]}
    # GuardDuty's own are told once.
    assert found["ProductName"] == [{"anything-but": ["GuardDuty"]}]
    assert set(told) == {"aws.guardduty", "aws.securityhub", "aws.access-analyzer"}
    queues = set()
    for rule in told.values():
        (target,) = rule["Targets"]
        assert target["Arn"] == {"Ref": next(iter(resources(template, "AWS::SNS::Topic")))}
        queues.add(str(target["DeadLetterConfig"]["Arn"]))
    assert len(queues) == 3


@pytest.mark.parametrize(
    ("severity", "number", "labels"),
    [
        (FindingSeverity.LOW, 1, ["LOW", "MEDIUM", "HIGH", "CRITICAL"]),
        (FindingSeverity.MEDIUM, 4, ["MEDIUM", "HIGH", "CRITICAL"]),
        (FindingSeverity.CRITICAL, 9, ["CRITICAL"]),
    ],
)
def test_both_scales_of_severity_say_the_same(
    severity: FindingSeverity, number: int, labels: list[str]
) -> None:
    assert (severity.of_guardduty, severity.and_worse) == (number, labels)


def test_each_sentence_has_its_fields() -> None:
    for rule in rules(default_template("ThreatDetection")).values():
        transformer = rule["Targets"][0]["InputTransformer"]
        for name in transformer["InputPathsMap"]:
            assert f"<{name}>" in transformer["InputTemplate"]


@pytest.mark.parametrize(
    ("watcher", "kind"),
    [
        (Watcher.GUARDDUTY, DETECTOR),
        (Watcher.SECURITY_HUB, HUB),
        (Watcher.ACCESS_ANALYZER, ANALYZER),
    ],
)
def test_what_the_account_has_is_left_alone_and_told_of_all_the_same(watcher: Watcher, kind: str) -> None:
    template = synth(lambda stack: threats(stack, existing=[watcher]))

    assert resources(template, kind) == {}
    assert len(rules(template)) == 3


def test_the_standards_of_an_existing_hub_are_left_alone() -> None:
    template = synth(lambda stack: threats(stack, existing=[Watcher.SECURITY_HUB], standards=[]))

    assert resources(template, STANDARD) == {}


def test_what_was_made_can_be_reached() -> None:
    stack = new_stack()
    made: ThreatDetection = threats(stack)

    assert made.detector is not None
    assert made.hub is not None
    assert made.analyzer is not None
    assert set(made.notices) == set(Watcher)
    assert template_of(stack)
