"""PlaintextSecret: no secret stands in a template, where everybody who may read the stack reads it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from cloud_constructs.guardrails._values import entries, flatten, is_object, strings, value_at
from cloud_constructs.guardrails.rules._rule import EVERY_TYPE, Rule, controls

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cloud_constructs.guardrails._assembly import Resource, Template

_PROPERTIES: Final = re.compile(r"(^|\.)(SecretString|AuthToken|ClientSecret|(\w*User)?Password)$")
_NAME: Final = re.compile(
    r"passw(or)?d|passphrase|secret|api_?key|access_?key|private_?key|auth_?token|(^|_)token$|credential"
    r"|connection_?string",
    re.IGNORECASE,
)
# The name says that the value is where the secret stands, or something about it.
_IS_ABOUT: Final = re.compile(
    r"_?(arn|name|id|url|uri|path|prefix|parameter|ttl|seconds|table|type)$", re.IGNORECASE
)
_MATERIAL: Final = re.compile(
    r"\b(AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|\bgh[pousr]_[A-Za-z0-9]{36}\b"
    r"|\bxox[abprs]-[A-Za-z0-9-]{10,}|\bsk_live_[A-Za-z0-9]{16,}|\bAIza[0-9A-Za-z_-]{35}\b"
)
_DYNAMIC: Final = "{{resolve:"


def _find(resource: Resource) -> Iterator[str]:
    if _MATERIAL.search(json.dumps(resource.properties)):
        yield "key material"
    for path, value in strings(resource.properties):
        if _PROPERTIES.search(path) and _is_literal(value):
            yield path
        if path.endswith("SecretStringTemplate"):
            yield from (f"{path}.{name}" for name, field in _fields(value) if _is_secret(name, field))
    yield from (name for name, value in _variables(resource.properties) if _is_secret(name, value))


def _fields(text: str) -> Iterator[tuple[str, Any]]:
    """Yield what stands beside the generated part of a secret: a user's name may, a second secret may not."""
    try:
        template = json.loads(text)
    except ValueError:
        return
    if is_object(template):
        yield from template.items()


def _variables(value: Any, *, inside: bool = False) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    """Yield what stands in any map or list of environment variables."""
    if isinstance(value, list):
        for entry in entries(value):
            if inside and value_at(entry, "Name") and value_at(entry, "Type") in (None, "PLAINTEXT"):
                yield str(value_at(entry, "Name")), value_at(entry, "Value")
            yield from _variables(entry)
    elif is_object(value):
        for key, below in value.items():
            if inside:
                yield key, below
            yield from _variables(below, inside=key in {"Environment", "EnvironmentVariables", "Variables"})


def _is_secret(name: str, value: Any) -> bool:  # noqa: ANN401
    named = _NAME.search(name) and not _IS_ABOUT.search(name)
    return bool(named) and isinstance(value, str) and _is_literal(value)


def _is_literal(value: str) -> bool:
    is_pointer = _DYNAMIC in value or value.startswith(("arn:", "https://", "/"))
    return bool(value) and not is_pointer and not value.isdigit() and value not in ("true", "false")


def _find_in_template(template: Template) -> Iterator[str]:
    for name, parameter in template.body.get("Parameters", {}).items():
        if _is_secret(name, parameter.get("Default")):
            yield f"Parameters.{name}"
    for name, output in template.body.get("Outputs", {}).items():
        if _DYNAMIC + "secretsmanager" in flatten(output.get("Value")):
            yield f"Outputs.{name}"


RULE = Rule(
    name="PlaintextSecret",
    text="A secret stands in the template in plain text",
    fix="keep it in Secrets Manager and hand over its ARN, or use a dynamic reference",
    controls=controls(
        "IA-5(7); SC-28", hipaa="164.312(a)(2)(iv)", pci="8.2.1", soc2="CC6.1", gdpr="Art. 32(1)(a)"
    ),
    types=EVERY_TYPE,
    find=_find,
    find_in_template=_find_in_template,
)
