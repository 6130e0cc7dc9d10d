"""Whether a request came through CloudFront, where the firewall stands.

CloudFront sends a secret with each request. An HTTP API has an address of its own as well, which no firewall
can stand before: who asks there does not know the secret.
"""

import hmac
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.utilities import parameters

from vault.problems import forbidden
from vault.settings import setting

SECONDS_KEPT = 300
# API Gateway itself says by which name it was asked; on AWS it is never that of the caller's own machine.
OWN_MACHINE = ".127.0.0.1"


def check_origin(event: Mapping[str, Any]) -> None:
    """Let a request pass that came through CloudFront, or from the machine that the embedded AWS runs on.

    Raises:
        Problem: It came to the API's own address.
    """
    if event["requestContext"]["domainName"].endswith(OWN_MACHINE):
        return
    shown: str = event["headers"].get(setting("ORIGIN_HEADER"), "")
    tools: Any = parameters
    known: str = tools.get_secret(setting("ORIGIN_SECRET_ARN"), max_age=SECONDS_KEPT)
    if not hmac.compare_digest(shown.encode(), known.encode()):
        raise forbidden("Ask by the address of the web page.")
