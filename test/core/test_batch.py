"""A batch: what it makes, what it says when something is wrong, and that plain CDK makes the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sqs as sqs
from harness import DEFAULTS, ENV, Build, new_stack, only, resources, template_of
from hypothesis import given, settings
from hypothesis import strategies as st

import cloud_constructs as cc
from benchmarks._messages import counted
from cloud_constructs.core import L3, assign, batch, call, create, look, make, read, resource_of

if TYPE_CHECKING:
    from constructs import Construct

PLAIN = "CLOUD_CONSTRUCTS_PLAIN"


@pytest.fixture(params=["batched", "plain"])
def either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(PLAIN, "1" if request.param == "plain" else "0")
    return request.param


def assembly(build: Build) -> str:
    """Return the template of a stack and the metadata of its constructs, in which acknowledgements stand."""
    stack = new_stack()
    build(stack)
    app = stack.node.root
    assert isinstance(app, cdk.App)
    out = app.synth()
    artifact = json.loads(Path(out.directory, "manifest.json").read_text())["artifacts"][stack.artifact_id]
    metadata: dict[str, list[dict[str, Any]]] = artifact.get("metadata") or json.loads(
        Path(out.directory, artifact["additionalMetadataFile"]).read_text()
    )
    # What Python was doing, and where jsii called from, is all that may differ.
    for entries in metadata.values():
        entries[:] = [entry for entry in entries if entry["type"] != "aws:cdk:creationStack"]
        for entry in entries:
            entry.pop("trace", None)
    return json.dumps([out.get_stack_by_name(stack.stack_name).template, metadata], indent=1)


@pytest.mark.parametrize("name", DEFAULTS)
def test_plain_cdk_makes_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    batched = assembly(DEFAULTS[name])
    monkeypatch.setenv(PLAIN, "1")
    plain = assembly(DEFAULTS[name])

    assert batched == plain
    assert "aws:cdk:logicalId" in batched


class Pair(L3):
    """A queue with its dead letters, and a child of its own."""

    def __init__(self, scope: Construct, id: str, **properties: Any) -> None:
        super().__init__(scope, id)
        self.dead_letters = create(sqs.Queue, sqs.QueueProps, self, "DeadLetters")
        self.arn = read(self.dead_letters, "queue_arn")
        self.queue = create(
            sqs.Queue,
            sqs.QueueProps,
            self,
            "Queue",
            dead_letter_queue=sqs.DeadLetterQueue(max_receive_count=3, queue=self.dead_letters),
            **properties,
        )


def test_a_construct_is_one_message() -> None:
    stack = new_stack()
    Pair(stack, "First")
    with counted() as sent:
        pair = Pair(stack, "Second")
    assert sent == {"StaticInvoke": 1}
    assert pair.queue.node.path == "Test/Second/Queue"


def test_switched_off_each_step_is_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PLAIN, "1")
    with counted() as sent:
        Pair(new_stack(), "Pair")
    assert sent["Create"] == 5  # app, stack, pair and two queues


@pytest.mark.usefixtures("either_way")
class TestEitherWay:
    def test_objects_are_those_that_the_tree_holds(self) -> None:
        stack = new_stack()
        pair = Pair(stack, "Pair")
        assert stack.node.find_child("Pair") is pair
        assert pair.node.children == [pair.dead_letters, pair.queue]
        assert type(pair.queue) is sqs.Queue

    def test_an_unknown_property_is_refused_instead_of_ignored(self) -> None:
        with pytest.raises(TypeError, match="Queue has no property visibility"):
            Pair(new_stack(), "Pair", visibility=1)

    @pytest.mark.parametrize(
        ("name", "value"), [("queue_name", 1), ("fifo", "yes"), ("max_message_size_bytes", "big")]
    )
    def test_a_value_of_the_wrong_kind_is_refused(self, name: str, value: object) -> None:
        with pytest.raises(TypeError, match=f"Queue: {name} is {value!r}, and not of the kind"):
            Pair(new_stack(), "Pair", **{name: value})

    def test_what_is_none_is_left_out(self) -> None:
        stack = new_stack()
        Pair(stack, "Pair", fifo=None)
        assert "FifoQueue" not in json.dumps(template_of(stack))

    def test_an_error_of_cdk_is_the_same(self) -> None:
        stack = new_stack()
        Pair(stack, "Pair")
        with pytest.raises(RuntimeError, match="There is already a Construct with name 'Pair' in Stack"):
            Pair(stack, "Pair")

    def test_what_was_made_before_an_error_stays(self) -> None:
        stack = new_stack()
        with pytest.raises(RuntimeError, match=r"^Queue2 initialization failed"), batch:  # noqa: PT012
            kept = create(sqs.Queue, sqs.QueueProps, stack, "Kept")
            create(sqs.Queue, sqs.QueueProps, stack, "Bad", visibility_timeout=cdk.Duration.days(2))
        assert kept.node.path == "Test/Kept"

    def test_ordinary_code_may_use_what_is_not_there_yet(self) -> None:
        stack = new_stack()
        with batch:
            queue = create(sqs.Queue, sqs.QueueProps, stack, "Queue")
            role = iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
            queue.grant_purge(role)
            assert queue.fifo is False
            resource = resource_of(queue, sqs.CfnQueue)
            resource.delay_seconds = 3
        template = template_of(stack)
        assert only(template, "AWS::SQS::Queue") == {"DelaySeconds": 3}
        assert "sqs:PurgeQueue" in json.dumps(only(template, "AWS::IAM::Policy"))

    def test_what_is_read_can_stand_in_a_text_and_be_used_later(self) -> None:
        stack = new_stack()
        pair = Pair(stack, "Pair")
        cdk.CfnOutput(stack, "Output", value=f"{pair.arn}/*")
        (id,) = (id for id in resources(template_of(stack), "AWS::SQS::Queue") if "DeadLetters" in id)
        value = template_of(stack)["Outputs"]["Output"]["Value"]
        assert value == {"Fn::Join": ["", [{"Fn::GetAtt": [id, "Arn"]}, "/*"]]}

    def test_what_is_read_can_be_used_in_another_stack(self) -> None:
        stack = new_stack()
        other = cdk.Stack(stack.node.root, "Other", env=ENV)
        cdk.CfnOutput(other, "Output", value=Pair(stack, "Pair").arn)
        assert "Fn::ImportValue" in template_of(other)["Outputs"]["Output"]["Value"]

    def test_the_verbs_do_what_they_say(self) -> None:
        stack = new_stack()
        with batch:
            policy = create(iam.ManagedPolicy, iam.ManagedPolicyProps, stack, "Policy")
            statement = {"Effect": "Allow", "Action": "sns:Publish", "Resource": "arn:aws:sns:::alerts"}
            call(policy.add_statements, make(iam.PolicyStatement.from_json, statement))
            queue = create(sqs.Queue, sqs.QueueProps, stack, "Queue")
            assign(resource_of(queue, sqs.CfnQueue, after=[policy]), delay_seconds=5)
        template = template_of(stack)
        (body,) = resources(template, "AWS::SQS::Queue").values()
        assert body["Properties"] == {"DelaySeconds": 5}
        assert [id.startswith("Policy") for id in body["DependsOn"]] == [True]
        assert only(template, "AWS::IAM::ManagedPolicy")["PolicyDocument"]["Statement"] == [statement]

    def test_classes_of_users_may_derive_from_ours(self) -> None:
        class Exporting(Pair):
            def __init__(self, scope: Construct, id: str) -> None:
                super().__init__(scope, id)
                cdk.CfnOutput(self, "Name", value=self.queue.queue_name)

        stack = new_stack()
        made = Exporting(stack, "Pair")
        (output,) = template_of(stack)["Outputs"].values()
        assert output["Value"] == stack.resolve(made.queue.queue_name)

    def test_a_grantee_in_python_is_asked_by_cdk(self) -> None:
        stack = new_stack()
        role = cc.ServiceRole(
            stack,
            "Role",
            service="lambda.amazonaws.com",
            statements=[{"Effect": "Allow", "Action": "sns:Publish", "Resource": "arn:aws:sns:::alerts"}],
        )
        sqs.Queue(stack, "Queue").grant_purge(role)
        assert len(resources(template_of(stack), "AWS::IAM::ManagedPolicy")) == 2


def test_node_is_told_of_what_a_class_overrides() -> None:
    class Named(Pair):
        def to_string(self) -> str:
            return "its own words"

    stack = new_stack()
    with counted() as sent:
        Named(stack, "Pair")
    assert sent == {"Create": 1, "StaticInvoke": 1}


def test_an_error_says_how_its_line_is_found() -> None:
    stack = new_stack()
    Pair(stack, "Pair")
    with pytest.raises(RuntimeError) as caught:
        Pair(stack, "Pair")
    assert any("CLOUD_CONSTRUCTS_PLAIN=1" in note for note in caught.value.__notes__)


def test_what_an_error_kept_from_being_made_says_so() -> None:
    stack = new_stack()
    with pytest.raises(RuntimeError, match="already a Construct"), batch:  # noqa: PT012
        create(sqs.Queue, sqs.QueueProps, stack, "Queue")
        lost = create(sqs.Queue, sqs.QueueProps, stack, "Queue")
    with pytest.raises(RuntimeError, match="an error has kept it from being made"):
        lost.queue_name  # noqa: B018
    with pytest.raises(RuntimeError, match="an error has kept it from being made"), batch:
        create(sqs.Queue, sqs.QueueProps, lost, "Child")


def test_an_error_in_python_leaves_what_was_noted_before_it() -> None:
    stack = new_stack()
    with pytest.raises(ValueError, match="on purpose"), batch:  # noqa: PT012
        create(sqs.Queue, sqs.QueueProps, stack, "Queue")
        raise ValueError("on purpose")
    assert len(resources(template_of(stack), "AWS::SQS::Queue")) == 1


def test_a_promise_that_an_error_kept_from_being_kept_says_so() -> None:
    stack = new_stack()
    with pytest.raises(RuntimeError, match="already a Construct"), batch:  # noqa: PT012
        create(sqs.Queue, sqs.QueueProps, stack, "Queue")
        arn = read(create(sqs.Queue, sqs.QueueProps, stack, "Queue"), "queue_arn")
    with pytest.raises(RuntimeError, match="an error has kept the value of"):
        stack.resolve(arn)


def test_ordinary_code_keeps_its_place_among_the_steps() -> None:
    stack = new_stack()
    with batch:
        create(sqs.Queue, sqs.QueueProps, stack, "First")
        sqs.Queue(stack, "Second")
        create(sqs.Queue, sqs.QueueProps, stack, "Third")
    assert [child.node.id for child in stack.node.children] == ["First", "Second", "Third"]


NAMES = "ab$-_.é"
VALUES = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-(2**53), 2**53),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(),
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(NAMES, min_size=1), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(value=st.dictionaries(st.text(NAMES, min_size=1), VALUES, max_size=3))
def test_any_value_arrives_as_it_does_without_a_batch(value: dict[str, Any]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        made: list[Any] = []
        for switch in ("0", "1"):
            patch.setenv(PLAIN, switch)
            stack = new_stack()
            create(cdk.CfnResource, cdk.CfnResourceProps, stack, "X", type="A::B::C", properties=value)
            made.append(stack.resolve(template_of(stack)["Resources"]))
    assert made[0] == made[1]


def test_many_properties_are_one_message_and_nothing_is_read_of_nothing() -> None:
    queue = sqs.Queue(cdk.Stack(cdk.App(), "Shop"), "Queue", visibility_timeout=cdk.Duration.seconds(7))
    resource = "node.default_child"
    found = look(
        queue, "node.id", f"{resource}.visibility_timeout", f"{resource}.delay_seconds", "no.such.thing"
    )
    assert found == ["Queue", 7, None, None]
