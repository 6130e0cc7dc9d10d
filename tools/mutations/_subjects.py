"""What is mutated: the example, constructs with their defaults, and a corpus of hardened templates."""

from __future__ import annotations

import json
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import aws_cdk as cdk

from cloud_constructs import MandatoryTags
from cloud_constructs.guardrails import Settings
from cloud_constructs.guardrails._second_pass import plain_app

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT: Final = Path(__file__).parents[2]
EXAMPLE: Final = "examples/gopro_sync"
STACK: Final = "Stack0"
_CORPUS: Final = Path(__file__).parent / "corpus"
_TAGS: Final = MandatoryTags(environment="prod", project="gopro-sync", owner="media", cost_center="media")


def settings_of(subject: str) -> Settings:
    """Return what the subject's app decides about the rules."""
    return Settings(mandatory_tags=tuple(_TAGS.as_dict()) if subject == EXAMPLE else ())


def write(subject: str, folder: Path, in_tree: Callable[[cdk.Stack], None] | None = None) -> cdk.App | None:
    """Write a subject's assembly, changed in the tree if so wanted; a file of the corpus has no app."""
    file = _CORPUS / f"{subject}.json"
    if file.is_file():
        folder.mkdir()
        corpus: dict[str, Any] = json.loads(file.read_text())
        _tests("guardrails.assemblies").write_assembly(folder, corpus)
        return None
    app = plain_app(folder)
    stack = _stack(subject, app)
    if in_tree:
        in_tree(stack)
    app.synth()
    return app


def _stack(subject: str, app: cdk.App) -> cdk.Stack:
    harness = _tests("harness")
    if subject == EXAMPLE:
        stack: cdk.Stack = _tests("gopro_sync").GoProSync(app, STACK, env=harness.ENV)
        _TAGS.apply(app)
    else:
        stack = cdk.Stack(app, STACK, env=harness.ENV)
        harness.DEFAULTS[subject](stack)
    return stack


@cache
def _tests(module: str) -> Any:  # noqa: ANN401
    """Import what belongs to the tests or to the example, neither of which is installed."""
    for folder in (ROOT / "test", ROOT / EXAMPLE):
        if str(folder) not in sys.path:
            sys.path.append(str(folder))
    return import_module(module)
