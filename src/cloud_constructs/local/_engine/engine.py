"""The embedded AWS itself: MiniStack as a child process on a loopback port.

Everything else in this package speaks to it through its AWS API alone, so that this class is all that a
better engine has to replace.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import shutil
import socket
import sys
import time
import uuid
from pathlib import Path
from typing import ClassVar, Never, Self

from cloud_constructs.local._engine.process import Child, base_environment, tail
from cloud_constructs.local._errors import LocalError

_START_SECONDS = 30.0
# It keeps nothing, and does not end by itself while a custom resource waits for its function.
_STOP_SECONDS = 1.0
_PORT_ATTEMPTS = 3


class Engine:
    """One running engine; its log, home and temporary files lie in a folder of its own."""

    # -P: what lies next to the launcher must not hide modules of the same name.
    _command: ClassVar = [sys.executable, "-P", str(Path(__file__).with_name("launcher.py"))]

    def __init__(
        self, folder: Path, *, account: str, region: str, port: int | None = None, wait_scale: float = 1.0
    ) -> None:
        """Prepare the engine; `start` runs it. Without a port it takes a free one."""
        self.account = account
        self.region = region
        self.port = port or 0
        self.log = log_of(folder)
        self._home = folder / "engine"
        self._fixed_port = port
        self._wait_scale = wait_scale
        self._child: Child | None = None

    @property
    def endpoint_url(self) -> str:
        """Where every AWS API of the engine answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the engine and wait until it answers."""
        if self._fixed_port is not None:
            if not _is_free(self._fixed_port):
                raise LocalError(
                    f"Port {self._fixed_port} is in use on 127.0.0.1.",
                    "Choose another with --port, or leave --port out to take a free one.",
                )
            self._start_on(self._fixed_port)
            return
        for attempt in range(1, _PORT_ATTEMPTS + 1):
            port = _free_port()
            try:
                self._start_on(port)
            except LocalError:
                # Someone may have taken the port between our look and the engine's.
                if _is_free(port) or attempt == _PORT_ATTEMPTS:
                    raise
            else:
                return

    def wait(self) -> Never:
        """Wait until the engine ends by itself, which it never should."""
        if self._child is not None:
            self._child.wait()
        raise LocalError("The embedded AWS ended by itself.", f"Its log is {self.log}:", tail(self.log))

    def stop(self) -> None:
        """Stop the engine and everything that it runs, and remove its files except the log."""
        if self._child is not None:
            self._child.stop(_STOP_SECONDS)
            self._child = None
        shutil.rmtree(self._home, ignore_errors=True)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _start_on(self, port: int) -> None:
        self.port = port
        shutil.rmtree(self._home, ignore_errors=True)
        self._home.mkdir(parents=True)
        name = f"cloud-constructs-{uuid.uuid4().hex}"
        with self.log.open("wb") as log:
            self._child = Child(
                self._command,
                env=base_environment(self._home) | self._settings(name),
                cwd=self._home,
                output=log,
            )
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self._child.exit_code() is None:
            # The name tells our engine from any other that answers on this port.
            if _edition(port) == name:
                return
            time.sleep(0.02)
        self._child.stop()
        raise LocalError(
            f"The embedded AWS did not start on port {port}.", f"Its log is {self.log}:", tail(self.log)
        )

    # S3 stays in memory: S3_PERSIST keeps the versions of a versioned bucket in memory all the same, needs
    # the same peak (twice the object as an upload completes) and reads ranges seven times slower (measured).
    def _settings(self, name: str) -> dict[str, str]:
        return {
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_HOST": "127.0.0.1",
            "MINISTACK_ACCOUNT_ID": self.account,
            "MINISTACK_REGION": self.region,
            "MINISTACK_EDITION": name,
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "SFN_WAIT_SCALE": str(self._wait_scale),
            # Both would open a port on every interface, and nothing here needs them.
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
        }


def log_of(folder: Path) -> Path:
    """Return where the engine of a data folder writes its log."""
    return folder / "engine.log"


def _edition(port: int) -> str | None:
    # http.client and not urllib: a developer's HTTP_PROXY must not stand between us and loopback.
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    with contextlib.closing(connection), contextlib.suppress(OSError, ValueError, http.client.HTTPException):
        connection.request("GET", "/_ministack/health")
        return str(json.load(connection.getresponse())["edition"])
    return None


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the engine will: an address in TIME_WAIT is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
