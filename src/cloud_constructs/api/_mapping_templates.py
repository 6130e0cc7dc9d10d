"""What a REST API makes of a request for its function, and of the function's answer."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from aws_cdk import aws_apigateway as rest

from cloud_constructs.api._problems import MEDIA_TYPE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cloud_constructs.core import Check

ANYTHING = r"[\s\S]+"
# Escaped for JavaScript is escaped for JSON, but for the apostrophe.
MESSAGE = '$util.escapeJavaScript($input.path("$.errorMessage")).replaceAll("\\\\\'", "\'")'


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingTemplates:
    r"""Velocity templates between a `RestApi` and a function, which then sees no event of API Gateway's.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html

    Args:
        request: What the function gets, such as `{"id": "$input.params('id')"}`.
        response: What the client gets, such as `{"order": $input.json('$')}`.
        errors: The status of an exception by a regular expression that its whole message matches; what
            matches none is status 500, without its words. The client gets an RFC 9457 problem.

    Example:
        ```python
        from cloud_constructs import MappingTemplates

        MappingTemplates(
            request='{"id": "$input.params(\'id\')"}', errors={"Unknown order: .*": 404}
        )
        ```
    """

    request: str
    response: str = "$input.body"
    errors: Mapping[str, int] = field(default_factory=dict[str, int])

    def check(self, check: Check) -> None:
        """Raise an ArgumentError for a status that is none of an error."""
        for status in self.errors.values():
            check.between("a status of errors", status, 400, 599)

    def integration_options(self, success: int) -> dict[str, Any]:
        """Return the options of the integration, with the status of a good answer."""
        answer = {"statusCode": str(success), "responseTemplates": {"application/json": self.response}}
        return {
            "integration_responses": [
                answer,
                *(_error(pattern, status) for pattern, status in self.errors.items()),
                # Nobody outside needs to read what nobody inside expected.
                _error(self._unexpected(), HTTPStatus.INTERNAL_SERVER_ERROR, detail=""),
            ],
            "passthrough_behavior": rest.PassthroughBehavior.NEVER,
            "proxy": False,
            "request_templates": {"application/json": self.request},
        }

    def _unexpected(self) -> str:
        """Return what every message matches that no pattern does: AWS names no order among patterns."""
        expected = "|".join(f"(?:{pattern})" for pattern in self.errors)
        return rf"(?!(?:{expected})$){ANYTHING}" if expected else ANYTHING

    def method_responses(self, success: int) -> list[dict[str, Any]]:
        """Return the answers that the method declares."""
        errors = {*self.errors.values(), HTTPStatus.INTERNAL_SERVER_ERROR.value}
        header = {"method.response.header.Content-Type": True}
        declared = [{"statusCode": str(status), "responseParameters": header} for status in sorted(errors)]
        return [{"statusCode": str(success)}, *declared]


def _error(pattern: str, status: int, detail: str = MESSAGE) -> dict[str, Any]:
    title = json.dumps(HTTPStatus(status).phrase)
    body = f'{{"type":"about:blank","title":{title},"status":{status:d},"detail":"{detail}"}}'
    return {
        "selectionPattern": pattern,
        "statusCode": f"{status:d}",
        "responseParameters": {"method.response.header.Content-Type": f"'{MEDIA_TYPE}'"},
        "responseTemplates": {"application/json": body},
    }
