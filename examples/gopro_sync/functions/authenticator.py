"""AuthenticateProvider: makes sure that the night's work starts with a token that outlives it."""

import logging
from collections.abc import Mapping
from datetime import timedelta

from media_sync.model import Json, iso
from media_sync.runtime import LambdaContext, invocation

log = logging.getLogger("media_sync.authenticator")

MINIMUM_LIFETIME = timedelta(hours=24)


def handler(event: Mapping[str, object], context: LambdaContext) -> Json:
    """Refreshes the access token if it has less than 24 hours left."""
    with invocation("authenticator", event, context) as call:
        _, session = call.connect()
        found: Json = {
            "refreshed": session.ensure_lifetime(MINIMUM_LIFETIME),
            "expires_at": iso(session.expires_at),
        }
        log.info("authenticated", extra=found)
        return {"provider": call.run.provider, "correlation_id": call.run.correlation_id, **found}
