import pytest
from harness import default_template, only, resources


@pytest.mark.parametrize(
    ("name", "action", "response", "lists"),
    [
        ("DnsFirewall", "ALERT", {None}, []),
        ("DnsFirewall that blocks", "BLOCK", {"NODATA"}, ["rslvr-fdl-2c46f2ecbfec4dcc"]),
    ],
)
def test_suspicious_names_are_noticed_or_refused(
    name: str, action: str, response: set[str | None], lists: list[str]
) -> None:
    rules = only(default_template(name), "AWS::Route53Resolver::FirewallRuleGroup")["FirewallRules"]

    assert {rule["Action"] for rule in rules} == {action}
    assert {rule.get("BlockResponse") for rule in rules} == response
    assert [rule["FirewallDomainListId"] for rule in rules if "FirewallDomainListId" in rule] == lists
    threats = {rule["DnsThreatProtection"] for rule in rules if "DnsThreatProtection" in rule}
    assert threats == {"DGA", "DICTIONARY_DGA", "DNS_TUNNELING"}
    assert len({rule["Priority"] for rule in rules}) == len(rules)


def test_the_network_is_filtered_and_its_queries_are_written_down_encrypted() -> None:
    template = default_template("DnsFirewall")
    (vpc,) = resources(template, "AWS::EC2::VPC")

    assert only(template, "AWS::Route53Resolver::FirewallRuleGroupAssociation")["VpcId"] == {"Ref": vpc}
    association = only(template, "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation")
    assert association["ResourceId"] == {"Ref": vpc}
    destination = only(template, "AWS::Route53Resolver::ResolverQueryLoggingConfig")["DestinationArn"]
    log_group = template["Resources"][destination["Fn::GetAtt"][0]]
    assert "KmsKeyId" in log_group["Properties"]
