"""GoPro's cloud: a listing by page numbers, and signed download URLs that expire."""

import re
import time
from datetime import timedelta

from ._handler import Handler, in_a_second, named
from ._listing import MOST_PER_PAGE, listed_size, page_of
from ._media_file import MediaFile

_LOOKUP = re.compile(r"/media/([0-9a-f]+)/download")
_FILE = re.compile(r"/files/([0-9a-f]+)")


class GoPro(Handler):
    """One connection to GoPro."""

    authorize_path = "/v1/oauth2/authorize"
    token_path = "/v1/oauth2/token"  # noqa: S105 (a path)

    def _route(self, path: str, query: dict[str, str]) -> None:
        if found := _FILE.fullmatch(path):
            return self._serve(found[1], path, query)
        if self._stand_in.faults.bites("429-storm", path):
            return self._too_many()
        found = _LOOKUP.fullmatch(path)
        if found and self._stand_in.faults.bites("expired-token"):
            self._stand_in.tokens.revoke_access()
        if not self._let_in():
            return None
        if found:
            return self._look_up(found[1])
        if path == "/media/search":
            return self._search(query)
        return self._refuse(404, "not_found")

    def _refuse(self, status: int, reason: str, headers: dict[str, str] | None = None) -> None:
        self._json(status, {"error": reason}, headers)

    def _renewed(self, refresh_token: str) -> dict[str, str] | None:
        tokens = self._stand_in.tokens.rotate(refresh_token)
        return named(tokens) if tokens else None

    def _search(self, query: dict[str, str]) -> None:
        stand_in = self._stand_in
        number, per_page = int(query.get("page", "1")), int(query.get("per_page", str(MOST_PER_PAGE)))
        if stand_in.faults.bites("html-listing", f"page {number}"):
            return self._web_page()
        files = stand_in.library.files
        page = page_of(files, number, per_page, stand_in.faults)
        cursor = {
            "current_page": number,
            "per_page": per_page,
            "total_items": len(files),
            "total_pages": page.total,
        }
        media = [self._entry(file) for file in page.files]
        return self._json(200, {"_pages": cursor, "_embedded": {"media": media}})

    def _entry(self, file: MediaFile) -> dict[str, object]:
        uploading = file.media_id in self._stand_in.uploading
        return {
            "id": file.media_id,
            "filename": file.filename,
            "file_size": None if uploading else listed_size(file, self._stand_in.faults),
            "captured_at": file.captured_at,
            "type": file.media_type,
        }

    def _look_up(self, media_id: str) -> None:
        stand_in = self._stand_in
        stand_in.lookups[media_id] += 1
        file = stand_in.library.find(media_id)
        if file is None or self._is_gone(file):
            return self._refuse(404, "not_found")
        if stand_in.faults.bites("html-look-up", media_id):
            return self._web_page()
        lifetime = timedelta(0) if stand_in.faults.bites("expired-url", media_id) else stand_in.url_lifetime
        expires = int(time.time() + lifetime.total_seconds()) - (lifetime == timedelta(0))
        url = stand_in.url + stand_in.signer.sign(f"/files/{media_id}", expires)
        embedded = {"files": [{"url": url}], "variations": [{"label": "source", "url": url}]}
        return self._json(200, {"filename": file.filename, "_embedded": embedded})

    def _serve(self, media_id: str, path: str, query: dict[str, str]) -> None:
        stand_in = self._stand_in
        stand_in.requests[media_id] += 1
        stand_in.tokens_seen_by_file_host += "Authorization" in self.headers
        if not stand_in.signer.accepts(path, query.get("expires", ""), query.get("signature", "")):
            return self._refuse(403, "expired")
        return self._send_media(stand_in.library.find(media_id), self.path)

    def _too_many(self) -> None:
        hints: tuple[dict[str, str], ...] = ({"Retry-After": "1"}, {"Retry-After": in_a_second()}, {})
        self._refuse(429, "too_many", hints[self._stand_in.faults.count("429-storm") % len(hints)])
