"""Synthesis, once for each distinct input: a test that only reads a template has nothing to wait for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from aws_cdk import App
    from constructs import Construct

    Build: TypeAlias = Callable[[App], object]
    Subject: TypeAlias = "Build | Construct | Synthesised"

Template: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Synthesised:
    """A cloud assembly, as its templates say it.

    Args:
        directory: The folder of the assembly; CDK removes it when the process ends.
        keeps_data: Whether data outlive their stack in the stage that the app's context names.
    """

    directory: Path
    keeps_data: bool = True

    @property
    def templates(self) -> dict[str, Template]:
        """The templates by the paths of their stacks, nested stacks included.

        Read anew each time, so that a test that changes one changes it for no other test.
        """
        from cloud_constructs.guardrails._assembly import Assembly

        return {template.path: template.body for template in Assembly(self.directory).templates}

    @property
    def template(self) -> Template:
        """The template of the one stack that there is.

        Raises:
            ArgumentError: There are more stacks, or none.
        """
        from cloud_constructs.core import ArgumentError

        templates = self.templates
        if len(templates) != 1:
            raise ArgumentError(
                "Synthesised",
                f"there are {len(templates)} stacks: {', '.join(templates)}",
                "choose one of `templates`",
            )
        return next(iter(templates.values()))


_made: dict[tuple[Build, str], Synthesised] = {}


def synth(subject: Subject, *, context: Mapping[str, Any] | None = None) -> Synthesised:
    """Synthesise an app, once for each distinct function and context of a test session.

    Args:
        subject: A function that builds stacks into the app that it is given; or an app that is built, or any
            construct of it; or what was synthesised already.
        context: The context of the app, such as `{"stage": "dev"}`; only for a function.

    Raises:
        ArgumentError: There is context for what is built already.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import WorkQueue
        from cloud_constructs.testing import synth

        def build(app: cdk.App) -> None:
            WorkQueue(cdk.Stack(app, "Shop"), "Orders")

        types = {body["Type"] for body in synth(build).template["Resources"].values()}
        assert "AWS::SQS::Queue" in types
        ```
    """
    from constructs import Construct

    if isinstance(subject, Construct | Synthesised):
        if context:
            raise _too_late()
        return subject if isinstance(subject, Synthesised) else _synthesised(subject)
    key = (subject, json.dumps(context, sort_keys=True))
    if key not in _made:
        from aws_cdk import App

        app = App(context=context)
        subject(app)
        _made[key] = _synthesised(app)
    return _made[key]


def forget() -> None:
    """Forget what was synthesised."""
    _made.clear()


def _synthesised(construct: Construct) -> Synthesised:
    """Synthesise an app; findings of packs that it enforces itself are for `assert_no_findings` to tell.

    CDK reports those after everything is written.
    """
    from cloud_constructs.core import StageProfile

    app = cast("App", construct.node.root)
    try:
        app.synth()
    except RuntimeError as error:
        # CDK tells findings apart from every other failure by the text alone.
        if not str(error).startswith("ValidationFailed:"):
            raise
    stage: object = app.node.try_get_context("stage")
    keeps_data = stage is None or StageProfile.named(str(stage)).keeps_data
    return Synthesised(Path(app.outdir), keeps_data)


def _too_late() -> ValueError:
    from cloud_constructs.core import ArgumentError

    return ArgumentError(
        "synth", "context comes too late for what is built", "give synth a function that builds the app"
    )
