"""The pages of docs/ that are made from the app itself, each by a function that returns its text."""

from collections.abc import Callable
from pathlib import Path

from apex_pages.architecture import architecture_page, architecture_picture
from apex_pages.controls import controls_page
from apex_pages.cost import cost_page
from apex_pages.data import data_page
from apex_pages.openapi import openapi_page
from apex_pages.runbook import runbook_page

DOCS = Path(__file__).parent.parent / "docs"
PAGES: dict[str, Callable[[], str]] = {
    "architecture.md": architecture_page,
    "architecture.svg": architecture_picture,
    "controls.md": controls_page,
    "cost.md": cost_page,
    "data.md": data_page,
    "openapi.json": openapi_page,
    "runbooks/alarms.md": runbook_page,
}
