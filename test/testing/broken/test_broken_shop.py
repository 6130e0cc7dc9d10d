"""The shop, broken in one way for each test: all fail, and test_consumer.py knows with which words."""

import json
from pathlib import Path

import aws_cdk as cdk
from app import build
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs

from cloud_constructs import Pack, SecureBucket, acknowledge
from cloud_constructs.testing import (
    assert_invariants,
    assert_no_findings,
    assert_no_replacement,
    inventory,
    synth,
)

HERE = Path(__file__).parent


def shop(app: cdk.App) -> cdk.Stack:
    build(app)
    stack = app.node.find_child("Shop")
    assert isinstance(stack, cdk.Stack)
    return stack


def with_a_plain_queue(app: cdk.App) -> None:
    sqs.Queue(shop(app), "Plain", enforce_ssl=True, encryption=sqs.QueueEncryption.KMS_MANAGED)


def with_a_raw_override(app: cdk.App) -> None:
    bucket = shop(app).newsletters.node.default_child
    assert isinstance(bucket, s3.CfnBucket)
    bucket.add_property_deletion_override("VersioningConfiguration")


def with_a_blanket_acknowledgement(app: cdk.App) -> None:
    acknowledge(shop(app), "SQSQueueDLQ", "Nobody wants to look at queues this year")


def with_a_role_for_everybody(app: cdk.App) -> None:
    iam.Role(shop(app), "Anybody", assumed_by=iam.AnyPrincipal())


def with_one_more_bucket(app: cdk.App) -> None:
    SecureBucket(shop(app), "Receipts")


def with_a_fifo_queue(app: cdk.App) -> None:
    queue = shop(app).orders.queue.node.default_child
    assert isinstance(queue, sqs.CfnQueue)
    queue.fifo_queue = True


def with_a_renamed_bucket(app: cdk.App) -> None:
    stack = shop(app)
    bucket = stack.newsletters.node.default_child
    assert isinstance(bucket, s3.CfnBucket)
    bucket.override_logical_id("Letters")


def test_open_finding() -> None:
    assert_no_findings(with_a_plain_queue, Pack.SERVERLESS)


def test_raw_override() -> None:
    assert_no_findings(with_a_raw_override)


def test_blanket_acknowledgement() -> None:
    assert_no_findings(with_a_blanket_acknowledgement)


def test_invariant() -> None:
    assert_invariants(with_a_role_for_everybody)


def test_inventory() -> None:
    assert inventory(with_one_more_bucket) == (HERE / "inventory.txt").read_text()


def test_snapshot(template_snapshot: object) -> None:
    assert synth(with_a_fifo_queue).template == template_snapshot


def test_replaced() -> None:
    released = json.loads((HERE / "released.json").read_text())
    assert_no_replacement(released, synth(with_a_fifo_queue).templates)


def test_renamed() -> None:
    released = json.loads((HERE / "released.json").read_text())
    assert_no_replacement(released, synth(with_a_renamed_bucket).templates)
