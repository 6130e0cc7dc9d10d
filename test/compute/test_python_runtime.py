"""How the guard of runtimes behaves on days that the tests choose."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import cast

import aws_cdk as cdk
import pytest
from aws_cdk import assertions
from aws_cdk import aws_lambda as lambda_
from harness import function, new_stack
from hypothesis import given
from hypothesis import strategies as st

import cloud_constructs.compute._python_runtime as guard
from cloud_constructs import ArgumentError
from cloud_constructs.core import RUNTIMES, Check

PYTHON_3_11 = RUNTIMES["python3.11"]
DEPRECATED = date.fromisoformat(PYTHON_3_11.deprecated)


def warnings_on(day: date, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(guard, "today", lambda: day)
    stack = new_stack()
    function(stack, runtime=lambda_.Runtime.PYTHON_3_11)
    found = assertions.Annotations.from_stack(stack).find_warning("*", assertions.Match.any_value())
    return [str(warning.entry.data) for warning in found]


def test_half_a_year_before_the_end_a_warning_names_the_days(monkeypatch: pytest.MonkeyPatch) -> None:
    notice = timedelta(days=guard.NOTICE_DAYS)

    assert warnings_on(DEPRECATED - notice - timedelta(days=1), monkeypatch) == []
    (warning,) = warnings_on(DEPRECATED - notice, monkeypatch)
    assert "AWS patches python3.11 until 2027-06-30" in warning
    assert "creates no functions on it from 2027-07-31: move to python3.14" in warning
    assert "cloud-constructs:RuntimeDeprecation" in warning


def test_when_aws_refuses_functions_so_do_we(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(warnings_on(date(2027, 7, 30), monkeypatch)) == 1
    with pytest.raises(ArgumentError, match=r"no functions since 2027-07-31.*leave the argument out"):
        warnings_on(date(2027, 7, 31), monkeypatch)


def test_the_default_has_an_end_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "today", lambda: date(2029, 6, 30))
    stack = new_stack()
    function(stack)

    assertions.Annotations.from_stack(stack).has_warning(
        "/Test/Function", assertions.Match.string_like_regexp("python3.14 until 2029-06-30")
    )


def test_the_default_is_the_newest_python_that_cdk_knows() -> None:
    known = [
        runtime.name for runtime in lambda_.Runtime.ALL if runtime.family == lambda_.RuntimeFamily.PYTHON
    ]

    assert guard.newest_python().name == max(known, key=lambda name: int(name.rpartition(".")[2]))
    assert guard.newest_python().runtime.name == guard.newest_python().name


def test_other_languages_are_refused() -> None:
    with pytest.raises(ArgumentError, match=r"runtime is nodejs24.x.*choose a runtime of Python"):
        function(new_stack(), runtime=lambda_.Runtime.NODEJS_24_X)


@given(minor=st.integers(15, 99), day=st.dates())
def test_runtimes_newer_than_the_table_pass(minor: int, day: date) -> None:
    stack = cdk.Stack()
    # Not one of CDK's: it lists every runtime that is made, and rules would ask for that one elsewhere.
    newer = cast("lambda_.Runtime", SimpleNamespace(name=f"python3.{minor}"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(guard, "today", lambda: day)
        guard.PythonRuntime.of(Check(stack, "X"), newer).warn_of_end(stack)

    assert [entry for entry in stack.node.metadata if entry.type == "aws:cdk:warning"] == []
