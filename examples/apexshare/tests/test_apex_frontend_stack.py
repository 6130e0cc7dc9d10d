"""The page's name and how it is served, with a name of one's own and without."""

import json
import re
import subprocess
from functools import cache
from typing import Any

import aws_cdk as cdk
import pytest
import requests
from apex_client.embedded import DeployedApp, deployed
from apexshare import ApexShare, Config
from apexshare.api import SITE_PARAMETER
from apexshare.frontend import PAGE, PAGE_POLICY

from cloud_constructs.testing import Synthesised, assert_no_findings, synth

OWN_NAME = "share.example.com"
CONTEXTS: dict[str, dict[str, str]] = {"generated": {}, "own": {"domain": OWN_NAME}}


def build(app: cdk.App) -> None:
    ApexShare(app, config=Config.of(app), account="123456789012", region="eu-west-1")


@cache
def synthesised(names: str) -> Synthesised:
    return synth(build, context=CONTEXTS[names])


def template(names: str, stack: str) -> dict[str, Any]:
    return synthesised(names).templates[f"ApexShare{stack}"]


def properties(names: str, stack: str, kind: str) -> list[dict[str, Any]]:
    found = template(names, stack)["Resources"].values()
    return [resource.get("Properties", {}) for resource in found if resource["Type"] == kind]


@pytest.mark.parametrize("names", CONTEXTS)
def test_nothing_is_open_under_any_rule(names: str) -> None:  # AS-2, AS-6
    assert_no_findings(synthesised(names))


@pytest.mark.parametrize("names", CONTEXTS)
def test_cloudformation_would_take_every_template(names: str) -> None:
    files = sorted(str(file) for file in synthesised(names).directory.glob("*.template.json"))
    # CDK's own: dependencies that are said twice.
    command = ["cfn-lint", "--ignore-checks", "W3005", "W3010", "--template", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")


def test_without_a_domain_the_app_answers_under_generated_names() -> None:  # AS-2
    resources = template("generated", "Dns")["Resources"].values()
    (output,) = template("generated", "Dns")["Outputs"].values()

    assert [one["Type"] for one in resources] == ["AWS::CloudFormation::WaitConditionHandle"]
    assert "-c domain=" in output["Value"]
    (distribution,) = properties("generated", "Frontend", "AWS::CloudFront::Distribution")
    assert "Aliases" not in distribution["DistributionConfig"]


def test_with_a_domain_its_zone_leads_to_the_page_over_tls_1_2_and_1_3() -> None:  # AS-2, AS-6
    (zone,) = properties("own", "Dns", "AWS::Route53::HostedZone")
    (certificate,) = properties("own", "Dns", "AWS::CertificateManager::Certificate")
    (distribution,) = properties("own", "Frontend", "AWS::CloudFront::Distribution")
    config = distribution["DistributionConfig"]
    records = properties("own", "Frontend", "AWS::Route53::RecordSet")

    assert (zone["Name"], certificate["DomainName"]) == (f"{OWN_NAME}.", OWN_NAME)
    assert certificate["ValidationMethod"] == "DNS"
    assert config["Aliases"] == [OWN_NAME]
    assert config["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2025"
    assert {(one["Name"], one["Type"]) for one in records} == {(OWN_NAME, "A"), (OWN_NAME, "AAAA")}
    for record in records:
        assert record["HostedZoneId"]["Fn::GetStackOutput"]["Region"] == "us-east-1"


def test_somebody_hears_of_a_certificate_that_is_not_renewed() -> None:  # AS-2, AS-7
    (alarm,) = [
        resource["Properties"]
        for each in synthesised("own").templates.values()
        for resource in each["Resources"].values()
        if resource.get("Properties", {}).get("MetricName") == "DaysToExpiry"
    ]

    assert alarm["Threshold"] == 30
    assert alarm["AlarmActions"]


@pytest.mark.parametrize(
    ("names", "expected"), [("own", f"https://{OWN_NAME}/"), ("generated", "cloudfront")]
)
def test_links_in_e_mails_lead_to_the_page(names: str, expected: str) -> None:  # AS-4
    (parameter,) = properties(names, "Frontend", "AWS::SSM::Parameter")
    (sender,) = [
        function["Environment"]["Variables"]
        for function in properties(names, "Api", "AWS::Lambda::Function")
        if "SITE_PARAMETER" in function.get("Environment", {}).get("Variables", {})
    ]

    assert parameter["Name"] == sender["SITE_PARAMETER"]
    assert expected in json.dumps(parameter["Value"]).replace("DomainName", "cloudfront")


def test_a_deployment_with_a_domain_knows_its_records_and_where_links_lead() -> None:  # AS-2
    with deployed({"domain": OWN_NAME}) as app:
        names = app.client("route53")
        (zone,) = names.list_hosted_zones()["HostedZones"]
        records = names.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
        site = app.client("ssm").get_parameter(Name=SITE_PARAMETER)["Parameter"]["Value"]

    led = {record["Type"] for record in records if record["Name"] == f"{OWN_NAME}."}
    assert led >= {"A", "AAAA", "CAA"}
    assert site == f"https://{OWN_NAME}/"


def test_the_deployed_page_says_where_the_api_is(app: DeployedApp) -> None:  # AS-6
    page = requests.get(app.deployment.page_url, timeout=60)
    config = requests.get(app.deployment.page_url.replace("index.html", "config.json"), timeout=60).json()

    assert "<title>ApexShare</title>" in page.text
    assert config["userPoolClientId"] == app.deployment.outputs["UserPoolClientId"]
    assert config["pageKey"] == app.deployment.outputs["PageKey"]
    assert config["api"] == app.deployment.outputs["ApiUrl"]


def test_only_cloudfront_reads_the_page_s_files() -> None:  # AS-6
    (distribution,) = properties("generated", "Frontend", "AWS::CloudFront::Distribution")
    (origin,) = distribution["DistributionConfig"]["Origins"]

    assert origin["OriginAccessControlId"]
    for bucket in properties("generated", "Frontend", "AWS::S3::Bucket"):
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}


def test_the_page_asks_for_the_same_protection_wherever_it_is_served_from() -> None:  # AS-6
    said = re.search(
        r'http-equiv="Content-Security-Policy" content="([^"]+)"', (PAGE / "index.html").read_text()
    )

    assert said
    # Browsers take frame-ancestors from a header alone.
    assert set(PAGE_POLICY.split("; ")) - set(said[1].split("; ")) == {"frame-ancestors 'none'"}
