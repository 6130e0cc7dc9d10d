"""Synthesis happens once for each distinct input, whatever is asked of it."""

from collections.abc import Callable, Iterator

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sqs as sqs

from cloud_constructs import ArgumentError, Guardrails, Pack
from cloud_constructs.testing import assert_no_findings, inventory, synth
from cloud_constructs.testing._synth import forget

Build = Callable[[cdk.App], None]


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> Iterator[None]:
    yield
    forget()


def counting(calls: list[str]) -> Build:
    def build(app: cdk.App) -> None:
        stage = app.node.try_get_context("stage") or "prod"
        calls.append(stage)
        sqs.Queue(cdk.Stack(app, "Shop"), "Orders", queue_name=f"orders-{stage}", enforce_ssl=True)

    return build


def several(app: cdk.App) -> None:
    shop = cdk.Stack(app, "Shop")
    sqs.Queue(cdk.NestedStack(shop, "Inner"), "Orders")
    sqs.Queue(cdk.Stack(cdk.Stage(app, "Prod"), "Shop", stack_name="shop"), "Orders")


def test_an_input_is_synthesised_once() -> None:
    calls: list[str] = []
    build = counting(calls)

    assert synth(build) is synth(build)
    assert synth(build, context={"stage": "dev"}) is not synth(build)
    assert calls == ["prod", "dev"]


def test_a_test_that_changes_a_template_changes_it_for_no_other() -> None:
    build = counting([])
    synth(build).template["Resources"].clear()

    assert synth(build).template["Resources"]


def test_templates_are_those_of_every_stack() -> None:
    assert set(synth(several).templates) == {"Shop", "Shop/Inner", "Prod/Shop"}


def test_the_template_is_that_of_the_only_stack() -> None:
    with pytest.raises(ArgumentError, match=r"there are 3 stacks: .*Prod/Shop"):
        _ = synth(several).template


def test_an_app_that_is_built_is_taken_as_it_is() -> None:
    app = cdk.App()
    counting([])(app)

    assert list(synth(app.node.find_child("Shop")).templates) == ["Shop"]
    assert synth(synth(app)).templates == synth(app).templates


def test_context_for_what_is_built_is_refused() -> None:
    with pytest.raises(ArgumentError, match="context comes too late"):
        synth(cdk.App(), context={"stage": "dev"})


def test_an_app_with_findings_can_be_looked_at() -> None:
    def build(app: cdk.App) -> None:
        counting([])(app)
        Guardrails.of(app).enforce(Pack.SERVERLESS)

    assert synth(build).template["Resources"]
    with pytest.raises(AssertionError, match="Serverless-SQSRedrivePolicy"):
        assert_no_findings(build, Pack.SERVERLESS)


def test_a_failure_that_is_no_finding_is_not_hidden() -> None:
    def build(app: cdk.App) -> None:
        iam.ManagedPolicy(cdk.Stack(app, "Shop"), "Empty")

    with pytest.raises(RuntimeError, match="Managed Policy is empty"):
        synth(build)


def test_only_what_stands_below_a_construct_counts() -> None:
    app = cdk.App()
    sqs.Queue(cdk.Stack(app, "Shop"), "Orders", enforce_ssl=True, encryption=sqs.QueueEncryption.KMS_MANAGED)
    clean = cdk.Stack(app, "Sho")

    assert_no_findings(clean, Pack.SERVERLESS)
    with pytest.raises(AssertionError, match="1 findings are open\nShop/Orders/Resource"):
        assert_no_findings(app.node.find_child("Shop"), Pack.SERVERLESS)


def test_mandatory_tags_are_asked_for() -> None:
    build = counting([])

    with pytest.raises(AssertionError, match="CC-MandatoryTags"):
        assert_no_findings(build, Pack.NIST_800_53_R5, mandatory_tags=["Owner"])


def test_an_inventory_names_nested_stacks_and_stages() -> None:
    paths = {line.split("  ")[0] for line in inventory(several).splitlines()}

    assert paths >= {"Shop/Inner/Orders/Resource", "Prod/Shop/Orders/Resource"}
