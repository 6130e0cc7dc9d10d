"""A name of one's own: its zone, its certificates, and the records that lead to what answers."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_certificatemanager as acm
from harness import certificate, distribution, domain, new_stack, only, resources, template_of, zone

import cloud_constructs as cc
from cloud_constructs.testing import assert_no_findings

ZONE, CERTIFICATE, RECORD = (
    "AWS::Route53::HostedZone",
    "AWS::CertificateManager::Certificate",
    "AWS::Route53::RecordSet",
)


def template(context: dict[str, Any] | None = None, **kwargs: Any) -> dict[str, Any]:
    """Return the template of a domain's own stack."""
    made = domain(new_stack(context), **kwargs)
    return template_of(cdk.Stack.of(made))


def test_a_zone_outlives_its_stack_where_the_stage_keeps_data() -> None:
    (kept,) = resources(template(), ZONE).values()
    (gone,) = resources(template({"stage": "dev"}), ZONE).values()

    assert kept["Properties"]["Name"] == "example.com."
    assert (kept["DeletionPolicy"], gone["DeletionPolicy"]) == ("Retain", "Delete")


def test_another_release_does_not_replace_the_zone() -> None:
    assert list(resources(template(), ZONE)) == ["DomainZone2BCE4F0C"]


def test_nobody_but_amazon_issues_certificates() -> None:  # AS-2
    record = only(template(), RECORD)

    assert (record["Type"], record["Name"]) == ("CAA", "example.com.")
    assert record["ResourceRecords"] == ['0 issue "amazon.com"']


def test_queries_are_written_to_an_encrypted_log_that_only_this_account_s_zones_write_to() -> None:
    made = template()
    (zone_body,) = resources(made, ZONE).values()
    (group,) = resources(made, "AWS::Logs::LogGroup")
    (policy_id,) = resources(made, "AWS::Logs::ResourcePolicy")

    arn = zone_body["Properties"]["QueryLoggingConfig"]["CloudWatchLogsLogGroupArn"]
    assert arn["Fn::Join"][1][-2:] == [":logs:us-east-1:123456789012:log-group:", {"Ref": group}]
    assert only(made, "AWS::Logs::LogGroup")["KmsKeyId"]
    # Route 53 tries to write as soon as the zone is there.
    assert policy_id in zone_body["DependsOn"]
    policy = str(only(made, "AWS::Logs::ResourcePolicy")["PolicyDocument"])
    assert '"aws:SourceAccount":"123456789012"' in policy
    assert ":route53:::hostedzone/*" in policy


def test_answers_are_signed_on_demand_with_a_key_for_this_zone_alone() -> None:
    signed, plain = template(dnssec=True), template()
    keys = resources(signed, "AWS::KMS::Key").values()
    (key,) = [body["Properties"] for body in keys if body["Properties"].get("KeyUsage") == "SIGN_VERIFY"]
    (zone_id,) = resources(signed, ZONE)

    assert key["KeySpec"] == "ECC_NIST_P256"
    signs = next(one for one in key["KeyPolicy"]["Statement"] if "kms:Sign" in one["Action"])
    assert signs["Principal"] == {"Service": "dnssec-route53.amazonaws.com"}
    assert signs["Condition"]["ArnEquals"]["aws:SourceArn"]["Fn::Join"][1][-1] == {"Ref": zone_id}
    assert only(signed, "AWS::Route53::KeySigningKey")["Status"] == "ACTIVE"
    assert resources(signed, "AWS::Route53::DNSSEC")
    assert resources(plain, "AWS::Route53::DNSSEC") == {}


def test_a_zone_that_is_there_already_is_used_as_it_is_in_any_region() -> None:
    stack = new_stack()
    made = cc.Domain(stack, "Domain", name="example.com", zone_id="Z0123456789EXAMPLE")

    assert made.hosted_zone.hosted_zone_id == "Z0123456789EXAMPLE"
    assert (made.name_servers, made.query_logs, made.signing_key) == ([], None, None)
    assert made.alarm_targets() == []
    assert "Resources" not in template_of(stack)


