"""`amplify_outputs.json`: how a front end, Amplify's or the page in `web/`, finds a deployment.

The schema is published with Amplify's own tools, as schema_v1.4.json:
https://github.com/aws-amplify/amplify-backend/tree/main/packages/client-config/src/client-config-schema
"""

from typing import Any

VERSION = "1.4"
API_NAME = "cloudvault"
PASSWORDS: dict[str, Any] = {
    "min_length": 12,
    "require_lowercase": True,
    "require_numbers": True,
    "require_symbols": True,
    "require_uppercase": True,
}
"""What the user pool asks of passwords."""


def amplify_outputs(
    *, region: str, user_pool_id: str, user_pool_client_id: str, bucket: str, api_id: str, api_endpoint: str
) -> dict[str, Any]:
    """Return the file's content; each value may be known only once it is deployed.

    Args:
        region: Of all that is named here.
        user_pool_id: Who users are.
        user_pool_client_id: As what the page signs in.
        bucket: Where files are; it is reached by URLs that the API signs.
        api_id: Of the HTTP API.
        api_endpoint: Below which `/api/...` answers.
    """
    return {
        "version": VERSION,
        "auth": {
            "aws_region": region,
            "user_pool_id": user_pool_id,
            "user_pool_client_id": user_pool_client_id,
            "password_policy": PASSWORDS,
            "mfa_configuration": "REQUIRED",
            "mfa_methods": ["TOTP"],
            "standard_required_attributes": ["email"],
            "unauthenticated_identities_enabled": False,
            "user_verification_types": ["email"],
            "username_attributes": ["email"],
        },
        "storage": {"aws_region": region, "bucket_name": bucket},
        # As Amplify's documentation names HTTP APIs.
        "custom": {
            "API": {
                API_NAME: {
                    "apiId": api_id,
                    "apiName": API_NAME,
                    "endpoint": api_endpoint,
                    "region": region,
                }
            }
        },
    }
