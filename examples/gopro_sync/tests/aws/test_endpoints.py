"""Addresses, compared with those that AWS's own SDK finds in its tables."""

import itertools

import botocore.session
import pytest
from botocore.regions import EndpointResolver
from media_sync.aws.endpoints import bucket_address, origin_of
from media_sync.aws.errors import AwsError

SERVICES = ["dynamodb", "s3", "secretsmanager"]


def known() -> list[tuple[str, str, str]]:
    """Each service in each region that the SDK knows, with its address."""
    data = botocore.session.Session().get_data("endpoints")
    resolver = EndpointResolver(data)
    regions = [region for partition in data["partitions"] for region in partition["regions"]]
    found = []
    for service, region in itertools.product(SERVICES, regions):
        endpoint = resolver.construct_endpoint(service, region, None)
        found.append((service, region, endpoint["hostname"]))
    return found


def test_every_region_of_every_partition():  # GS-7
    differing = {
        (service, region): (ours, theirs)
        for service, region, theirs in known()
        if (ours := origin_of(service, region, {})) != f"https://{theirs}"
    }
    # The SDK's old name for S3 in its first region, which it keeps for those who depend on it.
    assert differing.pop(("s3", "us-east-1"), None) in {
        None,
        ("https://s3.us-east-1.amazonaws.com", "https://s3.amazonaws.com"),
    }
    assert differing == {}
    assert len(known()) > 100


def test_the_embedded_aws_is_reached_by_one_address():
    for service in SERVICES:
        assert origin_of(service, "eu-west-3", {"AWS_ENDPOINT_URL": "http://127.0.0.1:4566/"}) == (
            "http://127.0.0.1:4566"
        )
    assert origin_of("s3", "eu-west-3", {"AWS_ENDPOINT_URL": "https://vpce.example.com"}).endswith(".com")


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_may_have_an_address_of_its_own_as_for_the_sdk(service, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    for name in ("S3", "DYNAMODB", "SECRETS_MANAGER"):
        monkeypatch.setenv(f"AWS_ENDPOINT_URL_{name}", f"https://{name.replace('_', '')}.example.com".lower())
    theirs = botocore.session.Session().create_client(service, region_name="eu-west-3")
    assert origin_of(service, "eu-west-3") == theirs.meta.endpoint_url == f"https://{service}.example.com"
    theirs.close()


def test_credentials_go_over_no_unencrypted_network():
    with pytest.raises(AwsError, match="neither HTTPS nor on this machine") as caught:
        origin_of("s3", "eu-west-3", {"AWS_ENDPOINT_URL": "http://s3.example.com"})
    assert not caught.value.is_transient


@pytest.mark.parametrize(
    ("bucket", "by_path", "address"),
    [
        ("media", False, ("https://media.s3.eu-west-3.amazonaws.com", "")),
        ("media", True, ("https://s3.eu-west-3.amazonaws.com", "/media")),
        ("my.media", False, ("https://s3.eu-west-3.amazonaws.com", "/my.media")),
    ],
)
def test_a_bucket_is_a_host_where_it_can_be(bucket, by_path, address):
    assert bucket_address("https://s3.eu-west-3.amazonaws.com", bucket, by_path=by_path) == address
