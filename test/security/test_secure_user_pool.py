from datetime import timedelta
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cognito as cognito
from harness import ENV, default_template, new_stack, only, resources, template_of, user_pool

import cloud_constructs as cc
from cloud_constructs import Guardrails
from cloud_constructs.guardrails import findings

OURS = cc.Waiver(reason="Employees sign in here, who come through the company's own gate")


def pool(**kwargs: Any) -> dict[str, Any]:
    stack = new_stack()
    user_pool(stack, **kwargs)
    return only(template_of(stack), "AWS::Cognito::UserPool")


def client(**kwargs: Any) -> dict[str, Any]:
    stack = new_stack()
    cc.SecureUserPool(stack, "Users").add_client("App", **kwargs)
    return only(template_of(stack), "AWS::Cognito::UserPoolClient")


def test_an_administrator_invites_unless_people_may_sign_up() -> None:
    assert pool()["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert pool(self_sign_up=True)["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": False}


def test_a_second_factor_comes_from_an_app_and_never_by_sms() -> None:
    properties = pool()

    assert (properties["MfaConfiguration"], properties["EnabledMfas"]) == ("ON", ["SOFTWARE_TOKEN_MFA"])
    assert "SmsConfiguration" not in properties


def test_an_address_counts_when_it_is_proven() -> None:
    properties = pool()

    assert properties["AutoVerifiedAttributes"] == ["email"]
    assert properties["UserAttributeUpdateSettings"] == {
        "AttributesRequireVerificationBeforeUpdate": ["email"]
    }
    assert properties["UsernameConfiguration"] == {"CaseSensitive": False}


def test_passwords_are_as_long_as_asked_for_and_of_four_kinds() -> None:
    policy = pool(min_password_length=20, invitation_validity=cdk.Duration.days(3))["Policies"][
        "PasswordPolicy"
    ]

    assert policy == {
        "MinimumLength": 20,
        "RequireLowercase": True,
        "RequireNumbers": True,
        "RequireSymbols": True,
        "RequireUppercase": True,
        "TemporaryPasswordValidityDays": 3,
    }


def test_cognito_judges_each_sign_in() -> None:
    properties = pool()

    assert properties["UserPoolTier"] == "PLUS"
    assert properties["UserPoolAddOns"] == {"AdvancedSecurityMode": "ENFORCED"}


def test_by_password_alone_the_factor_can_still_be_added_and_the_reason_stands() -> None:
    app = cdk.App()
    user_pool(cdk.Stack(app, "Test", env=ENV), second_factor=OURS, threat_protection=OURS)
    guardrails = Guardrails.of(app)
    guardrails.enforce()
    assembly = guardrails.synth()
    properties = only(assembly.get_stack_by_name("Test").template, "AWS::Cognito::UserPool")

    assert (properties["MfaConfiguration"], properties["EnabledMfas"]) == ("OPTIONAL", ["SOFTWARE_TOKEN_MFA"])
    assert properties["UserPoolTier"] == "ESSENTIALS"
    assert "UserPoolAddOns" not in properties
    waived = {f.rule for f in findings(assembly.directory, acknowledged=True) if f.reason == OURS.reason}
    assert waived == {"AwsSolutions-COG2", "AwsSolutions-COG8"}


@pytest.mark.parametrize(
    ("stage", "protection", "policy"), [("prod", "ACTIVE", "Retain"), ("dev", "INACTIVE", "Delete")]
)
def test_a_stage_that_keeps_its_data_keeps_its_users(stage: str, protection: str, policy: str) -> None:
    stack = new_stack()
    cc.SecureUserPool(stack, "Users", profile=cc.StageProfile.named(stage))
    (made,) = resources(template_of(stack), "AWS::Cognito::UserPool").values()

    assert (made["Properties"]["DeletionProtection"], made["DeletionPolicy"]) == (protection, policy)


def test_a_client_gives_nothing_away() -> None:
    properties = only(default_template("SecureUserPool"), "AWS::Cognito::UserPoolClient")

    assert properties["PreventUserExistenceErrors"] == "ENABLED"
    assert properties["EnableTokenRevocation"] is True
    assert properties["AllowedOAuthFlowsUserPoolClient"] is False
    assert not {"AllowedOAuthFlows", "CallbackURLs", "GenerateSecret"} & properties.keys()


def test_a_password_is_not_sent_unless_the_app_asks_for_it() -> None:
    assert client()["ExplicitAuthFlows"] == ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    asked = client(auth_flows=cognito.AuthFlow(user_password=True))
    assert asked["ExplicitAuthFlows"] == ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]


def test_tokens_work_for_an_hour_and_a_session_lasts_a_month_unless_said_otherwise() -> None:
    def validity(properties: dict[str, Any]) -> tuple[timedelta, timedelta, timedelta]:
        assert set(properties["TokenValidityUnits"].values()) == {"minutes"}
        access, id, refresh = (
            timedelta(minutes=properties[f"{kind}TokenValidity"]) for kind in ("Access", "Id", "Refresh")
        )
        return access, id, refresh

    hour = timedelta(hours=1)
    assert validity(client()) == (hour, hour, timedelta(days=30))
    minutes, day = cdk.Duration.minutes(10), cdk.Duration.days(1)
    short = timedelta(minutes=10)
    assert validity(client(token_validity=minutes, session=day)) == (short, short, timedelta(days=1))


def test_alarms_watch_each_client_by_its_name() -> None:
    users = cc.SecureUserPool(new_stack(), "Users")
    users.add_client("Page")
    users.add_client("Phone")

    assert [target.name for target in users.alarm_targets()] == ["UsersPage", "UsersPhone"]
    assert [target.name for target in users.alarm_targets("People")] == ["PeoplePage", "PeoplePhone"]


def test_two_clients_of_one_id_are_refused() -> None:
    with pytest.raises(cc.ArgumentError, match=r"Page is a client already.*give each client its own id"):
        user_pool(new_stack()).add_client("Page")
