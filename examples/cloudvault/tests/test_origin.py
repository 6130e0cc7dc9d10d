"""Nobody goes round the firewall: the API's own address answers no one but health checks."""

import json
from typing import Any

import pytest
from vault_attacks import Route, routes
from vault_client.embedded import DeployedApp

ON_AWS = "abc123.execute-api.eu-west-1.amazonaws.com"
BEHIND = [route for route in routes() if route.path != "/api/health"]


def answer(app: DeployedApp, route: Route, *, domain: str = ON_AWS, **headers: str) -> dict[str, Any]:
    """What the function of a route answers to a request that API Gateway has let through."""
    context = {
        "requestId": "1",
        "domainName": domain,
        "http": {"method": route.method, "path": route.url()},
        "authorizer": {"jwt": {"claims": {"sub": "1", "email": "ada@example.com", "token_use": "id"}}},
    }
    event = {
        "version": "2.0",
        "routeKey": str(route),
        "headers": headers,
        "pathParameters": dict.fromkeys(route.parameters, "f" * 32),
        "body": json.dumps(route.body() or {}),
        "requestContext": context,
    }
    function = function_of(app, route)
    invoked = app.client("lambda").invoke(FunctionName=function, Payload=json.dumps(event))
    return json.load(invoked["Payload"])


def function_of(app: DeployedApp, route: Route) -> str:
    gateway, api_id = app.client("apigatewayv2"), app.deployment.api_url.rpartition("/")[2]
    known = {one["RouteKey"]: one["Target"] for one in gateway.get_routes(ApiId=api_id)["Items"]}
    integration = known[str(route)].removeprefix("integrations/")
    uri = gateway.get_integration(ApiId=api_id, IntegrationId=integration)["IntegrationUri"]
    return uri.rpartition("functions/")[2].removesuffix("/invocations")


def secret(app: DeployedApp) -> str:
    manager = app.client("secretsmanager")
    (arn,) = (one["ARN"] for one in manager.list_secrets()["SecretList"] if "OriginSecret" in one["Name"])
    return manager.get_secret_value(SecretId=arn)["SecretString"]


@pytest.mark.embedded
@pytest.mark.parametrize("route", BEHIND, ids=str)
def test_the_apis_own_address_answers_nobody(app: DeployedApp, route: Route) -> None:  # CV-6
    for shown in ({}, {"x-origin-verify": ""}, {"x-origin-verify": "A" * 32}):
        refused = answer(app, route, **shown)
        assert refused["statusCode"] == 403, refused
        assert json.loads(refused["body"])["detail"] == "Ask by the address of the web page."


@pytest.mark.embedded
@pytest.mark.parametrize("route", BEHIND, ids=str)
def test_who_came_through_cloudfront_is_answered(app: DeployedApp, route: Route) -> None:  # CV-6
    passed = answer(app, route, **{"x-origin-verify": secret(app)})

    assert "address of the web page" not in passed.get("body", "")
    assert passed["statusCode"] < 500, passed


@pytest.mark.embedded
@pytest.mark.parametrize("domain", ["127.0.0.1.example.com", "a.localhost.example.com", ""])
def test_only_this_machine_is_taken_for_this_machine(app: DeployedApp, domain: str) -> None:  # CV-6
    assert answer(app, BEHIND[0], domain=domain)["statusCode"] == 403
    assert answer(app, BEHIND[0], domain="abc123.execute-api.127.0.0.1")["statusCode"] != 403


@pytest.mark.embedded
def test_health_is_told_at_every_address(app: DeployedApp) -> None:  # CV-16
    (route,) = (route for route in routes() if route.path == "/api/health")

    assert answer(app, route)["statusCode"] == 200
