"""What runs without being asked: triggers, queues and schedules, in the templates and on the embedded AWS."""

import json
from functools import cache
from typing import Any

import pytest
from vault_client.embedded import DeployedApp
from vault_pages.app import assembly, vault

from cloud_constructs.local.trials import until

QUEUE, RULE, MAPPING = "AWS::SQS::Queue", "AWS::Events::Rule", "AWS::Lambda::EventSourceMapping"


@cache
def resources() -> dict[str, Any]:
    return json.loads((assembly() / "CloudVaultEvents.template.json").read_text())["Resources"]


def of(kind: str) -> dict[str, dict[str, Any]]:
    return {id: body["Properties"] for id, body in resources().items() if body["Type"] == kind}


def one(kind: str, name: str) -> dict[str, Any]:
    """Return the resource whose logical id begins so, and goes on with the digest of its path."""
    (found,) = (each for id, each in of(kind).items() if id[:-8] == name)
    return found


def test_new_files_lead_to_the_processor_and_nothing_else_of_the_bucket_does() -> None:  # CV-4
    rule = one(RULE, "NewFiles")

    assert rule["EventPattern"]["detail-type"] == ["Object Created"]
    assert rule["EventPattern"]["detail"]["object"] == {"key": [{"wildcard": "files/*"}]}


def test_a_notification_stays_hidden_for_six_timeouts_and_is_never_lost() -> None:  # CV-4
    queue = one(QUEUE, "Notifications")
    timeout = vault("prod").compute.by_name["notifier"].timeout_seconds

    assert timeout is not None
    assert queue["VisibilityTimeout"] == 6 * timeout
    assert queue["RedrivePolicy"]["maxReceiveCount"] == 3
    mapping = one(MAPPING, "NotificationsToNotifier")
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_every_rule_keeps_what_it_cannot_deliver() -> None:  # CV-4
    targets = [target for rule in of(RULE).values() for target in rule["Targets"]]

    assert targets
    assert all("DeadLetterConfig" in target for target in targets)


def test_streams_are_captured_with_both_images_but_for_what_nobody_asks_for() -> None:  # CV-8
    filters = {
        id[:-8]: [
            json.loads(each["Pattern"]) for each in mapping.get("FilterCriteria", {}).get("Filters", [])
        ]
        for id, mapping in of(MAPPING).items()
        if "Changes" in id
    }

    assert set(filters) == {"NodesChanges", "SharesChanges", "ActivityChanges"}
    (nodes,) = filters["NodesChanges"]
    assert nodes["dynamodb"]["Keys"]["node_id"]["S"] == [{"anything-but": {"prefix": "name#"}}]
    (activity,) = filters["ActivityChanges"]
    prefixes = {each["prefix"] for each in activity["dynamodb"]["Keys"]["subject"]["S"]}
    assert activity["eventName"] == ["INSERT"]
    # What the capture writes itself is not captured: that would never end.
    assert not any("audit#x".startswith(prefix) or "totals".startswith(prefix) for prefix in prefixes)


def test_the_clean_up_runs_every_hour() -> None:  # CV-4
    schedule = one("AWS::Scheduler::Schedule", "CleanupSchedule")

    assert schedule["ScheduleExpression"] == "cron(35 * * * ? *)"
    assert "DeadLetterConfig" in schedule["Target"]


def test_email_leaves_encrypted_and_not_to_those_who_bounced() -> None:  # CV-2.4
    settings = one("AWS::SES::ConfigurationSet", "EmailSettings")

    assert settings["DeliveryOptions"] == {"TlsPolicy": "REQUIRE"}
    assert settings["SuppressionOptions"] == {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]}
    assert one("AWS::SES::EmailIdentity", "Sender")["EmailIdentity"] == "example.com"


def test_the_notifier_sends_as_one_sender_alone() -> None:  # CV-6
    template = json.loads((assembly() / "CloudVaultCompute.template.json").read_text())
    (send,) = (
        statement
        for id, body in template["Resources"].items()
        if id.startswith("NotifierRoleGranted")
        for statement in body["Properties"]["PolicyDocument"]["Statement"]
        if "ses:SendEmail" in statement["Action"]
    )

    assert send["Condition"] == {"StringEquals": {"ses:FromAddress": "no-reply@example.com"}}
    assert len(send["Resource"]) == 2
    assert not any(json.dumps(resource).endswith('*"') for resource in send["Resource"])


@pytest.mark.embedded
def test_a_message_that_cannot_be_delivered_ends_in_the_dead_letters(app: DeployedApp) -> None:  # CV-4
    sqs = app.client("sqs")
    urls = {
        sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]: url
        for url in sqs.list_queues()["QueueUrls"]
    }
    source = next(url for arn, url in urls.items() if "Events-Notifications" in arn and "Dead" not in arn)
    found = sqs.get_queue_attributes(QueueUrl=source, AttributeNames=["RedrivePolicy"])["Attributes"]
    kept = urls[json.loads(found["RedrivePolicy"])["deadLetterTargetArn"]]
    hidden = sqs.get_queue_attributes(QueueUrl=source, AttributeNames=["VisibilityTimeout"])["Attributes"]

    # What three tries take is shortened here, and put back: a message is hidden for minutes.
    sqs.set_queue_attributes(QueueUrl=source, Attributes={"VisibilityTimeout": "0"})
    try:
        sqs.send_message(QueueUrl=source, MessageBody="no event")
        (message,) = until(
            "the dead letters", lambda: sqs.receive_message(QueueUrl=kept, WaitTimeSeconds=1).get("Messages")
        )
    finally:
        sqs.set_queue_attributes(QueueUrl=source, Attributes=hidden)

    assert message["Body"] == "no event"
    sqs.delete_message(QueueUrl=kept, ReceiptHandle=message["ReceiptHandle"])
