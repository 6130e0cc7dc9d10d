"""Signatures: those of AWS's documentation, and those that AWS's own SDK makes for the same requests."""

from datetime import UTC, datetime
from unittest import mock

import pytest
from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as SdkCredentials
from hypothesis import example, given
from hypothesis import strategies as st
from media_sync.aws.errors import AwsError
from media_sync.aws.signing import UNSIGNED_PAYLOAD, Credentials, Request, signed_headers

# https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
DOCUMENTED = Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", None)
BUCKET = "https://examplebucket.s3.amazonaws.com"
NOW = datetime(2013, 5, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    ("request_", "signature"),
    [
        (
            Request("GET", BUCKET, "/test.txt", headers={"Range": "bytes=0-9"}),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            Request(
                "PUT",
                BUCKET,
                "/test%24file.text",
                headers={
                    "Date": "Fri, 24 May 2013 00:00:00 GMT",
                    "x-amz-storage-class": "REDUCED_REDUNDANCY",
                },
                body=b"Welcome to Amazon S3.",
            ),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        (
            Request("GET", BUCKET, query={"lifecycle": ""}),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        ),
        (
            Request("GET", BUCKET, query={"max-keys": "2", "prefix": "J"}),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ],
    ids=["get", "put", "sub-resource", "query"],
)
def test_the_documented_examples(request_, signature):  # GS-7
    headers = signed_headers(request_, DOCUMENTED, "s3", "us-east-1", NOW)
    assert headers["Authorization"].endswith(f"Signature={signature}")


printable = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20)
names = st.from_regex(r"x-amz-meta-[a-z0-9-]{1,10}", fullmatch=True)
paths = st.text("abcXYZ019-._~/%", max_size=20).map(lambda text: "/" + text.replace("%", "%20"))


@given(
    method=st.sampled_from(["GET", "HEAD", "PUT", "POST", "DELETE"]),
    path=paths,
    query=st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=8), max_size=4),
    headers=st.dictionaries(names, printable.map(str.strip), max_size=4),
    body=st.none() | st.binary(max_size=100),
    token=st.none() | st.text("abc+/=", min_size=1),
    now=st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC)),
)
@example("PUT", "/a", {"b=": "&", "a": "é~ +"}, {"x-amz-meta-a": "two  spaces"}, None, None, NOW)
def test_a_request_to_s3_is_signed_as_the_sdk_signs_it(method, path, query, headers, body, token, now):
    request = Request(method, BUCKET, path, query, headers, body or b"", body is not None)
    signed = signed_headers(request, Credentials("AKID", "secret", token), "s3", "eu-west-3", now)
    theirs = AWSRequest(method, BUCKET + path, params=dict(query), headers=dict(headers), data=body or b"")
    # What S3's signer of the SDK does with bodies that stream over TLS.
    theirs.context["client_config"] = mock.Mock(s3={"payload_signing_enabled": body is not None})
    signer = auth.S3SigV4Auth(SdkCredentials("AKID", "secret", token), "s3", "eu-west-3")
    assert signed["Authorization"] == authorization(signer, theirs, now)
    assert (signed["X-Amz-Content-Sha256"] == UNSIGNED_PAYLOAD) is (body is None)


@given(body=st.binary(max_size=200), target=names, token=st.none() | st.just("token"))
def test_a_request_to_a_json_service_is_signed_as_the_sdk_signs_it(body, target, token):
    origin = "https://dynamodb.eu-west-3.amazonaws.com"
    headers = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": target}
    request = Request("POST", origin, headers=headers, body=body)
    signed = signed_headers(request, Credentials("AKID", "secret", token), "dynamodb", "eu-west-3", NOW)
    theirs = AWSRequest("POST", origin + "/", headers=headers, data=body)
    signer = auth.SigV4Auth(SdkCredentials("AKID", "secret", token), "dynamodb", "eu-west-3")
    assert signed["Authorization"] == authorization(signer, theirs, NOW)


def authorization(signer: auth.SigV4Auth, request: AWSRequest, now: datetime) -> str:
    with mock.patch.object(auth, "get_current_datetime", return_value=now.replace(tzinfo=None)):
        signer.add_auth(request)
    return request.headers["Authorization"]


def test_credentials_are_those_of_the_functions_role():
    found = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"}
    assert Credentials.read(found) == Credentials("a", "s", "t")
    assert Credentials.read({**found, "AWS_SESSION_TOKEN": ""}).token == ""
    shown = repr(Credentials("the key's id", "secret", "token"))
    assert "the key's id" in shown
    assert not {"secret", "token"} & set(shown.split("'"))
    with pytest.raises(AwsError, match="AWS_SECRET_ACCESS_KEY") as caught:
        Credentials.read({"AWS_ACCESS_KEY_ID": "a"})
    assert not caught.value.is_transient
