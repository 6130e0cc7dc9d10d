"""Addresses of APIs, functions and sites that resolve on any machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from cloud_constructs.local._deploy.deployment import Resource
    from cloud_constructs.local._engine.clients import Clients


def urls_of(clients: Clients, resources: list[Resource]) -> dict[str, str]:
    """Return the path-style URL of every API, function URL, site and mailbox, by construct path.

    The engine knows AWS's host names as well, but *.localhost resolves in browsers only.
    """
    return {
        resource.path: url
        for resource in resources
        if resource.type in _ADDRESSES and (url := _ADDRESSES[resource.type](clients, resource.physical_id))
    }


def _http_api(clients: Clients, api: str) -> str:
    stages = [one["StageName"] for one in clients("apigatewayv2").get_stages(ApiId=api)["Items"]]
    return _api(clients, api, stages)


def _rest_api(clients: Clients, api: str) -> str:
    stages = [one["stageName"] for one in clients("apigateway").get_stages(restApiId=api)["item"]]
    return _api(clients, api, stages)


def _api(clients: Clients, api: str, stages: list[str]) -> str:
    # With a slash at the end, so that the printed address answers as it stands.
    base = f"{clients.endpoint_url}/_aws/execute-api/{api}/"
    return base if not stages or "$default" in stages else f"{base}{stages[0]}"


def _function_url(clients: Clients, function: str) -> str:
    url: str = clients("lambda").get_function_url_config(FunctionName=function)["FunctionUrl"]
    host = url.removeprefix("https://").removeprefix("http://")
    return f"{clients.endpoint_url}/_aws/lambda-url/{host.partition('.')[0]}"


def _distribution(clients: Clients, distribution: str) -> str | None:
    """Return where the first page is: the engine does not serve a distribution's files, but its bucket's."""
    config = clients("cloudfront").get_distribution_config(Id=distribution)["DistributionConfig"]
    default = config["DefaultCacheBehavior"]["TargetOriginId"]
    hosts = {origin["Id"]: origin["DomainName"] for origin in config["Origins"]["Items"]}
    bucket, found, _ = hosts[default].partition(".s3.")
    page = config.get("DefaultRootObject")
    return f"{clients.endpoint_url}/{bucket}/{page}" if found and page else None


def _mailbox(clients: Clients, _: str) -> str:
    return f"{clients.endpoint_url}/_mailbox"


_ADDRESSES: dict[str, Callable[[Clients, str], str | None]] = {
    "AWS::ApiGatewayV2::Api": _http_api,
    "AWS::ApiGateway::RestApi": _rest_api,
    "AWS::CloudFront::Distribution": _distribution,
    "AWS::Lambda::Url": _function_url,
    "AWS::SES::EmailIdentity": _mailbox,
}
