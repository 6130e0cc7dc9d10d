"""What a REST API answers by itself, as RFC 9457 wants errors told."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_cdk import aws_apigateway as rest

from cloud_constructs.core import create

if TYPE_CHECKING:
    from constructs import Construct

MEDIA_TYPE = "application/problem+json"
# A JSON string with its quotes, unlike the details of a validation: these may hold quotes of their own, and
# such a template has no function to escape them.
MESSAGE = "$context.error.messageString"

# What browsers are told of answers that are no pages: https://owasp.org/www-project-secure-headers/
SECURITY = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of error that API Gateway answers with by itself."""

    kind: str
    title: str
    status: int | None = None

    def body(self) -> str:
        """Return the template of the body; without a status of its own it says none."""
        status = "" if self.status is None else f'"status":{self.status},'
        title = json.dumps(self.title)
        return f'{{"type":"about:blank","title":{title},{status}"detail":{MESSAGE}}}'


# https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
PROBLEMS = (
    Problem("BAD_REQUEST_BODY", "Bad Request", 400),
    Problem("BAD_REQUEST_PARAMETERS", "Bad Request", 400),
    Problem("UNAUTHORIZED", "Unauthorized", 401),
    Problem("ACCESS_DENIED", "Forbidden", 403),
    Problem("WAF_FILTERED", "Forbidden", 403),
    Problem("REQUEST_TOO_LARGE", "Content Too Large", 413),
    Problem("UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type", 415),
    Problem("QUOTA_EXCEEDED", "Too Many Requests", 429),
    Problem("THROTTLED", "Too Many Requests", 429),
    Problem("INTEGRATION_TIMEOUT", "Gateway Timeout", 504),
    Problem("DEFAULT_4XX", "The request cannot be served"),
    Problem("DEFAULT_5XX", "The service has failed"),
)


def answer_with_problems(
    scope: Construct, rest_api_id: str, deployment: rest.Deployment, origin: str | None
) -> None:
    """Make the gateway responses of an API.

    Args:
        scope: Where they stand.
        rest_api_id: The API.
        deployment: What has to be made anew when they change.
        origin: The page that may read them in a browser.
    """
    said = {"Content-Type": MEDIA_TYPE, **SECURITY}
    if origin is not None:
        said["Access-Control-Allow-Origin"] = origin
    headers = {f"gatewayresponse.header.{name}": f"'{value}'" for name, value in said.items()}
    responses = [
        create(
            rest.CfnGatewayResponse,
            rest.CfnGatewayResponseProps,
            scope,
            problem.kind,
            response_parameters=headers,
            response_templates={"application/json": problem.body()},
            response_type=problem.kind,
            rest_api_id=rest_api_id,
            status_code=str(problem.status) if problem.status else None,
        )
        for problem in PROBLEMS
    ]
    deployment.node.add_dependency(*responses)
    deployment.add_to_logical_id([headers, [problem.body() for problem in PROBLEMS]])
