"""Who users are, and what they have to show."""

import pytest
from botocore.exceptions import ClientError
from vault_client.embedded import DeployedApp
from vault_client.session import code, sign_in


@pytest.mark.embedded
def test_a_password_alone_lets_nobody_in(app: DeployedApp) -> None:  # CV-17
    ada = app.new_user()
    asked = app.client("cognito-idp").initiate_auth(
        ClientId=app.deployment.outputs["UserPoolClientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": ada.email, "PASSWORD": ada.password},
    )

    assert asked["ChallengeName"] == "SOFTWARE_TOKEN_MFA"
    assert "AuthenticationResult" not in asked


@pytest.mark.embedded
def test_a_wrong_second_factor_lets_nobody_in(app: DeployedApp) -> None:  # CV-17
    ada, eve = app.new_user(), app.new_user()

    with pytest.raises(ClientError, match="CodeMismatchException"):
        sign_in(app.deployment, ada.email, ada.password, eve.secret)
    assert sign_in(app.deployment, ada.email, ada.password, ada.secret).id_token


def test_codes_are_those_of_authenticator_apps() -> None:
    # The examples of RFC 6238, of which authenticator apps show the last six digits.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    moments = (59, 1111111109, 1111111111, 1234567890, 2000000000, 20000000000)

    assert [code(secret, moment) for moment in moments] == [
        *("287082", "081804", "050471", "005924", "279037", "353130")
    ]
