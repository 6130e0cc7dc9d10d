"""Asks the owner of a media library, once, whether this app may read it, and keeps the answer in the secret.

`python authorize.py --provider gopro --client-from-parameter /gopro/client`

A page opens in the browser; what its owner says there comes back to a port of 127.0.0.1. The tokens are tried
before they are written. The client's id and secret come from Parameter Store (a SecureString) or from Secrets
Manager, as JSON with client_id and client_secret; without either option, from the secret itself, where an
earlier authorisation left them. No token and no secret is ever printed.
"""

import argparse
import sys
import time
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

# The functions' own modules speak to the provider, so that both always mean the same.
sys.path.insert(0, str(Path(__file__).parent / "functions"))

from authorization.endpoints import ENDPOINTS
from authorization.errors import AuthorizationError, RefusedError
from authorization.flow import Flow
from authorization.loopback import Loopback
from authorization.vault import Vault, client_in, client_in_parameter, client_in_secret
from media_sync.credentials import Credentials
from media_sync.errors import SyncError
from media_sync.providers import CloudProvider, ProviderFactory
from media_sync.retry import Patience

TALK_SECONDS = 60.0
"""For the exchange and for the trial call, each with its retries."""


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 0 if the secret holds tokens that work, 1 if the answer is no, 2 if it cannot ask."""
    options = _parser().parse_args(arguments)
    # Unfolded: an address that is folded cannot be opened.
    console = Console(highlight=False, soft_wrap=True)
    try:
        return authorize(options, console)
    except RefusedError as error:
        console.print(f"Not authorised: {error}", style="red", markup=False)
        return 1
    except (AuthorizationError, BotoCoreError, ClientError, SyncError) as error:
        console.print(f"Stopped: {error}", style="red", markup=False)
        return 2
    except KeyboardInterrupt:
        console.print("Stopped.")
        return 130


def authorize(options: argparse.Namespace, console: Console) -> int:
    """Goes through the whole flow."""
    make = cast("Any", boto3).client
    provider: str = options.provider
    secret_id: str = options.secret or f"{provider}/credentials"
    vault = Vault(make("secretsmanager"), secret_id)
    present = vault.content()
    if options.client_from_parameter:
        client = client_in_parameter(make("ssm"), options.client_from_parameter)
    elif options.client_from_secret:
        client = client_in_secret(make("secretsmanager"), options.client_from_secret)
    else:
        client = client_in(present, f"the secret {secret_id}")
    api_url: str | None = options.api_url or present.get("api_url")
    endpoints = ENDPOINTS[provider].at(api_url) if api_url else ENDPOINTS[provider]
    with Loopback(options.port) as loopback:
        flow = Flow(endpoints=endpoints, client=client, redirect_uri=loopback.redirect_uri)
        console.print("Open this page and say yes:")
        console.print(flow.url, markup=False)
        if options.browser:
            webbrowser.open(flow.url)
        code = flow.code(loopback.answer(options.timeout))
    patience = Patience(_milliseconds_left())
    credentials = flow.credentials(code, patience, {"api_url": api_url} if api_url else {})
    _try(ProviderFactory.create(provider, api_url, patience), credentials)
    vault.write(credentials)
    until = credentials.expires_at
    console.print(f"{secret_id} holds tokens that work; the access token is good until {until:%F %R} UTC.")
    return 0


def _try(provider: CloudProvider, credentials: Credentials) -> None:
    """Asks for one medium, so that no token is stored which the library does not accept."""
    try:
        next(iter(provider.list_media(credentials.access_token)), None)
    except SyncError as error:
        raise RefusedError(f"the new token cannot read the library: {error}") from error


def _milliseconds_left() -> Callable[[], int]:
    end = time.monotonic() + TALK_SECONDS
    return lambda: int((end - time.monotonic()) * 1000)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="authorize.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--provider", required=True, choices=sorted(ENDPOINTS), help="whose library")
    parser.add_argument("--secret", metavar="ID", help="where the tokens go; by default PROVIDER/credentials")
    client = parser.add_mutually_exclusive_group()
    client.add_argument("--client-from-parameter", metavar="NAME", help="a SecureString of Parameter Store")
    client.add_argument("--client-from-secret", metavar="ID", help="a secret of Secrets Manager")
    parser.add_argument("--api-url", metavar="URL", help="where the provider is, if not where it usually is")
    parser.add_argument(
        "--no-browser", dest="browser", action="store_false", help="only print the page's address"
    )
    parser.add_argument("--port", type=_port, default=0, help="of the redirect; by default a free one")
    parser.add_argument("--timeout", type=_seconds, default=300.0, metavar="SECONDS", help="how long to wait")
    return parser


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:
        raise argparse.ArgumentTypeError(f"must be a port from 1 to 65535, not {text!r}")
    return int(text)


def _seconds(text: str) -> float:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"must be a whole number of seconds above 0, not {text!r}")
    return float(text)


if __name__ == "__main__":
    sys.exit(main())
