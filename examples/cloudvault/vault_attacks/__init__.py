"""What attackers send: made from the OpenAPI document, so that a new route is attacked as well."""

from vault_attacks.document import Route, routes
from vault_attacks.tokens import Tokens

__all__ = ["Route", "Tokens", "routes"]
