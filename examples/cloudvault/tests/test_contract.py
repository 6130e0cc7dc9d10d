"""Every answer of the deployed API is one that its OpenAPI document allows, whatever is asked."""

from importlib import import_module
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from vault_attacks.document import document
from vault_client import Api
from vault_client.embedded import DeployedApp

schemathesis: Any = import_module("schemathesis")
checks: Any = import_module("schemathesis.specs.openapi.checks")

# Which identifiers there are and which names are taken, no document says; whether callers are known is asked
# of every route in test_security_tokens.py.
EXCLUDED = [checks.positive_data_acceptance, checks.ignored_auth]
OPERATIONS = [found.ok() for found in schemathesis.openapi.from_dict(document()).get_all_operations()]
GOOD, BAD = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE


def says_something(operation: Any) -> bool:
    raw = operation.definition.raw
    return "parameters" in raw or "requestBody" in raw


REQUESTS = [
    pytest.param(operation, mode, id=f"{operation.label} {mode.value}")
    for operation in OPERATIONS
    for mode in (GOOD, BAD)
    if mode is GOOD or says_something(operation)
]


@pytest.fixture(scope="module")
def api(app: DeployedApp) -> Api:
    return app.api()


@pytest.mark.embedded
@pytest.mark.parametrize(("operation", "mode"), REQUESTS)
def test_every_answer_is_in_the_contract(api: Api, operation: Any, mode: Any) -> None:  # CV-3 CV-17
    assert api.session is not None
    headers = {"authorization": f"Bearer {api.session.id_token}"}

    @settings(
        max_examples=15,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def keeps(case: Any) -> None:
        url = api.deployment.api_url
        case.call_and_validate(base_url=url, headers=headers, excluded_checks=EXCLUDED)

    keeps()
