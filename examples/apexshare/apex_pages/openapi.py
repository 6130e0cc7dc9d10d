"""The OpenAPI document."""

import json

from apex_pages.app import share


def openapi_page() -> str:
    """The API's contract, from its routes and their models."""
    return json.dumps(share().api.rest.openapi(), indent=2, ensure_ascii=False) + "\n"
