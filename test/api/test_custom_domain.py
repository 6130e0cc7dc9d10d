from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_s3 as s3
from harness import http_api, only, resources, rest_api, synth, zone

from cloud_constructs import ArgumentError, CustomDomain, Truststore

ARN = "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
HTTP, REST = "AWS::ApiGatewayV2::DomainName", "AWS::ApiGateway::DomainName"


def with_domain(make: Any, *, mutual: bool = False, **kwargs: Any) -> Any:
    def build(stack: cdk.Stack) -> None:
        certificate = acm.Certificate.from_certificate_arn(stack, "Certificate", ARN)
        bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "authorities")
        trusted = Truststore(bucket=bucket, key="clients.pem", version="7") if mutual else None
        domain = CustomDomain(
            **{"name": "api.example.com", "certificate": certificate, "truststore": trusted, **kwargs}
        )
        assert make(stack, domain=domain).url == domain.url

    return synth(build)


def test_a_rest_api_speaks_the_newest_tls_under_its_own_name_alone() -> None:
    template = with_domain(rest_api)
    domain = only(template, REST)

    assert domain["SecurityPolicy"] == "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09"
    assert domain["EndpointAccessMode"] == "STRICT"
    assert only(template, "AWS::ApiGateway::RestApi")["DisableExecuteApiEndpoint"] is True
    assert only(template, "AWS::ApiGateway::BasePathMapping")["Stage"]


def test_a_rest_api_with_mutual_tls_takes_the_policy_that_goes_with_it() -> None:
    domain = only(with_domain(rest_api, mutual=True), REST)

    assert domain["SecurityPolicy"] == "TLS_1_2"
    assert domain["MutualTlsAuthentication"] == {
        "TruststoreUri": "s3://authorities/clients.pem",
        "TruststoreVersion": "7",
    }


def test_an_http_api_has_a_name_and_a_path_of_its_own() -> None:
    template = with_domain(http_api, base_path="orders", mutual=True)
    (configuration,) = only(template, HTTP)["DomainNameConfigurations"]

    assert configuration["SecurityPolicy"] == "TLS_1_2"
    assert only(template, HTTP)["MutualTlsAuthentication"]["TruststoreVersion"] == "7"
    assert only(template, "AWS::ApiGatewayV2::ApiMapping")["ApiMappingKey"] == "orders"
    assert only(template, "AWS::ApiGatewayV2::Api")["DisableExecuteApiEndpoint"] is True


@pytest.mark.parametrize("make", [http_api, rest_api])
def test_without_a_domain_there_is_none(make: Any) -> None:
    def build(stack: cdk.Stack) -> None:
        assert make(stack).domain_name is None

    template = synth(build)
    assert resources(template, HTTP) == resources(template, REST) == {}


@pytest.mark.parametrize(
    ("make", "kind", "attribute"),
    [(http_api, HTTP, "RegionalDomainName"), (rest_api, REST, "RegionalDomainName")],
)
def test_a_name_whose_zone_is_known_leads_to_the_api_over_both_protocols(
    make: Any, kind: str, attribute: str
) -> None:
    def build(stack: cdk.Stack) -> None:
        certificate = acm.Certificate.from_certificate_arn(stack, "Certificate", ARN)
        make(stack, domain=CustomDomain(name="api.example.com", certificate=certificate, zone=zone(stack)))

    template = synth(build)
    (id,) = resources(template, kind)
    records = [body["Properties"] for body in resources(template, "AWS::Route53::RecordSet").values()]
    assert {record["Type"] for record in records} == {"A", "AAAA"}
    assert {str(record["AliasTarget"]["DNSName"]) for record in records} == {
        str({"Fn::GetAtt": [id, attribute]})
    }
    assert "dualstack" in str(resources(template, kind)[id]["Properties"]).replace("IpAddressType", "")


def test_a_name_outside_the_zone_is_refused() -> None:
    def build(stack: cdk.Stack) -> None:
        certificate = acm.Certificate.from_certificate_arn(stack, "Certificate", ARN)
        rest_api(stack, domain=CustomDomain(name="a.example.org", certificate=certificate, zone=zone(stack)))

    with pytest.raises(ArgumentError, match=r"a\.example\.org is not in the zone example\.com"):
        synth(build)


def test_a_rest_api_speaks_the_newest_tls_under_the_name_that_aws_makes() -> None:  # AS-2
    api = only(synth(rest_api), "AWS::ApiGateway::RestApi")

    assert api["SecurityPolicy"] == "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09"
    assert api["EndpointAccessMode"] == "STRICT"
