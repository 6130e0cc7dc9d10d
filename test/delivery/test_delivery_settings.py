from typing import Any

import aws_cdk as cdk
import pytest

from cloud_constructs import ArgumentError, DeliverySettings, GitSource

CONNECTION = "arn:aws:codeconnections:eu-west-1:123456789012:connection/acme"
SAID = {
    "connection_arn": CONNECTION,
    "repository": "acme/shop",
    "account": "123456789012",
    "region": "eu-west-1",
    "accounts": {"dev": "111122223333", "prod": "123456789012"},
    "operators": ["operators@example.com"],
}


def settings(said: object) -> DeliverySettings:
    return DeliverySettings.of(cdk.App(context={"delivery": said}), ["dev", "prod"])


def test_the_context_says_where_from_and_where_to() -> None:
    made = settings(SAID)

    assert made.source == GitSource(connection_arn=CONNECTION, repository="acme/shop")
    assert (made.account, made.region) == ("123456789012", "eu-west-1")
    assert made.accounts == {"dev": "111122223333", "prod": "123456789012"}
    assert made.operators == ["operators@example.com"]


def test_an_app_can_tell_whether_it_is_delivered() -> None:
    assert DeliverySettings.are_in(cdk.App(context={"delivery": SAID}))
    assert not DeliverySettings.are_in(cdk.App())


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (None, "lacks connection_arn, repository, account, region, accounts, operators, accounts.dev"),
        ("acme/shop", "lacks connection_arn"),
        ({**SAID, "accounts": {"dev": "111122223333"}}, "lacks accounts.prod"),
        ({**SAID, "accounts": "111122223333"}, "lacks accounts.dev, accounts.prod"),
        ({**SAID, "branch": "release"}, "nobody reads branch.*there are connection_arn, repository"),
    ],
)
def test_what_is_missing_or_unknown_is_named(said: Any, problem: str) -> None:
    with pytest.raises(ArgumentError, match=problem):
        settings(said)
