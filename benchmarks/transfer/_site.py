"""Where bytes come from and where they go: servers in processes of their own, and how clients reach them."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import trustme

from benchmarks._rounds import ROOT

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

BUCKET = "media"
SCHEMES = ("http", "https")
ACCESS_KEY, SECRET_KEY = "benchmark", "not-a-secret"
FUNCTIONS = ROOT / "examples" / "gopro_sync" / "functions"
# Programs beside this interpreter come first: those are the ones that the project pins.
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


@dataclass(frozen=True, kw_only=True)
class Site:
    """A web server and S3, both over the same scheme.

    Args:
        source: The web server; its files have as many bytes as their names say.
        endpoint: S3's address.
        certificate: The file with the certificate and key of both; none for plain HTTP.
    """

    source: str
    endpoint: str
    certificate: Path | None

    @property
    def environment(self) -> Mapping[str, str]:
        """What tells every client where S3 is, and whom to trust."""
        variables = {
            "PATH": PATH,
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(FUNCTIONS)]),
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "AWS_REGION": "eu-west-1",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_ENDPOINT_URL": self.endpoint,
            # Nobody's own settings change what is compared.
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }
        trust = ("SSL_CERT_FILE", "AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
        return variables | (dict.fromkeys(trust, str(self.certificate)) if self.certificate else {})


@contextmanager
def site(scheme: str, folder: Path) -> Generator[Site]:
    """Start both servers; a certificate is written into the folder."""
    certificate = certificate_in(folder) if scheme == "https" else None
    with (
        server(f"{__package__}._source", certificate) as source,
        server(f"{__package__}._sink", certificate) as sink,
    ):
        yield Site(
            source=f"{scheme}://127.0.0.1:{source}",
            endpoint=f"{scheme}://127.0.0.1:{sink}",
            certificate=certificate,
        )


@contextmanager
def server(module: str, certificate: Path | None) -> Generator[int]:
    """Start a server and give its port."""
    command = [sys.executable, "-m", module, *([certificate] if certificate else [])]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None or not (port := process.stdout.readline()):
                raise RuntimeError(f"{module} does not start")
            yield int(port)
        finally:
            process.terminate()


def certificate_in(folder: Path) -> Path:
    """Return the file of a new certificate for loopback, its key, and the authority that clients trust."""
    file = folder / "loopback.pem"
    authority = trustme.CA()
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(file)
    authority.cert_pem.write_to_path(file, append=True)
    return file
