"""The rule packs of an app, attached once at its root."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, cast
from weakref import WeakKeyDictionary

from aws_cdk import App, Validations

from cloud_constructs.core import STAGE_CONTEXT, GuardrailError, StackError, StageProfile
from cloud_constructs.guardrails._findings import REPORT, Finding, findings, findings_table
from cloud_constructs.guardrails._packs import Pack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk.cx_api import CloudAssembly
    from constructs import Construct


class Guardrails:
    """The rule packs that an app is held to.

    It promises that an app with an open finding, of a pack or of our own rules, in the tree or only in the
    templates (a raw override, a generic resource), or with an acknowledgement that is unused, bare, blanket,
    reasonless or expired, does not synthesise.

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import Guardrails, Pack

        app = cdk.App()
        guardrails = Guardrails.of(app)
        guardrails.enforce(Pack.AWS_SOLUTIONS, Pack.SERVERLESS)
        guardrails.synth()
        ```
    """

    def __init__(self, app: App) -> None:
        self._app = app
        self._packs: list[Pack] = []

    @staticmethod
    def of(scope: Construct) -> Guardrails:
        """Return the guardrails of the app in which `scope` stands.

        Raises:
            StackError: `scope` stands in no app.
        """
        root: Construct = scope if isinstance(scope, App) else cast("Construct", scope.node.root)
        if not isinstance(root, App):
            raise StackError(
                root, "the tree has no App at its root", "build the stacks inside an aws_cdk.App"
            )
        if root not in _of_app:
            _of_app[root] = Guardrails(root)
        return _of_app[root]

    def enforce(self, *packs: Pack, mandatory_tags: Sequence[str] = ()) -> None:
        """Hold the whole app to packs, in its tree and in its templates, and to our own rules. Call it once.

        Args:
            *packs: The packs; without any, all six.
            mandatory_tags: The tags that everything which costs something has to carry.

        Raises:
            GuardrailError: Packs are enforced already.
            StackError: The context key `stage` names no stage.
        """
        from cloud_constructs.guardrails._assembly import Settings
        from cloud_constructs.guardrails._plugins import (
            AcknowledgementPolicy,
            OwnRules,
            Synthesis,
            TemplatePack,
        )

        if self._packs:
            raise GuardrailError(
                "Guardrails",
                f"packs are enforced already: {', '.join(self._packs)}",
                "name every pack in one call of enforce",
            )
        self._packs = list(dict.fromkeys(packs or Pack))
        settings = Settings(keeps_data=self._keeps_data(), mandatory_tags=tuple(mandatory_tags))
        synthesis = Synthesis(self._packs, settings)
        Validations.of(self._app).add_plugins(
            *(pack.checks() for pack in self._packs),
            *(TemplatePack(pack, synthesis) for pack in self._packs),
            OwnRules(synthesis),
            AcknowledgementPolicy(synthesis),
        )

    def _keeps_data(self) -> bool:
        stage: object = self._app.node.try_get_context(STAGE_CONTEXT)
        return stage is None or StageProfile.named(str(stage)).keeps_data

    def synth(self) -> CloudAssembly:
        """Synthesise the app, with what is open as a readable table in the error.

        Raises:
            GuardrailError: Findings are open, or the templates cannot be judged.
        """
        try:
            assembly = self._app.synth()
        except RuntimeError as error:
            # CDK tells validation apart from every other failure by the text alone.
            if "ValidationFailed" in str(error) and self._packs:
                self._raise_for_open_findings()
            raise
        # A process that runs under the CDK CLI gets no error from CDK itself.
        if self._packs:
            self._raise_for_open_findings()
        return assembly

    def _raise_for_open_findings(self) -> None:
        # A plugin that broke down has found nothing, which must not look as if nothing were there.
        for error in _breakdowns(Path(self._app.outdir, REPORT)):
            raise GuardrailError("Guardrails", error, "mend what the message names") from None
        found = findings(self._app.outdir)
        if found:
            # jsii's trace would bury the table.
            raise _open_findings(found) from None


def _breakdowns(report: Path) -> list[str]:
    plugins = json.loads(report.read_text())["pluginReports"]
    return [plugin["metadata"]["error"] for plugin in plugins if "error" in plugin.get("metadata", {})]


def _open_findings(found: list[Finding]) -> GuardrailError:
    return GuardrailError(
        "Guardrails",
        f"{len(found)} findings are open\n{findings_table(found)}\n",
        f"mend the resources, or acknowledge with a reason (details: {REPORT} in the cloud assembly)",
    )


_of_app: WeakKeyDictionary[App, Guardrails] = WeakKeyDictionary()
