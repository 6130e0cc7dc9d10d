"""Handlers with dependencies become archives for Lambda's machine, made on this one."""

import importlib.util
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from aws_cdk import aws_lambda as lambda_
from harness import new_stack, resources, template_of

import cloud_constructs as cc
from cloud_constructs.compute._bundling import Target, archive, bundled, find_lock, source_files
from cloud_constructs.core import Check

FIXTURES = Path(__file__).parents[1] / "fixtures"
WITH_PYDANTIC = FIXTURES / "bundled"
SMALL = (FIXTURES / "layer" / "requirements.txt").read_text()
THIS_PYTHON: lambda_.Runtime = getattr(lambda_.Runtime, f"PYTHON_3_{sys.version_info.minor}")
# The machine of an ELF file stands in its 19th byte.
MACHINES = {"arm64": 183, "x86_64": 62}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of archives; uv keeps its own."""
    uv_cache = subprocess.run(["uv", "cache", "dir"], capture_output=True, text=True, check=True).stdout
    monkeypatch.setenv("UV_CACHE_DIR", uv_cache.strip())
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "cloud-constructs" / "bundles"


@pytest.fixture
def calls_of_uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """From here on, uv only notes that it was called, and fails."""
    (tmp_path / "bin").mkdir()
    script, log = tmp_path / "bin" / "uv", tmp_path / "calls"
    script.write_text(f'#!/bin/sh\necho "$@" >> {log}\necho "error: broken on purpose" >&2\nexit 2\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}{os.pathsep}{os.environ['PATH']}")
    return lambda: log.read_text().splitlines() if log.exists() else []


def folder(path: Path, requirements: str = SMALL, source: str = "def handler(event, context): ...\n") -> Path:
    path.mkdir(parents=True)
    (path / "handler.py").write_text(source)
    (path / "requirements.txt").write_text(requirements)
    return path


def asset_key(entry: Path, runtime: lambda_.Runtime | None = None) -> str:
    stack = new_stack()
    cc.EnhancedLambda(stack, "Function", entry=entry, runtime=runtime)
    (function,) = resources(template_of(stack), "AWS::Lambda::Function").values()
    return function["Properties"]["Code"]["S3Key"]


def layer_of(dependencies: Path, **arguments: object) -> dict[str, object]:
    stack = new_stack()
    cc.DependencyLayer(stack, "Layer", dependencies=dependencies, **arguments)
    (layer,) = resources(template_of(stack), "AWS::Lambda::LayerVersion").values()
    return layer["Properties"]


def only_archive(cache: Path) -> zipfile.ZipFile:
    (made,) = cache.iterdir()
    return zipfile.ZipFile(made)


def compiled_module(archive: zipfile.ZipFile) -> bytes:
    (name,) = (name for name in archive.namelist() if name.endswith(".so"))
    return archive.read(name)


def test_pydantic_is_bundled_for_arm64_on_any_machine(
    cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asset_key(WITH_PYDANTIC)

    with only_archive(cache) as made:
        names = made.namelist()
        module = compiled_module(made)
    assert module[:4] == b"\x7fELF"
    assert module[18] == MACHINES["arm64"]
    assert {"handler.py", "pydantic/main.py", "requirements.txt"} <= set(names)
    assert any(name.endswith("cpython-314-aarch64-linux-gnu.so") for name in names)
    assert "Bundled Test/Function for aarch64-manylinux_2_34: " in capsys.readouterr().err


def test_a_layer_is_bundled_for_its_architecture_and_runtime(cache: Path) -> None:
    layer = layer_of(
        WITH_PYDANTIC, architecture=lambda_.Architecture.X86_64, runtime=lambda_.Runtime.PYTHON_3_13
    )

    assert layer["CompatibleArchitectures"] == ["x86_64"]
    assert layer["CompatibleRuntimes"] == ["python3.13"]
    with only_archive(cache) as made:
        assert compiled_module(made)[18] == MACHINES["x86_64"]
        assert {name.partition("/")[0] for name in made.namelist()} == {"python"}
        assert "python/handler.py" not in made.namelist()


@pytest.mark.parametrize(("python", "libc"), [("3.11", "manylinux2014"), ("3.12", "manylinux_2_34")])
def test_wheels_fit_the_c_library_of_the_runtime(python: str, libc: str) -> None:
    assert Target(python=python, architecture="arm64").platform == f"aarch64-{libc}"


def test_two_checkouts_have_the_same_hash_and_the_same_bytes(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = folder(tmp_path / "here" / "app"), folder(tmp_path / "there" / "deeper" / "app")
    key = asset_key(here)
    (first,) = cache.iterdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))

    assert asset_key(there) == key
    (second,) = (tmp_path / "another" / "cloud-constructs" / "bundles").iterdir()
    assert first.read_bytes() == second.read_bytes()


def test_a_second_synthesis_does_not_call_uv(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    entry = folder(tmp_path / "app")
    key = asset_key(entry)
    calls = request.getfixturevalue("calls_of_uv")

    assert asset_key(entry) == key
    assert calls() == []
    (entry / "handler.py").write_text("changed = True\n")
    with pytest.raises(cc.ArgumentError, match="uv failed: error: broken on purpose"):
        asset_key(entry)
    assert len(calls()) == 1


def rewritten(name: str, text: str) -> Callable[[Path], object]:
    return lambda entry: (entry / name).write_text(text)


def without_a_hash(entry: Path) -> None:
    lines = SMALL.splitlines()
    (entry / "requirements.txt").write_text("\n".join(lines[:-1]).removesuffix("\\"))


def a_test(entry: Path) -> None:
    (entry / "tests").mkdir()
    (entry / "tests" / "test_handler.py").write_text("")


def byte_code(entry: Path) -> None:
    (entry / "__pycache__").mkdir()
    (entry / "__pycache__" / "handler.cpython-399.pyc").write_bytes(b"\0")


@pytest.mark.parametrize(
    ("change", "matters"),
    [
        (rewritten("handler.py", "handler = print\n"), True),
        (rewritten("more.py", ""), True),
        (without_a_hash, True),
        (lambda entry: (entry / "handler.py").chmod(0o755), True),
        (a_test, False),
        (byte_code, False),
        (rewritten(".env", "SECRET=1"), False),
    ],
    ids=["source", "file", "lock", "mode", "tests", "byte code", "hidden"],
)
def test_what_changes_the_hash(
    change: Callable[[Path], object], matters: bool, tmp_path: Path, cache: Path
) -> None:
    entry = folder(tmp_path / "app")
    key = asset_key(entry)
    change(entry)

    assert (asset_key(entry) != key) is matters
    assert len(list(cache.iterdir())) == 1 + matters


def test_an_archive_has_fixed_order_times_and_modes_and_no_trace_of_this_machine(
    cache: Path, tmp_path: Path
) -> None:
    asset_key(folder(tmp_path / "app"))

    with only_archive(cache) as made:
        names, entries = made.namelist(), made.infolist()
        content = b"".join(made.read(name) for name in names)
    assert names == sorted(names)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.external_attr >> 16 for entry in entries} == {0o644}
    assert not [name for name in names if name.endswith((".pyc", "RECORD", "INSTALLER", ".lock"))]
    assert str(tmp_path).encode() not in content
    assert sys.executable.encode() not in content


def test_byte_code_goes_along_if_this_python_is_the_runtimes(cache: Path, tmp_path: Path) -> None:
    key = asset_key(folder(tmp_path / "app"), THIS_PYTHON)

    with only_archive(cache) as made:
        content = made.read(importlib.util.cache_from_source("handler.py"))
    assert content[:4] == importlib.util.MAGIC_NUMBER
    assert int.from_bytes(content[4:8], "little") == 1, "a hash that is not checked"
    assert b"/var/task/handler.py" in content
    assert key


def test_byte_code_is_to_be_had_without_dependencies(cache: Path, tmp_path: Path) -> None:
    entry = locked(project(tmp_path / "own"))
    (entry / "handler.py").write_text("def handler(event, context): ...\n")
    asset_key(entry, THIS_PYTHON)
    with only_archive(cache) as made:
        names = set(made.namelist())
    assert names == {"handler.py", importlib.util.cache_from_source("handler.py"), "requirements.txt"}


def test_byte_code_changes_no_hash(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = folder(tmp_path / "app")
    key = asset_key(entry, THIS_PYTHON)
    monkeypatch.setattr(Target, "is_this_python", property(lambda self: False))

    assert asset_key(entry, THIS_PYTHON) == key
    assert len(list(cache.iterdir())) == 2


class PathOfAThread(Check):
    """Checks of a construct whose path is known: threads must not share the process of jsii."""

    path = "Test/Function"


def test_parallel_syntheses_do_not_collide(cache: Path, tmp_path: Path) -> None:
    entry = folder(tmp_path / "app")
    check = PathOfAThread(new_stack(), "Function")
    lock = find_lock(check, entry)
    assert lock
    target = Target(python="3.14", architecture="arm64")
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: bundled(check, lock, source_files(entry), target), range(4)))

    assert len(set(made)) == 1
    assert list(cache.iterdir()) == [made[0].archive]
    assert zipfile.is_zipfile(made[0].archive)


def test_archives_that_nobody_used_for_a_month_are_forgotten(cache: Path, tmp_path: Path) -> None:
    asset_key(folder(tmp_path / "old"))
    (old,) = cache.iterdir()
    os.utime(old, (time.time() - 31 * 86_400,) * 2)
    asset_key(folder(tmp_path / "new", source="new = True\n"))

    assert len(list(cache.iterdir())) == 1
    assert not old.exists()


def test_commands_that_need_no_code_bundle_nothing(
    tmp_path: Path, calls_of_uv: Callable[[], list[str]]
) -> None:
    """`cdk list` and `cdk destroy` say so in the context."""
    stack = new_stack({"aws:cdk:bundling-stacks": []})
    cc.EnhancedLambda(stack, "Function", entry=folder(tmp_path / "app"))
    cc.DependencyLayer(stack, "Layer", dependencies=tmp_path / "app")

    assert resources(template_of(stack), "AWS::Lambda::Function")
    assert calls_of_uv() == []


def test_settings_of_tools_are_no_dependencies(tmp_path: Path, calls_of_uv: Callable[[], list[str]]) -> None:
    entry = folder(tmp_path / "app")
    (entry / "requirements.txt").unlink()
    (entry / "pyproject.toml").write_text("[tool.ruff]\nline-length = 110\n")

    assert asset_key(entry)
    assert calls_of_uv() == []


def project(path: Path, *dependencies: str) -> Path:
    path.mkdir(parents=True)
    names = ", ".join(f'"{dependency}"' for dependency in dependencies)
    (path / "pyproject.toml").write_text(
        f'[project]\nname = "app"\nversion = "0"\nrequires-python = ">=3.11"\ndependencies = [{names}]\n'
    )
    return path


def locked(path: Path) -> Path:
    subprocess.run(["uv", "lock", "--quiet"], cwd=path, check=True)
    return path


def out_of_date(path: Path) -> Path:
    entry = locked(project(path))
    shutil.rmtree(path / "again", ignore_errors=True)
    (entry / "pyproject.toml").write_text(
        (entry / "pyproject.toml").read_text().replace("[]", '["annotated-types==0.7.0"]')
    )
    return entry


def with_a_local_package(path: Path) -> Path:
    project(path / "shared")
    entry = project(path / "app", "shared")
    shared = path / "shared" / "pyproject.toml"
    shared.write_text(shared.read_text().replace('name = "app"', 'name = "shared"'))
    with (entry / "pyproject.toml").open("a") as file:
        file.write('[tool.uv.sources]\nshared = { path = "../shared" }\n')
    return locked(entry)


def not_toml(path: Path) -> Path:
    entry = project(path)
    (entry / "pyproject.toml").write_text("[project")
    return entry


NO_WHEEL = f"pyspark==3.5.0 --hash=sha256:{'d' * 64}\n"


@pytest.mark.parametrize(
    ("make", "problem", "remedy"),
    [
        (lambda path: folder(path, "annotated-types\n"), "does not pin everything", "--generate-hashes"),
        (lambda path: folder(path, "annotated-types==0.7.0\n"), "must have a hash", "uv pip compile"),
        (lambda path: folder(path, NO_WHEEL), "pyspark==3.5.0 has no wheel", "choose a version that has one"),
        (project, "has no uv.lock", "run `uv lock"),
        (out_of_date, "is out of date", "run `uv lock --project"),
        (with_a_local_package, "depends on the folder", "publish it as a wheel"),
        (not_toml, "is not valid TOML", "mend the file"),
    ],
    ids=["unpinned", "unhashed", "no wheel", "no lock", "old lock", "local package", "not TOML"],
)
def test_what_is_wrong_with_dependencies_is_told_with_the_cure(
    make: Callable[[Path], Path], problem: str, remedy: str, tmp_path: Path, cache: Path
) -> None:
    with pytest.raises(cc.ArgumentError) as caught:
        asset_key(make(tmp_path / "made"))

    assert caught.value.path == "Test/Function"
    assert problem in caught.value.problem
    assert remedy in caught.value.remedy
    assert not cache.exists() or list(cache.iterdir()) == []


def test_without_uv_the_reader_learns_where_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = folder(tmp_path / "app")
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)

    with pytest.raises(cc.ArgumentError, match=r"there is no uv.*pip install uv"):
        asset_key(entry)


def test_code_over_the_limit_names_what_is_biggest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    entry = folder(tmp_path / "app")
    (entry / "model.bin").write_bytes(bytes(2 * 1024 * 1024))
    monkeypatch.setattr(archive, "UNZIPPED_LIMIT", 1024 * 1024)

    with pytest.raises(
        cc.ArgumentError, match=r"is 2\.\d MB.*at most 1 MB.*biggest parts are model.bin 2.0 MB"
    ):
        asset_key(entry)
    assert list(cache.iterdir()) == []


def test_a_folder_of_250_megabytes_is_the_limit_of_lambda() -> None:
    assert archive.UNZIPPED_LIMIT == 262_144_000


def test_a_layer_of_a_folder_that_locks_nothing_is_refused() -> None:
    with pytest.raises(cc.ArgumentError, match=r"Test/Layer: dependencies .* has no project"):
        layer_of(FIXTURES / "handler")


def test_an_unchanged_lock_is_an_unchanged_layer(tmp_path: Path) -> None:  # CV-2.5
    one = layer_of(folder(tmp_path / "one"))
    two = layer_of(folder(tmp_path / "two", source="other = True\n"))

    assert one == two


def test_functions_share_one_layer() -> None:  # CV-2.5
    stack = new_stack()
    shared = cc.DependencyLayer(stack, "Shared", dependencies=FIXTURES / "layer")
    for id in ("One", "Two"):
        cc.EnhancedLambda(stack, id, entry=FIXTURES / "handler", layers=[shared.layer])

    template = template_of(stack)
    (layer,) = resources(template, "AWS::Lambda::LayerVersion")
    functions = resources(template, "AWS::Lambda::Function").values()
    assert [function["Properties"]["Layers"] for function in functions] == [[{"Ref": layer}]] * 2
