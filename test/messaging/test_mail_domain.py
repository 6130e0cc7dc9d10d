"""Mail that is signed, and whose fate is known."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import aws_cdk as cdk
import pytest
from harness import default_template, function, mail_domain, new_stack, only, resources, synth, template_of

import cloud_constructs as cc

if TYPE_CHECKING:
    from pathlib import Path

FULL = "MailDomain with everything"
SET = "AWS::SES::ConfigurationSet"
DESTINATION = "AWS::SES::ConfigurationSetEventDestination"


def test_mail_is_signed_returns_to_its_domain_and_needs_tls() -> None:  # AS-5
    template = default_template("MailDomain")
    identity, sets = only(template, "AWS::SES::EmailIdentity"), only(template, SET)

    assert identity["EmailIdentity"] == "example.com"
    assert identity["DkimSigningAttributes"] == {"NextSigningKeyLength": "RSA_2048_BIT"}
    assert identity["MailFromAttributes"]["MailFromDomain"] == "mail.example.com"
    assert identity["FeedbackAttributes"] == {"EmailForwardingEnabled": False}
    assert sets["DeliveryOptions"] == {"TlsPolicy": "REQUIRE"}
    assert sets["ReputationOptions"] == {"ReputationMetricsEnabled": True}
    assert sets["SuppressionOptions"] == {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]}


def test_the_set_holds_for_mail_that_names_none() -> None:
    template = default_template("MailDomain")
    (id,) = resources(template, SET)

    named = only(template, "AWS::SES::EmailIdentity")["ConfigurationSetAttributes"]
    assert named == {"ConfigurationSetName": {"Ref": id}}


def test_what_becomes_of_a_mail_is_told_and_counted() -> None:  # AS-5
    made = resources(default_template("MailDomain"), DESTINATION).values()
    destinations = [body["Properties"]["EventDestination"] for body in made]

    every = {"send", "delivery", "bounce", "complaint", "reject", "renderingFailure", "deliveryDelay"}
    assert all(set(one["MatchingEventTypes"]) == every and one["Enabled"] for one in destinations)
    (bus,) = [one["EventBridgeDestination"] for one in destinations if "EventBridgeDestination" in one]
    assert "event-bus/default" in json.dumps(bus)
    (counted,) = [one["CloudWatchDestination"] for one in destinations if "CloudWatchDestination" in one]
    assert counted["DimensionConfigurations"][0]["DimensionName"] == "ses:configuration-set"


def test_the_zone_has_the_records_that_others_ask_for() -> None:  # AS-5
    stack = new_stack()
    zone = zone_of(stack)
    mail_domain(stack, zone=zone)
    group = only(template_of(stack), "AWS::Route53::RecordSetGroup")

    records = {(one["Type"], str(one["Name"])): one["ResourceRecords"][0] for one in group["RecordSets"]}
    assert [kind for kind, _ in records].count("CNAME") == 3
    assert records["MX", "mail.example.com"] == "10 feedback-smtp.eu-west-1.amazonses.com"
    assert records["TXT", "mail.example.com"] == '"v=spf1 include:amazonses.com ~all"'
    assert records["TXT", "_dmarc.example.com"] == '"v=DMARC1; p=quarantine"'


def zone_of(stack: cdk.Stack) -> cdk.aws_route53.IHostedZone:
    return cdk.aws_route53.HostedZone.from_hosted_zone_attributes(
        stack, "Zone", hosted_zone_id="Z123", zone_name="example.com"
    )


def test_without_a_zone_the_records_are_there_to_be_made_by_hand() -> None:
    stack = new_stack()
    mail = mail_domain(stack, dmarc=cc.DmarcPolicy.REJECT)

    assert resources(template_of(stack), "AWS::Route53::RecordSetGroup") == {}
    assert [record.type for record in mail.records] == ["CNAME", "CNAME", "CNAME", "MX", "TXT", "TXT"]
    assert mail.records[-1].value == '"v=DMARC1; p=reject"'


def test_a_domain_that_speaks_of_forgeries_already_gets_no_second_record() -> None:
    group = only(default_template(FULL), "AWS::Route53::RecordSetGroup")

    assert not any("_dmarc" in str(record["Name"]) for record in group["RecordSets"])


def test_a_waiver_stands_in_the_template() -> None:
    template = default_template("MailDomain of an address")
    (body,) = resources(template, "AWS::SES::EmailIdentity").values()

    assert body["Properties"]["EmailIdentity"] == "shop@example.com"
    assert "DkimSigningAttributes" not in body["Properties"]
    assert "auditor" in body["Metadata"]["waived: domain"]


def test_who_may_send_sends_in_this_name_alone() -> None:  # AS-5
    template = default_template(FULL)
    policies = resources(template, "AWS::IAM::ManagedPolicy").values()
    (statement,) = [
        one
        for body in policies
        for one in body["Properties"]["PolicyDocument"]["Statement"]
        if "ses:" in str(one["Action"])
    ]

    assert statement["Action"] == ["ses:SendEmail", "ses:SendTemplatedEmail"]
    assert statement["Condition"] == {"StringEquals": {"ses:FromAddress": "shop@example.com"}}
    named = json.dumps(statement["Resource"])
    assert [kind in named for kind in (":identity/", ":configuration-set/", ":template/")] == [True] * 3
    assert "*" not in named


def test_without_templates_none_may_be_sent() -> None:
    template = synth(lambda stack: mail_domain(stack).grant_send(function(stack)))

    assert "SendTemplatedEmail" not in json.dumps(template)


def test_the_pattern_is_of_this_senders_mails() -> None:
    stack = new_stack()
    pattern = mail_domain(stack).event_pattern(cc.MailEvent.BOUNCED, cc.MailEvent.COMPLAINED)

    assert pattern["detail-type"] == ["Email Bounced", "Email Complaint Received"]
    (id,) = resources(template_of(stack), SET)
    assert stack.resolve(pattern["detail"]) == {"mail": {"tags": {"ses:configuration-set": [{"Ref": id}]}}}


def test_a_template_is_read_from_files(tmp_path: Path) -> None:
    text, html = tmp_path / "it.txt", tmp_path / "it.html"
    text.write_text("Grüße, {{name}}")
    html.write_text("<p>Grüße, {{name_html}}</p>")
    template = cc.MailTemplate(subject="Hello {{name}}", text=text, html=html)

    made = only(synth(lambda stack: mail_domain(stack, templates={"It": template})), "AWS::SES::Template")
    assert made["Template"] == {
        "SubjectPart": "Hello {{name}}",
        "TextPart": "Grüße, {{name}}",
        "HtmlPart": "<p>Grüße, {{name_html}}</p>",
    }
    assert template.variables == {"name", "name_html"}


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("{{#if late}}Late, {{name}}{{else}}{{name}}{{/if}}", "{{#if late}}Late{{/if}} {{ name_html }}"),
        ("{{{name}}}", "{{{name_html}}}"),
        ("no variable", "<p>no variable</p>"),
    ],
)
def test_blocks_ask_for_values_and_do_not_show_them(text: str, html: str) -> None:
    template = cc.MailTemplate(subject="Yours", text=text, html=html)

    assert synth(lambda stack: mail_domain(stack, templates={"It": template}))


def test_a_template_that_is_given_tells_its_name() -> None:
    stack = new_stack()
    template = cc.MailTemplate(subject="Yours", text="Hello", html="Hello")
    mail = mail_domain(stack, templates={"Shipped": template})

    (id,) = resources(template_of(stack), "AWS::SES::Template")
    assert stack.resolve(mail.template_names) == {"Shipped": {"Ref": id}}
