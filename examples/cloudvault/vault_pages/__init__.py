"""The pages of docs/ that are made from the app itself, each by a function that returns its text."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from cloudvault.config import STAGES

from vault_pages.architecture import architecture_page, architecture_picture
from vault_pages.controls import controls_page
from vault_pages.cost import cost_page
from vault_pages.inventory import inventory_page
from vault_pages.openapi import openapi_page
from vault_pages.runbook import runbook_page

DOCS = Path(__file__).parent.parent / "docs"
PAGES: dict[str, Callable[[], str]] = {
    "architecture.md": architecture_page,
    "architecture.svg": architecture_picture,
    "controls.md": controls_page,
    "cost.md": cost_page,
    **{f"inventory/{stage}.txt": partial(inventory_page, stage) for stage in STAGES},
    "openapi.json": openapi_page,
    "runbooks/alarms.md": runbook_page,
}
