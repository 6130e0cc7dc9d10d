"""The deployed app, for tests that drive it as its users do, and its parts in this process."""

from collections.abc import Iterator

import pytest
from vault_client.embedded import DeployedApp, deployed


@pytest.fixture(scope="session")
def app() -> Iterator[DeployedApp]:
    """The app in its smallest stage, deployed once for all tests of this folder."""
    with deployed() as running:
        yield running


@pytest.fixture
def in_functions(app: DeployedApp, monkeypatch: pytest.MonkeyPatch) -> DeployedApp:
    """The deployed app, with the variables of its functions in this process, for calling their code here."""
    for function in app.client("lambda").list_functions()["Functions"]:
        if function["FunctionName"].startswith("CloudVaultCompute-"):
            for name, value in function.get("Environment", {}).get("Variables", {}).items():
                if not name.startswith("AWS_"):
                    monkeypatch.setenv(name, value)
    for name, value in app.aws.clients.environment().items():
        monkeypatch.setenv(name, value)
    return app


@pytest.fixture(scope="module")
def told_by_the_test_alone(app: DeployedApp) -> Iterator[None]:
    """The deployed functions hear of nothing, so that what happens here happens again the same way."""
    events = app.client("events")
    rules = [rule["Name"] for rule in events.list_rules()["Rules"] if rule["State"] == "ENABLED"]
    for name in rules:
        events.disable_rule(Name=name)
    yield
    for name in rules:
        events.enable_rule(Name=name)
