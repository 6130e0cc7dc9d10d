"""The pages of docs/ that are made from the app itself, each by a function that returns its text."""

from collections.abc import Callable
from pathlib import Path

from vault_pages.controls import controls_page
from vault_pages.openapi import openapi_page

DOCS = Path(__file__).parent.parent / "docs"
PAGES: dict[str, Callable[[], str]] = {"controls.md": controls_page, "openapi.json": openapi_page}
