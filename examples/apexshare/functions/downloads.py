"""What students ask for, who have a link and no account."""

from apex.application import Call, Json, Route, application
from apex.links import download, open_link


def check_health(_call: Call) -> Json:
    """Say that requests are answered."""
    return {"status": "ok"}


ROUTES = {
    "POST /links/open": Route(open_link, public=True),
    "POST /links/download": Route(download, public=True),
    "GET /health": Route(check_health, public=True),
}

handler = application(ROUTES)
