"""Counts what each user asks in a day: HTTP APIs have no usage plans."""

from datetime import datetime, timedelta
from http import HTTPStatus

from vault.caller import Caller
from vault.moments import as_text, now
from vault.problems import Problem
from vault.settings import setting, table
from vault.tables import Item, alone, update

ACTIVITY = "ACTIVITY_TABLE"
SUBJECT = "requests#"


def count_request(caller: Caller) -> None:
    """Count one request of the caller.

    Raises:
        Problem: The day's requests are used up.
    """
    today = now()
    counted = alone(
        update(
            ACTIVITY,
            _key(caller, today),
            "ADD #count :one SET expires_at = :expiry",
            "attribute_not_exists(#count) OR #count < :limit",
            one=1,
            limit=int(setting("REQUESTS_PER_DAY")),
            expiry=int((today + timedelta(days=2)).timestamp()),
        )
    )
    if not counted:
        raise Problem(
            HTTPStatus.TOO_MANY_REQUESTS,
            "The requests of this day are used up; they begin anew at 00:00 UTC.",
        )


def requests_today(caller: Caller) -> int:
    """Return how many requests of the caller were counted today."""
    return int(table(ACTIVITY).get_item(Key=_key(caller, now())).get("Item", {}).get("count", 0))


def _key(caller: Caller, moment: datetime) -> Item:
    return {"subject": f"{SUBJECT}{caller.user_id}", "moment": as_text(moment)[:10]}
