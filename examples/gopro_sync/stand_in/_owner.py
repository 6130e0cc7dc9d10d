"""The person at the browser: opens a page, presses a button, and goes where that leads."""

import http.client
import re
from html import unescape
from typing import Literal
from urllib.parse import urlencode, urljoin, urlsplit

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_ACTION = re.compile(r'<form method="post" action="([^"]+)">')


def press(url: str, decision: Literal["allow", "deny"]) -> str:
    """Presses a button of the consent page at `url`; returns the page that the owner sees at the end."""
    status, _, page = _open("GET", url)
    if status != 200:
        raise ValueError(f"no consent page: {page}")
    form = {name: unescape(value) for name, value in _HIDDEN.findall(page)}
    (action,) = _ACTION.findall(page)
    _, location, _ = _open("POST", urljoin(url, action), urlencode({**form, "decision": decision}))
    return _open("GET", location)[2]


def _open(method: str, url: str, body: str | None = None) -> tuple[int, str, str]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Connection": "close"}
        connection.request(method, f"{parts.path}?{parts.query}", body, headers)
        response = connection.getresponse()
        return response.status, response.getheader("Location", ""), response.read().decode()
    finally:
        connection.close()
