"""The engine as a process: it starts alone, listens on loopback alone, and never outlives its caller."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from local.processes import eventually, running_in

from cloud_constructs.local import Embedded, LocalError
from cloud_constructs.local._engine.engine import Engine

pytestmark = pytest.mark.embedded
START_AND_STAY = """
import sys, time
from cloud_constructs.local import Embedded
with Embedded(sys.argv[1]) as aws:
    print(aws.clients.endpoint_url, flush=True)
    time.sleep(600)
"""


def engine(folder: Path, port: int | None = None) -> Engine:
    return Engine(folder, account="123456789012", region="eu-west-1", port=port)


def test_it_stops_with_its_block_and_leaves_only_its_log(tmp_path: Path) -> None:
    with engine(tmp_path) as running:
        assert len(running_in(tmp_path)) == 2  # the guard and the engine
        port = running.port
    assert running_in(tmp_path) == []
    assert [path.name for path in tmp_path.iterdir()] == ["engine.log"]
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_it_listens_on_loopback_alone(tmp_path: Path) -> None:
    with engine(tmp_path) as running:
        listening = [
            line.split()[1]
            for table in ("tcp", "tcp6")
            for line in Path(f"/proc/{running_in(tmp_path)[0]}/net/{table}").read_text().splitlines()[1:]
            if line.split()[3] == "0A" and int(line.split()[1].rpartition(":")[2], 16) == running.port
        ]
    assert listening == [f"0100007F:{running.port:04X}"]


def test_nothing_of_the_developers_reaches_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of-the-developer")
    monkeypatch.setenv("GITHUB_TOKEN", "of-the-developer")
    with engine(tmp_path):
        for process in running_in(tmp_path):
            assert b"of-the-developer" not in Path(f"/proc/{process}/environ").read_bytes()


def test_a_port_in_use_is_said_to_be(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(LocalError, match="is in use"), engine(tmp_path, taken.getsockname()[1]):
            pass
    assert running_in(tmp_path) == []


def test_an_engine_that_dies_at_start_shows_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "_command", [sys.executable, "-c", "raise SystemExit('no luck today')"])
    with pytest.raises(LocalError, match="did not start") as raised, engine(tmp_path):
        pass
    assert "no luck today" in raised.value.detail


def test_it_dies_with_a_caller_that_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", START_AND_STAY, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as caller:
        assert caller.stdout
        assert caller.stdout.readline().startswith("http://127.0.0.1:")
        assert running_in(tmp_path)
        caller.kill()
    eventually(lambda: not running_in(tmp_path))


def test_a_developers_profile_and_proxy_do_not_matter(aws: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert (
        aws.clients.at("111122223333", "us-east-1")("sts").get_caller_identity()["Account"] == "111122223333"
    )
