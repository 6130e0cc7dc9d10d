"""What a picture shows: the parts that matter, and what really flows."""

import json
from pathlib import Path

import pytest
from guardrails.assemblies import write_assembly

from cloud_constructs.core import ArgumentError
from cloud_constructs.diagram import Architecture


def flows(drawn: Architecture) -> dict[tuple[str, str], str]:
    name = {part.path: part.name for part in drawn.parts} | {stack.path: stack.path for stack in drawn.stacks}
    return {(name[flow.source], name[flow.target]): ", ".join(sorted(flow.verbs)) for flow in drawn.flows}


def test_what_flows_is_read_from_wires_and_roles(assembly: Path) -> None:
    assert flows(Architecture.of(assembly)) == {
        ("Uploads", "Processor"): "calls",
        ("Nightly", "CleanUp"): "calls",
        ("Mails", "Mailer"): "calls",
        ("Files", "Mailer"): "calls",
        ("Processor", "Uploads"): "reads",
        ("Processor", "Files"): "writes",
        ("Processor", "Mails"): "calls",
        ("CleanUp", "Copy"): "writes",
        ("Reader", "Uploads"): "reads",
    }


def test_stacks_stand_in_the_order_of_deployment(assembly: Path) -> None:
    order = [stack.path for stack in Architecture.of(assembly).stacks]

    assert order.index("Data") < order.index("Functions") < order.index("Watch")
    assert order.index("Functions") < order.index("Standby")


def test_what_only_serves_others_is_counted_and_has_no_box(assembly: Path) -> None:
    drawn = Architecture.of(assembly)
    rest = {stack.path: stack.rest for stack in drawn.stacks}

    assert {part.name for part in drawn.parts}.isdisjoint({"Logs", "Dead", "Key"})
    assert not [part for part in drawn.parts if "CustomResource" in part.path or "Handler" in part.path]
    assert set(rest["Data"]) == {"1 key", "1 log bucket", "1 failure queue"}
    assert rest["Watch"] == ("1 alarm",)


def test_everything_has_a_box_when_it_is_asked_for(assembly: Path) -> None:
    drawn = Architecture.of(assembly, everything=True)

    assert {"Logs", "Dead", "Key"} <= {part.name for part in drawn.parts}
    assert ("Processor", "Key") in flows(drawn)


def test_a_queue_of_failures_that_somebody_handles_is_drawn(tmp_path: Path) -> None:
    failures = {"Fn::GetAtt": ["Failures", "Arn"]}
    template = {
        "Resources": {
            "Failures": {"Type": "AWS::SQS::Queue"},
            "Last": {"Type": "AWS::SQS::Queue"},
            "Work": {
                "Type": "AWS::SQS::Queue",
                "Properties": {"RedrivePolicy": {"deadLetterTargetArn": failures}},
            },
            "Mender": {"Type": "AWS::Lambda::Function"},
        }
    }
    write_assembly(tmp_path, template)
    assert [part.name for part in Architecture.of(tmp_path).parts] == ["Last", "Work", "Mender"]

    template["Resources"]["Handled"] = {
        "Type": "AWS::Lambda::EventSourceMapping",
        "Properties": {
            "EventSourceArn": failures,
            "FunctionName": {"Ref": "Mender"},
            "DestinationConfig": {"OnFailure": {"Destination": {"Fn::GetAtt": ["Last", "Arn"]}}},
        },
    }
    write_assembly(tmp_path, template)
    drawn = Architecture.of(tmp_path)
    assert flows(drawn) == {("Failures", "Mender"): "calls"}
    assert "Last" not in [part.name for part in drawn.parts]


def test_a_permission_that_is_denied_is_no_flow(tmp_path: Path) -> None:
    def assembly(effect: str) -> Path:
        statement = {
            "Effect": effect,
            "Action": "s3:PutObject",
            "Resource": {"Fn::GetAtt": ["Bucket", "Arn"]},
        }
        policy = {"PolicyName": "own", "PolicyDocument": {"Statement": [statement]}}
        role = {"Type": "AWS::IAM::Role", "Properties": {"Policies": [policy]}}
        function = {"Type": "AWS::Lambda::Function", "Properties": {"Role": {"Fn::GetAtt": ["Role", "Arn"]}}}
        resources = {"Role": role, "Function": function, "Bucket": {"Type": "AWS::S3::Bucket"}}
        return write_assembly(tmp_path, {"Resources": resources})

    assert flows(Architecture.of(assembly("Allow"))) == {("Function", "Bucket"): "writes"}
    assert flows(Architecture.of(assembly("Deny"))) == {}


def test_an_output_that_another_stack_reads_leads_to_what_is_behind_it(tmp_path: Path) -> None:
    output = {"Fn::GetStackOutput": {"StackName": "Stack0", "OutputName": "Topic"}}
    folder = write_assembly(
        tmp_path,
        {
            "Resources": {"News": {"Type": "AWS::SNS::Topic"}},
            "Outputs": {"Topic": {"Value": {"Ref": "News"}}},
        },
        {
            "Resources": {
                "Reader": {"Type": "AWS::Lambda::Function"},
                "Subscription": {
                    "Type": "AWS::SNS::Subscription",
                    "Properties": {"TopicArn": output, "Endpoint": {"Fn::GetAtt": ["Reader", "Arn"]}},
                },
            }
        },
    )

    assert flows(Architecture.of(folder)) == {("News", "Reader"): "calls"}


def test_of_some_stacks_nothing_else_is_shown(assembly: Path) -> None:
    drawn = Architecture.of(assembly, stacks=["Functions"])

    assert [stack.path for stack in drawn.stacks] == ["Functions"]
    assert ("Uploads", "Processor") in flows(drawn)
    assert ("Processor", "Files") not in flows(drawn)


def test_an_unknown_stack_is_an_error_that_names_the_others(assembly: Path) -> None:
    with pytest.raises(ArgumentError, match=r"no stack Front.*choose from Data, Functions, Standby, Watch"):
        Architecture.of(assembly, stacks=["Front"])


def test_by_stack_every_two_stacks_have_one_flow(assembly: Path) -> None:
    drawn = Architecture.of(assembly).by_stack()
    counts = {(flow.source, flow.target): flow.count for flow in drawn.flows}

    assert counts == {
        ("Data", "Functions"): 2,
        ("Functions", "Data"): 2,
        ("Functions", "Standby"): 1,
        ("Standby", "Functions"): 1,
    }
    assert flows(drawn)["Functions", "Data"] == "calls, writes"
    held = {stack.path: stack.rest for stack in drawn.stacks}
    assert held["Functions"] == ("3 functions", "1 bucket", "1 schedule")


def test_stacks_that_wait_for_each_other_are_no_assembly(tmp_path: Path) -> None:
    folder = write_assembly(tmp_path, {"Resources": {}}, {"Resources": {}})
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["artifacts"]["Stack0"]["dependencies"] = ["Stack1"]
    manifest["artifacts"]["Stack1"]["dependencies"] = ["Stack0"]
    (folder / "manifest.json").write_text(json.dumps(manifest))

    with pytest.raises(ArgumentError, match="its stacks depend on each other in a circle"):
        Architecture.of(folder)
