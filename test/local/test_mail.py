"""Mail in the engine: what becomes of it is told, and a person can read it."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest
import requests
from local.assemblies import write_assembly
from local.processes import eventually

from cloud_constructs.local import Deployment, Embedded, Level
from cloud_constructs.local._command.console import print_deployment

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.embedded

SENDER = "shop@example.com"
SIMULATOR = "simulator.amazonses.com"
EVENTS = ["send", "delivery", "bounce", "complaint", "renderingFailure"]


def destination(**target: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::SES::ConfigurationSetEventDestination",
        "Properties": {
            "ConfigurationSetName": {"Ref": "Set"},
            "EventDestination": {"Enabled": True, "MatchingEventTypes": EVENTS, **target},
        },
    }


def template_of(name: str) -> dict[str, Any]:
    by_set = {"DimensionName": "set", "DimensionValueSource": "messageTag", "DefaultDimensionValue": name}
    pattern = {
        "source": ["aws.ses"],
        "detail": {"mail": {"tags": {"ses:configuration-set": [{"Ref": "Set"}]}}},
    }
    return {
        "Resources": {
            "Set": {
                "Type": "AWS::SES::ConfigurationSet",
                "Properties": {"SuppressionOptions": {"SuppressedReasons": ["BOUNCE"]}},
            },
            "Identity": {
                "Type": "AWS::SES::EmailIdentity",
                "Properties": {
                    "EmailIdentity": SENDER,
                    "ConfigurationSetAttributes": {"ConfigurationSetName": {"Ref": "Set"}},
                },
            },
            "Events": destination(
                EventBridgeDestination={
                    "EventBusArn": {
                        "Fn::Sub": "arn:aws:events:${AWS::Region}:${AWS::AccountId}:event-bus/default"
                    }
                }
            ),
            "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": f"{name}-told"}},
            "Told": destination(SnsDestination={"TopicARN": {"Ref": "Topic"}}),
            "Counted": destination(CloudWatchDestination={"DimensionConfigurations": [by_set]}),
            "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": name}},
            "FromTopic": {
                "Type": "AWS::SNS::Subscription",
                "Properties": {
                    "TopicArn": {"Ref": "Topic"},
                    "Protocol": "sqs",
                    "Endpoint": {"Fn::GetAtt": ["Queue", "Arn"]},
                },
            },
            "Rule": {
                "Type": "AWS::Events::Rule",
                "Properties": {
                    "EventPattern": pattern,
                    "Targets": [{"Id": "Queue", "Arn": {"Fn::GetAtt": ["Queue", "Arn"]}}],
                },
            },
            "Template": {
                "Type": "AWS::SES::Template",
                "Properties": {
                    "Template": {
                        "SubjectPart": "Order {{number}}",
                        "TextPart": "It is on its way, {{number}}.",
                        "HtmlPart": "<p>It is on its way, <a href='https://example.com'>{{number}}</a>.</p>",
                    }
                },
            },
        },
        "Outputs": {"Template": {"Value": {"Ref": "Template"}}, "Set": {"Value": {"Ref": "Set"}}},
    }


class Shop:
    """A deployed sender."""

    def __init__(self, aws: Embedded, folder: Path) -> None:
        self.name = f"mail-{uuid.uuid4().hex[:8]}"
        self.stack = f"Stack-{self.name}"
        self.aws = aws
        self.deployment: Deployment = aws.deploy(write_assembly(folder, {self.stack: template_of(self.name)}))
        self.mail = aws.clients("sesv2")

    def send(self, to: str, number: str | None = "7", **more: Any) -> str:
        name = self.deployment.output(self.stack, "Template")
        data = {} if number is None else {"number": number}
        answer = self.mail.send_email(
            FromEmailAddress=SENDER,
            Destination={"ToAddresses": [to]},
            Content={"Template": {"TemplateName": name, "TemplateData": json.dumps(data)}},
            EmailTags=[{"Name": "order", "Value": "7"}],
            **more,
        )
        return str(answer["MessageId"])

    def told(self, message_id: str, count: int) -> dict[str, dict[str, Any]]:
        """Return what EventBridge and SNS tell of a mail, by type; both have to say the same."""
        sqs = self.aws.clients("sqs")
        url = sqs.get_queue_url(QueueName=self.name)["QueueUrl"]
        found: dict[str, list[dict[str, Any]]] = {"bridge": [], "topic": []}

        def all_there() -> bool:
            for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
                body = json.loads(message["Body"])
                said = body["detail"] if "detail" in body else json.loads(body["Message"])
                if said["mail"]["messageId"] == message_id:
                    found["bridge" if "detail" in body else "topic"].append(said)
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            return all(len(ones) == count for ones in found.values())

        eventually(all_there)
        by_type = {way: {one["eventType"]: one for one in ones} for way, ones in found.items()}
        assert by_type["bridge"] == by_type["topic"]
        return by_type["bridge"]

    def in_mailbox(self, message_id: str) -> bool:
        answer = requests.get(f"{self.aws.engine.endpoint_url}/_ministack/ses/messages", timeout=5).json()
        return any(mail["MessageId"] == message_id for mails in answer["messages"].values() for mail in mails)


@pytest.fixture(scope="module", name="shop")
def deployed_shop(aws: Embedded, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(aws, tmp_path_factory.mktemp("shop"))


def test_a_template_is_done_by_the_deployer_and_filled_in(shop: Shop) -> None:
    done = shop.deployment.report.levels[Level.DONE_BY_DEPLOYER]
    assert any(entry.type == "AWS::SES::Template" for entry in done)

    message_id = shop.send("customer@example.com", number="42")
    answer = requests.get(f"{shop.aws.engine.endpoint_url}/_ministack/ses/messages", timeout=5).json()
    (mail,) = [one for all in answer["messages"].values() for one in all if one["MessageId"] == message_id]
    assert (mail["Subject"], mail["BodyText"]) == ("Order 42", "It is on its way, 42.")


def test_a_template_that_changed_is_written_again(shop: Shop, tmp_path: Path) -> None:
    template = template_of(shop.name)
    template["Resources"]["Template"]["Properties"]["Template"]["TextPart"] = "Changed, {{number}}."
    shop.aws.deploy(write_assembly(tmp_path, {shop.stack: template}))

    name = shop.deployment.output(shop.stack, "Template")
    assert (
        shop.mail.get_email_template(TemplateName=name)["TemplateContent"]["Text"] == "Changed, {{number}}."
    )


def test_mail_is_delivered_and_told_with_its_tags(shop: Shop) -> None:
    told = shop.told(shop.send("customer@example.com"), 2)

    assert set(told) == {"Send", "Delivery"}
    about = told["Delivery"]["mail"]
    assert about["destination"] == ["customer@example.com"]
    set_name = shop.deployment.output(shop.stack, "Set")
    assert about["tags"] == {"ses:configuration-set": [set_name], "order": ["7"]}


@pytest.mark.parametrize(
    ("name", "events", "kind"),
    [
        ("bounce", {"Send", "Bounce"}, "General"),
        ("Bounce+label", {"Send", "Bounce"}, "General"),
        ("suppressionlist", {"Send", "Bounce"}, "Suppressed"),
        ("complaint", {"Send", "Delivery", "Complaint"}, None),
        ("success", {"Send", "Delivery"}, None),
    ],
)
def test_the_mailbox_simulator_does_what_it_is_asked(
    shop: Shop, name: str, events: set[str], kind: str | None
) -> None:
    told = shop.told(shop.send(f"{name}@{SIMULATOR}"), len(events))

    assert set(told) == events
    if kind:
        assert (told["Bounce"]["bounce"]["bounceType"], told["Bounce"]["bounce"]["bounceSubType"]) == (
            "Permanent",
            kind,
        )
    # https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
    assert shop.mail.list_suppressed_destinations()["SuppressedDestinationSummaries"] == []


def test_who_is_suppressed_gets_no_mail(shop: Shop) -> None:
    shop.mail.put_suppressed_destination(EmailAddress="Gone@example.com", Reason="BOUNCE")
    message_id = shop.send("gone@example.com")
    told = shop.told(message_id, 2)

    assert told["Bounce"]["bounce"]["bounceSubType"] == "OnAccountSuppressionList"
    assert not shop.in_mailbox(message_id)
    entry = shop.mail.get_suppressed_destination(EmailAddress="gone@example.com")["SuppressedDestination"]
    assert entry["Reason"] == "BOUNCE"
    shop.mail.delete_suppressed_destination(EmailAddress="gone@example.com")
    with pytest.raises(shop.mail.exceptions.NotFoundException):
        shop.mail.get_suppressed_destination(EmailAddress="gone@example.com")
    assert shop.in_mailbox(shop.send("gone@example.com"))


def test_a_reason_that_the_set_does_not_name_suppresses_nobody(shop: Shop) -> None:
    shop.mail.put_suppressed_destination(EmailAddress="cross@example.com", Reason="COMPLAINT")

    assert set(shop.told(shop.send("cross@example.com"), 2)) == {"Send", "Delivery"}
    shop.mail.delete_suppressed_destination(EmailAddress="cross@example.com")


def test_a_mail_that_lacks_a_value_is_not_sent(shop: Shop) -> None:
    message_id = shop.send("customer@example.com", number=None)
    told = shop.told(message_id, 1)

    assert "'number' is not present" in told["Rendering Failure"]["failure"]["errorMessage"]
    assert not shop.in_mailbox(message_id)


def test_mails_are_counted(shop: Shop) -> None:
    shop.told(shop.send(f"bounce@{SIMULATOR}"), 2)
    found = shop.aws.clients("cloudwatch").list_metrics(
        Namespace="AWS/SES", Dimensions=[{"Name": "set", "Value": shop.name}]
    )

    assert {"Send", "Bounce"} <= {metric["MetricName"] for metric in found["Metrics"]}


def test_the_report_says_where_mail_goes(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    print_deployment(shop.deployment, 1)

    printed = capsys.readouterr().out
    assert f"{shop.stack}/Identity: {shop.aws.engine.endpoint_url}/_mailbox" in printed
    assert "no mail leaves this machine" in printed


def test_a_person_reads_the_mails_on_a_page(shop: Shop) -> None:
    url = shop.deployment.urls[f"{shop.stack}/Identity"]
    before = requests.get(url, timeout=5).text
    shop.send("reader@example.com", number="<script>alert(1)</script>")
    answer = requests.get(url, timeout=5)

    assert "reader@example.com" not in before
    assert "reader@example.com" in answer.text
    assert "It is on its way" in answer.text
    # The mail's HTML stands in an attribute, in a frame that runs nothing.
    assert "<script>" not in answer.text
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
