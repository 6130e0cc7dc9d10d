from typing import Any

import aws_cdk as cdk
import pytest
from harness import default_template, new_stack, only, resources, synth

from cloud_constructs import Countries, ManagedRules, Pack, RateLimit, StackError, Waiver, WebAcl
from cloud_constructs.testing import assert_no_findings

ACL = "AWS::WAFv2::WebACL"
SMALL_BODIES = (ManagedRules.COMMON, "SizeRestrictions_BODY")
UPLOADS = Waiver(reason="Uploads are larger than 8 KB and checked by the function")


def rules(**kwargs: Any) -> dict[str, dict[str, Any]]:
    body = only(synth(lambda stack: WebAcl(stack, "Firewall", **kwargs)), ACL)
    assert [rule["Priority"] for rule in body["Rules"]] == list(range(len(body["Rules"])))
    return {rule["Name"]: rule for rule in body["Rules"]}


def test_it_blocks_what_is_known_to_be_bad() -> None:  # CV-6
    asked = {rule["Name"]: rule for rule in only(default_template("WebAcl"), ACL)["Rules"]}

    assert list(asked) == [
        "RateLimit",
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
    ]
    assert asked.pop("RateLimit")["Action"] == {"Block": {}}
    for rule in asked.values():
        assert rule["OverrideAction"] == {"None": {}}
        assert "RuleActionOverrides" not in rule["Statement"]["ManagedRuleGroupStatement"]


def test_one_address_may_ask_ten_times_a_second() -> None:  # AS-4
    limit = RateLimit(requests=600, window_seconds=60)

    statement = rules(rate_limit=limit)["RateLimit"]["Statement"]["RateBasedStatement"]
    assert statement == {"AggregateKeyType": "IP", "EvaluationWindowSec": 60, "Limit": 600}


def test_countries_are_let_in_or_kept_out() -> None:
    match = {"GeoMatchStatement": {"CountryCodes": ["DE", "FR"]}}

    assert rules(countries=Countries.all_but("DE", "FR"))["Countries"]["Statement"] == match
    only_those = rules(countries=Countries.only("DE", "FR"))["Countries"]["Statement"]
    assert only_those == {"NotStatement": {"Statement": match}}


def test_a_rule_only_counts_in_writing_and_the_template_says_why() -> None:
    template = synth(lambda stack: WebAcl(stack, "Firewall", count_only={SMALL_BODIES: UPLOADS}))

    (acl,) = resources(template, ACL).values()
    overridden = {
        rule["Name"]: rule["Statement"]["ManagedRuleGroupStatement"].get("RuleActionOverrides")
        for rule in acl["Properties"]["Rules"]
        if "ManagedRuleGroupStatement" in rule["Statement"]
    }
    override = {"Name": "SizeRestrictions_BODY", "ActionToUse": {"Count": {}}}
    assert overridden.pop("AWSManagedRulesCommonRuleSet") == [override]
    assert set(overridden.values()) == {None}
    assert UPLOADS.reason in acl["Metadata"].values()


def test_decisions_are_logged_encrypted_and_without_secrets() -> None:
    template = default_template("WebAcl")
    group = only(template, "AWS::Logs::LogGroup")
    logging = only(template, "AWS::WAFv2::LoggingConfiguration")

    assert group["LogGroupName"].startswith("aws-waf-logs-")
    assert "KmsKeyId" in group
    redacted = {field["SingleHeader"]["Name"] for field in logging["RedactedFields"]}
    assert redacted == {"authorization", "cookie", "x-api-key"}


def test_a_firewall_without_its_log_is_found() -> None:
    stack = new_stack()
    WebAcl(stack, "Firewall").node.try_remove_child("Logging")

    with pytest.raises(AssertionError, match="WAFv2LoggingEnabled"):
        assert_no_findings(stack, Pack.NIST_800_53_R5)


def test_two_firewalls_are_told_apart_in_metrics_and_logs() -> None:
    def build(stack: cdk.Stack) -> None:
        WebAcl(stack, "One")
        WebAcl(stack, "Two")

    template = synth(build)
    names = {
        body["Properties"]["VisibilityConfig"]["MetricName"] for body in resources(template, ACL).values()
    }
    groups = {
        body["Properties"]["LogGroupName"] for body in resources(template, "AWS::Logs::LogGroup").values()
    }
    assert len(names) == len(groups) == 2


def test_before_cloudfront_it_stands_in_us_east_1() -> None:
    stack = cdk.Stack(cdk.App(), "Edge", env=cdk.Environment(region="us-east-1"))
    assert WebAcl(stack, "Firewall", for_cloudfront=True).web_acl.scope == "CLOUDFRONT"

    with pytest.raises(StackError, match=r"Test/X: a web ACL for CloudFront.*region=\"us-east-1\""):
        WebAcl(new_stack(), "X", for_cloudfront=True)
