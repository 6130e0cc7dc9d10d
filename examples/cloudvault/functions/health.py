"""Answers that the deployment answers."""

from vault.application import application
from vault.models.health import Health
from vault.operations.health import CHECK_HEALTH


def check_health() -> Health:
    """Answer."""
    return Health(status="ok")


handler = application({CHECK_HEALTH: check_health})
