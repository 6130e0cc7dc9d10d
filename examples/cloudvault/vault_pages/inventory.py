"""docs/inventory/: each resource of a stage on a line of its own, so that a change of one is a line of a diff."""

from vault_pages.app import app_of

from cloud_constructs.testing import inventory


def inventory_page(stage: str) -> str:
    """Return path, type, logical id, deletion policy and waivers of every resource of a stage."""
    return inventory(app_of(stage)) + "\n"
