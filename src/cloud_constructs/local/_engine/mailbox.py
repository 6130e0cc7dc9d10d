"""A page with the mails that MiniStack keeps, as a person reads them. `launcher.py` loads it.

Mails are shown as a mail program shows them: apart from the page, without scripts, and with links that open
another window. Those to a site of CloudFront lead to where its files are here.
"""

from datetime import UTC, datetime
from html import escape
from typing import Any, Final, TypeAlias
from xml.etree.ElementTree import fromstring

from ministack import app
from ministack.services import cloudfront, ses

Answer: TypeAlias = tuple[int, dict[str, str], bytes]

_app: Final[Any] = app
_cloudfront: Final[Any] = cloudfront
_ses: Final[Any] = ses
_original: Final = _app._handle_ses_messages_request
# Neither the page nor a mail in it loads or runs anything.
_HEADERS: Final = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    "Cache-Control": "no-store",
}
_PAGE: Final = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Mailbox ({count})</title>
<style>
  :root {{ color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }}
  body {{ max-width: 50rem; margin: 2rem auto; padding: 0 1rem }}
  details {{ border: 1px solid #8888; border-radius: .5rem; margin: 1rem 0; padding: .75rem 1rem }}
  summary {{ cursor: pointer }}
  iframe {{ width: 100%; height: 32rem; border: 0; border-top: 1px solid #8888; margin-top: .75rem }}
  pre {{ white-space: pre-wrap; overflow-wrap: anywhere }}
</style>
<h1>Mailbox</h1>
<p>{count} mails that this embedded AWS was asked to send, the newest first. None left this machine.</p>
{mails}
</html>
"""
_MAIL: Final = """<details{open}>
<summary><strong>{subject}</strong><br>to {to}, from {source}, {when}{outcomes}</summary>
{body}
</details>
"""


async def handle_ses_messages_request(
    method: str, path: str, headers: dict[str, str], query_params: dict[str, Any]
) -> Answer | None:
    """Answer with the page, or as MiniStack does."""
    if (method, path) != ("GET", "/_mailbox"):
        return await _original(method, path, headers, query_params)
    kept: list[dict[str, Any]] = [
        mail for mails in _ses._sent_emails.to_dict().values() for mail in mails if isinstance(mail, dict)
    ]
    kept.sort(key=lambda mail: mail["Timestamp"], reverse=True)
    mails = "".join(_shown(mail, is_first=number == 0) for number, mail in enumerate(kept))
    for site, bucket in _sites():
        mails = mails.replace(f"https://{site}/", f"http://{headers['host']}/{bucket}/")
    # A copy: MiniStack adds the length of this page.
    return 200, dict(_HEADERS), _PAGE.format(count=len(kept), mails=mails).encode()


def _sites() -> list[tuple[str, str]]:
    """Return the names of the distributions that show a bucket's files, with the bucket's."""
    found: list[tuple[str, str]] = []
    for distribution in _cloudfront._distributions.to_dict().values():
        config = fromstring(distribution["config_xml"])  # noqa: S314 (what MiniStack wrote itself)
        default = config.findtext("{*}DefaultCacheBehavior/{*}TargetOriginId")
        names = [distribution["DomainName"], *(one.text for one in config.iterfind("{*}Aliases//{*}CNAME"))]
        for origin in config.iterfind("{*}Origins//{*}Origin"):
            bucket, is_bucket, _ = (origin.findtext("{*}DomainName") or "").partition(".s3.")
            if is_bucket and origin.findtext("{*}Id") == default:
                found += [(name, bucket) for name in names if name]
    return found


def _shown(mail: dict[str, Any], *, is_first: bool) -> str:
    html = mail.get("RenderedBodyHtml") or mail.get("BodyHtml")
    text = mail.get("RenderedBodyText") or mail.get("BodyText") or ""
    framed = escape(f'<base target="_blank">{html}')
    frame = (
        '<iframe title="The mail" sandbox="allow-popups allow-popups-to-escape-sandbox"'
        f' srcdoc="{framed}"></iframe>'
    )
    outcomes = ", ".join(mail.get("Outcomes", []))
    return _MAIL.format(
        open=" open" if is_first else "",
        subject=escape(str(mail.get("RenderedSubject") or mail.get("Subject") or "(no subject)")),
        to=escape(", ".join(mail["To"])),
        source=escape(str(mail["Source"])),
        when=datetime.fromtimestamp(mail["Timestamp"], UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
        outcomes=escape(f" ({outcomes})" if outcomes else ""),
        body=frame if html else f"<pre>{escape(str(text))}</pre>",
    )


setattr(_app, "_handle_ses_messages_request", handle_ses_messages_request)  # noqa: B010