def test_a_certificate_is_proven_in_the_zone_of_another_region() -> None:  # AS-2
    stack = new_stack()
    certificate(stack, names=["shop.example.com", "*.shop.example.com", "www.example.com"])
    made = only(template_of(stack), CERTIFICATE)

    assert made["ValidationMethod"] == "DNS"
    assert made["SubjectAlternativeNames"] == ["*.shop.example.com", "www.example.com"]
    proven = {option["DomainName"]: option["HostedZoneId"] for option in made["DomainValidationOptions"]}
    assert set(proven) == {"shop.example.com", "www.example.com"}
    for zone_id in proven.values():
        assert zone_id["Fn::GetStackOutput"]["Region"] == "us-east-1"
    # Held by nobody: the domain's stack can be changed without this one.
    exports = [output for output in template_of(stack).get("Outputs", {}).values() if "Export" in output]
    assert exports == []


def test_names_of_a_site_lead_to_its_distribution() -> None:  # AS-6
    stack = new_stack()
    names = ["shop.example.com", "www.example.com"]
    distribution(stack, domain=site_domain(stack, *names))
    template = template_of(stack)
    records = [body["Properties"] for body in resources(template, RECORD).values()]

    assert {(one["Name"], one["Type"]) for one in records} == {
        (name, kind) for name in names for kind in ("A", "AAAA")
    }
    (made,) = resources(template, "AWS::CloudFront::Distribution")
    for record in records:
        assert record["HostedZoneId"] == "Z0123456789EXAMPLE"
        assert record["AliasTarget"] == {
            "DNSName": {"Fn::GetAtt": [made, "DomainName"]},
            "HostedZoneId": "Z2FDTNDATAQYW2",
        }


def test_a_whole_application_stands_under_one_name() -> None:  # AS-2, AS-6
    app = cdk.App()
    cdk.CrossStackReferences.of(app).consume(cdk.ReferenceStrength.WEAK)
    account = "123456789012"
    names = cdk.Stack(app, "Names", env=cdk.Environment(account=account, region="us-east-1"))
    web = cdk.Stack(app, "Web", env=cdk.Environment(account=account, region="eu-west-1"))
    owned = cc.Domain(names, "Domain", name="example.com", dnssec=True)
    proven = cc.DomainCertificate(names, "Site", domain=owned, names=["example.com"])
    distribution(
        web,
        domain=cc.SiteDomain(names=["example.com"], certificate=proven.certificate, zone=owned.hosted_zone),
    )

    assert_no_findings(app)
    records = resources(template_of(web), RECORD).values()
    assert {body["Properties"]["HostedZoneId"]["Fn::GetStackOutput"]["StackName"] for body in records} == {
        "Names"
    }


def test_query_logs_that_anybody_reads_are_found() -> None:
    stack = new_stack()
    made = domain(stack)
    assert made.query_logs is not None
    group = made.query_logs.node.default_child
    assert isinstance(group, cdk.CfnResource)
    group.add_property_deletion_override("KmsKeyId")

    with pytest.raises(AssertionError, match="CloudWatchLogGroupEncrypted"):
        assert_no_findings(cdk.Stack.of(made))


def site_domain(stack: cdk.Stack, *names: str, of: str = "example.com") -> cc.SiteDomain:
    arn = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
    proof = acm.Certificate.from_certificate_arn(stack, "Proof", arn)
    return cc.SiteDomain(names=names, certificate=proof, zone=zone(stack, of))


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda stack: domain(stack, name="Example"), "name is 'Example'.*lower-case"),
        (lambda stack: domain(stack, zone_id="mine"), "zone_id is 'mine'"),
        (
            lambda stack: domain(stack, zone_id="Z0123456789EXAMPLE", dnssec=True),
            "dnssec is asked for a zone that is there already.*leave zone_id out",
        ),
        (lambda stack: certificate(stack, names=[]), "it has 0 names.*give 1 to 10"),
        (lambda stack: certificate(stack, names=["example.com"] * 2), "a name is given twice"),
        (lambda stack: certificate(stack, names=["a b.example.com"]), "a name is 'a b.example.com'"),
        (
            lambda stack: certificate(stack, names=["shop.example.org"]),
            "shop.example.org is not in the zone example.com",
        ),
        (
            lambda stack: distribution(stack, domain=site_domain(stack, "a.example.com", of="example.org")),
            "a.example.com is not in the zone example.org",
        ),
    ],
)
def test_what_cannot_work_is_refused(build: Any, message: str) -> None:
    with pytest.raises(cc.ArgumentError, match=message):
        build(new_stack())


def test_a_zone_is_made_where_route_53_writes_queries_down() -> None:
    with pytest.raises(cc.StackError, match=r"us-east-1 alone.*region=\"us-east-1\".*or give zone_id"):
        cc.Domain(new_stack(), "Domain", name="example.com")
