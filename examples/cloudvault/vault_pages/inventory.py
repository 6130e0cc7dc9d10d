"""docs/inventory/: each resource of a stage on its own line, so that a change of one is a line of a diff."""

import re

from cloud_constructs.testing import inventory
from vault_pages.app import app_of

# The id of a function's version ends with a digest of the code, which is no news of what resources there are.
VERSION = re.compile(r"(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}\b")


def inventory_page(stage: str) -> str:
    """Return path, type, logical id, deletion policy and waivers of every resource of a stage."""
    return VERSION.sub(r"\1...", inventory(app_of(stage)))
