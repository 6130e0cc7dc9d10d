"""`amplify_outputs.json`, against what Amplify's published schema (version 1.4) asks of it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests
from vault_client.embedded import EXAMPLE, DeployedApp

# Of each object: the keys that the schema knows, and those that it requires. Others are refused by it.
AUTH = {
    "aws_region",
    "user_pool_id",
    "user_pool_client_id",
    "identity_pool_id",
    "password_policy",
    "oauth",
    "standard_required_attributes",
    "username_attributes",
    "user_verification_types",
    "unauthenticated_identities_enabled",
    "mfa_configuration",
    "mfa_methods",
    "passwordless",
    "groups",
}
SCHEMA: dict[str, tuple[set[str], set[str]]] = {
    "auth": (AUTH, {"aws_region", "user_pool_id", "user_pool_client_id"}),
    "storage": ({"aws_region", "bucket_name", "buckets"}, {"aws_region", "bucket_name"}),
}
PASSWORD_POLICY = {
    "min_length",
    "require_numbers",
    "require_lowercase",
    "require_uppercase",
    "require_symbols",
}


@pytest.fixture(scope="module")
def written(app: DeployedApp, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the command writes for the deployed app."""
    output = tmp_path_factory.mktemp("amplify") / "amplify_outputs.json"
    endpoints = app.environment["CLOUD_CONSTRUCTS_ENDPOINTS"]
    run("--outputs", endpoints, "--output", str(output))
    return json.loads(output.read_text())


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLE / "amplify.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True)


@pytest.mark.embedded
def test_the_file_is_as_the_published_schema_says(written: dict[str, Any]) -> None:  # CV-1
    assert written["version"] == "1.4"
    assert set(written) == {"version", "auth", "storage", "custom"}
    for name, (known, required) in SCHEMA.items():
        assert required <= set(written[name]) <= known
    policy = written["auth"]["password_policy"]
    assert set(policy) == PASSWORD_POLICY
    assert 6 <= policy["min_length"] <= 99
    assert written["auth"]["mfa_configuration"] in {"NONE", "OPTIONAL", "REQUIRED"}
    assert set(written["auth"]["mfa_methods"]) <= {"SMS", "TOTP", "EMAIL"}
    assert set(written["auth"]["username_attributes"]) <= {"email", "phone_number", "username"}


@pytest.mark.embedded
def test_the_file_names_what_is_deployed(app: DeployedApp, written: dict[str, Any]) -> None:  # CV-17
    identity, auth = app.client("cognito-idp"), written["auth"]
    pool = identity.describe_user_pool(UserPoolId=auth["user_pool_id"])["UserPool"]
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == auth["password_policy"]["min_length"]
    assert app.client("s3").head_bucket(Bucket=written["storage"]["bucket_name"])
    endpoint = written["custom"]["API"]["cloudvault"]["endpoint"].rstrip("/")
    assert requests.get(f"{endpoint}/api/health", timeout=30).json() == {"status": "ok"}


@pytest.mark.embedded
def test_the_page_has_the_file_beside_it(app: DeployedApp, written: dict[str, Any]) -> None:  # CV-17
    beside = requests.get(app.deployment.page_url.replace("index.html", "amplify_outputs.json"), timeout=30)

    published = beside.json()
    assert published["auth"] == written["auth"]
    assert published["storage"] == written["storage"]
    assert published["custom"]["API"]["cloudvault"]["apiId"] in app.deployment.api_url


def test_outputs_of_half_a_deployment_are_refused(tmp_path: Path) -> None:
    outputs = tmp_path / "outputs.json"
    outputs.write_text('{"CloudVaultIdentity": {"UserPoolId": "eu-west-1_x"}}')

    with pytest.raises(subprocess.CalledProcessError) as refused:
        run("--outputs", str(outputs), "--output", str(tmp_path / "amplify_outputs.json"))

    assert "deploy all stacks first" in refused.value.stderr
