import json
from datetime import date
from pathlib import Path

import cfnlint

from cloud_constructs.core import RUNTIMES

DATA = Path(cfnlint.__file__).parent / "data" / "AdditionalSpecs"


def test_the_dates_are_those_that_cfn_lint_has() -> None:
    table = json.loads((DATA / "LmbdRuntimeLifecycle.json").read_text())

    assert {name: (dates["deprecated"], dates["create-block"]) for name, dates in table.items()} == RUNTIMES


def test_a_runtime_without_a_day_of_refusal_is_never_refused() -> None:
    (name, *_) = (name for name, lifetime in RUNTIMES.items() if lifetime.create_block is None)

    assert not RUNTIMES[name].refuses_functions(date.max)
