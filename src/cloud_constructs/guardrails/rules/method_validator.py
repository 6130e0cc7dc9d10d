"""MethodValidator: a method of a REST API uses the validator that the API has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.guardrails.rules._rule import Rule, controls, once

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Resource


def _find(method: Resource) -> tuple[str, ...]:
    # A preflight request has nothing to look at.
    unchecked = method.get("HttpMethod") != "OPTIONS" and not method.get("RequestValidatorId")
    return once(unchecked and _has_validator(method))


def _has_validator(method: Resource) -> bool:
    """Whether the method's API has a validator; the packs tell where none is."""
    api = method.refers_to("RestApiId")
    validators = method.template.of_type("AWS::ApiGateway::RequestValidator")
    return any(api & validator.refers_to("RestApiId") for validator in validators)


RULE = Rule(
    name="MethodValidator",
    text="The method takes requests that the validator of its API has not seen",
    fix="set RequestValidatorId",
    controls=controls("SI-10", hipaa="164.312(c)(1)", pci="6.5", soc2="PI1.2", gdpr="Art. 32(1)(b)"),
    types=("AWS::ApiGateway::Method",),
    find=_find,
)
