"""The deployed app, for tests that drive it as its users do, and its parts in this process."""

from collections.abc import Iterator

import pytest
from apex_client.embedded import DeployedApp, deployed


@pytest.fixture(scope="session")
def app() -> Iterator[DeployedApp]:
    """The app in its smallest stage, deployed once for all tests of this folder."""
    with deployed() as running:
        yield running


@pytest.fixture
def in_functions(app: DeployedApp, monkeypatch: pytest.MonkeyPatch) -> DeployedApp:
    """The deployed app, with the variables of its functions in this process, for calling their code here."""
    for function in app.client("lambda").list_functions()["Functions"]:
        if function["FunctionName"].startswith("ApexShareApi-"):
            for name, value in function.get("Environment", {}).get("Variables", {}).items():
                if not name.startswith("AWS_"):
                    monkeypatch.setenv(name, value)
    for name, value in app.aws.clients.environment().items():
        monkeypatch.setenv(name, value)
    return app
