"""Drives the web page in a real browser, as a person does: what its tests and its trial are built on."""

from vault_browser.person import Person

__all__ = ["Person"]
