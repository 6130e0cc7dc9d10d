"""The OpenAPI document."""

import json

from vault_pages.app import vault


def openapi_page() -> str:
    """The API's contract, from its routes and their models."""
    return json.dumps(vault("prod").api.http.openapi(), indent=2, ensure_ascii=False) + "\n"
