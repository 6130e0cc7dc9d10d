"""The comparison of transfers measures what it says, and says so when a contender cannot be measured."""

from __future__ import annotations

import hashlib
import json
import sys
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest

from benchmarks.transfer import __main__ as command
from benchmarks.transfer._cases import cases
from benchmarks.transfer._check import wrong_copies
from benchmarks.transfer._contenders import CONTENDERS, OURS, UPLOAD_FILEOBJ, Contender
from benchmarks.transfer._rounds import Failure, Sample, results
from benchmarks.transfer._site import BUCKET, site
from benchmarks.transfer._source import digest
from benchmarks.transfer._targets import verdicts
from benchmarks.transfer._usage import CommandError, usage_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.transfer._contenders import Job
    from benchmarks.transfer._site import Site

MB = 10**6


@pytest.fixture(scope="module")
def over_https(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site("https", tmp_path_factory.mktemp("servers")) as servers:
        yield servers


@pytest.fixture(scope="module")
def over_http(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site("http", tmp_path_factory.mktemp("servers")) as servers:
        yield servers


def test_the_command_measures_every_case_and_writes_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # GS-17.1
    file = tmp_path / "figures.json"
    sizes = ["--sizes=100KB,20MB", "--part-size=5MiB", "--rounds=1"]
    command.main([*sizes, "--check", f"--json={file}", "--only", OURS, UPLOAD_FILEOBJ])
    printed = capsys.readouterr().out
    assert "4 of 4 copies of 100 KB" in printed
    for label in ("http 20 MB", "https 100 KB", "s/GB", "memory", "B10", "https: "):
        assert label in printed

    # What failed has no round and no figures.
    found: list[dict[str, Any]] = json.loads(file.read_text())
    assert [(one["round"], one["scheme"], one["size"], one["contender"]) for one in found] == [
        (1, scheme, size, contender)
        for scheme in ("http", "https")
        for size in (MB // 10, 20 * MB)
        for contender in (OURS, UPLOAD_FILEOBJ)
    ]
    for one in found:
        assert 0 < one["cpu_seconds"] < one["wall_seconds"] * 8
        # An interpreter with buffers: neither nothing nor what the tests themselves hold besides.
        assert 10 * MB < one["memory_bytes"] < 300 * MB


def test_a_contender_that_fails_or_stores_too_little_is_reported(over_http: Site) -> None:
    one_byte = "import sys, urllib.request as r; r.urlopen(r.Request(sys.argv[1], b'x', method='PUT'))"

    def short(job: Job) -> list[str]:
        return [sys.executable, "-c", one_byte, f"{job.site.endpoint}/{BUCKET}/{job.key}"]

    broken = Contender(name="broken", command=lambda _: ["bash", "-c", "echo out of order >&2; exit 3"])
    idle = Contender(name="idle", command=lambda _: ["true"])
    contenders = [broken, idle, Contender(name="short", command=short)]
    found = list(results(contenders, {"http": over_http}, [1000], part_size=MB, rounds=1))
    assert [(one.contender, one.reason) for one in found if isinstance(one, Failure)] == [
        ("broken", "exit status 3: out of order"),
        ("idle", "0 of 1,000 bytes are stored"),
        ("short", "1 of 1,000 bytes are stored"),
    ]


def test_the_command_fails_with_a_contender_and_names_one_that_is_absent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = Contender(name="broken", command=lambda _: ["false"])
    absent = Contender(name="absent", command=lambda _: ["no-such-program"], tools=["no-such-program"])
    monkeypatch.setattr(command, "CONTENDERS", [broken, absent])
    assert command.main(["--sizes=1KB", "--rounds=2", "--schemes", "http"]) == 1
    printed = capsys.readouterr().out
    assert "absent is absent: no-such-program is not installed" in printed
    assert printed.count("exit status 1: nothing printed") == 1


def test_every_contender_that_is_here_copies_the_sources_bytes(
    over_http: Site, over_https: Site, tmp_path: Path
) -> None:  # GS-17.1
    present = [one for one in CONTENDERS if not one.absent]
    assert {OURS, UPLOAD_FILEOBJ, "rclone-copyurl"} <= {one.name for one in present}
    sites = {"http": over_http, "https": over_https}
    # In parts, and not a whole number of them.
    assert list(wrong_copies(present, sites, 11 * MB, 5 * 2**20, tmp_path)) == []


def test_other_bytes_and_another_key_are_noticed(over_http: Site, tmp_path: Path) -> None:
    ours = CONTENDERS[0]
    zeros = (
        "import sys, boto3; boto3.client('s3').put_object(Bucket=sys.argv[1], Key=sys.argv[2], Body=bytes(9))"
    )

    def other_bytes(job: Job) -> list[str]:
        return [sys.executable, "-c", zeros, BUCKET, job.key]

    def other_key(job: Job) -> list[str]:
        return ["env", "AWS_SECRET_ACCESS_KEY=another", *ours.command(job)]

    contenders = [Contender(name="zeros", command=other_bytes), Contender(name="stranger", command=other_key)]
    zeros_found, stranger = wrong_copies(contenders, {"http": over_http}, 9, MB, tmp_path)
    assert zeros_found.reason == "other bytes are stored than the source has"
    assert "SignatureDoesNotMatch" in stranger.reason


def _sample(contender: str, **figures: Any) -> Sample:
    figures = {"round": 1, "wall_seconds": 1.0, "cpu_seconds": 1.0, "memory_bytes": MB, **figures}
    return Sample(scheme="http", size=100 * MB, contender=contender, **figures)


@pytest.mark.parametrize(
    ("ours", "met", "far_off"),
    [
        ({"cpu_seconds": 1.0, "wall_seconds": 2.0, "memory_bytes": 110 * MB}, [True] * 3, [False] * 3),
        ({"cpu_seconds": 1.05, "wall_seconds": 2.1, "memory_bytes": 115 * MB}, [False] * 3, [False] * 3),
        ({"cpu_seconds": 1.2, "wall_seconds": 2.5, "memory_bytes": 130 * MB}, [False] * 3, [True] * 3),
    ],
)
def test_ours_is_judged_by_cpu_by_the_fastest_and_by_memory(
    ours: dict[str, Any], met: list[bool], far_off: list[bool]
) -> None:
    theirs = [
        _sample(UPLOAD_FILEOBJ, cpu_seconds=4.0, wall_seconds=3.0, memory_bytes=900 * MB),
        _sample("quick", cpu_seconds=0.1, wall_seconds=2.0),
    ]
    (case,) = cases([_sample(OURS, **ours), *theirs])
    judged = list(verdicts(case))
    assert [one.is_met for one in judged] == met
    assert [one.is_far_off for one in judged] == far_off
    assert [one.target for one in judged] == [0.25, 1, 110]


def test_alone_ours_is_judged_by_its_memory_only() -> None:
    (case,) = cases([_sample(OURS)])
    assert [one.target for one in verdicts(case)] == [110]


def test_a_pipeline_is_measured_with_all_its_processes(over_http: Site) -> None:
    hold = f"{sys.executable} -c 'import time; kept = b\"x\" * 60_000_000; time.sleep(0.3)'"
    one, two = (usage_of(["bash", "-c", line], over_http.environment) for line in (hold, f"{hold} | {hold}"))
    assert one.memory_bytes > 60 * MB
    assert two.memory_bytes > one.memory_bytes + 60 * MB
    with pytest.raises(CommandError, match="exit status 1"):
        usage_of(["bash", "-o", "pipefail", "-c", "false | true"], over_http.environment)


@pytest.mark.parametrize("size", [0, 1, 70 * MB])
def test_the_source_serves_what_its_digest_says(over_http: Site, size: int) -> None:
    with urlopen(f"{over_http.source}/{size}") as body:
        assert hashlib.file_digest(body, "sha256").hexdigest() == digest(size)


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("--sizes=1MB,2TB", "2TB is no size"),
        ("--part-size=0", "0 is no size"),
        ("--rounds=0", "0 is less than 1"),
    ],
)
def test_wrong_arguments_are_refused(argument: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main([argument])
    assert said in capsys.readouterr().err


def test_the_names_of_contenders_are_names_of_objects() -> None:
    assert all(one.name.replace("-", "").replace("_", "").isalnum() for one in CONTENDERS)
