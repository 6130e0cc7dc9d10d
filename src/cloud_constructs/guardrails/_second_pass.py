"""The packs again, over the templates: raw overrides and generic resources escape them in the tree.

The templates are included into a scratch app, so that each resource is of the class that the packs know.
That takes about a tenth of a second for 300 resources once jsii is warm, so it runs at every synthesis.
"""

from __future__ import annotations

import json
import re
import tempfile
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cloud_constructs.core import GuardrailError
from cloud_constructs.guardrails._findings import REPORT, Finding, findings
from cloud_constructs.guardrails._values import flatten

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aws_cdk import App

    from cloud_constructs.guardrails._assembly import Assembly, Resource, Template
    from cloud_constructs.guardrails._packs import Pack

_WEAK = "Fn::GetStackOutput"


def template_findings(assembly: Assembly, packs: Sequence[Pack]) -> list[tuple[Finding, Resource]]:
    """Return what the packs find in the templates, acknowledged or not, each with its resource.

    Raises:
        GuardrailError: A template cannot be read as CloudFormation.
    """
    if not packs or not assembly.templates:
        return []
    with tempfile.TemporaryDirectory() as folder:
        _synthesise(assembly, packs, Path(folder))
        if not Path(folder, REPORT).is_file():
            return []
        return [_in_assembly(finding, assembly) for finding in findings(folder)]


def plain_app(folder: Path, context: Mapping[str, Any] | None = None) -> App:
    """Return an app that writes templates and nothing beside them: others have looked at these before."""
    from aws_cdk import App

    # CDK before 2.275 has no such argument, and validates once more.
    switch = "builtin_cloud_formation_validation"
    supported: dict[str, Any] = {switch: False} if switch in signature(App.__init__).parameters else {}
    return App(
        outdir=str(folder),
        context=context,
        analytics_reporting=False,
        stack_traces=False,
        tree_metadata=False,
        **supported,
    )


def _synthesise(assembly: Assembly, packs: Sequence[Pack], folder: Path) -> None:
    from aws_cdk import BootstraplessSynthesizer, Stack, Validations
    from aws_cdk.cloudformation_include import CfnInclude

    app = plain_app(folder, {"@aws-cdk/core:failSynthOnValidationErrors": False})
    template = None
    try:
        for number, template in enumerate(assembly.templates):
            stack = Stack(app, f"Template{number}", synthesizer=BootstraplessSynthesizer())
            CfnInclude(stack, "Included", template_file=str(_readable(template, folder, number)))
        template = None
        Validations.of(app).add_plugins(*(pack.checks() for pack in packs))
        app.synth()
    except RuntimeError as error:
        where = template.path if template else str(assembly.folder)
        first_line = str(error).partition("\n")[0]
        raise GuardrailError(
            where, f"the packs cannot read the template: {first_line}", "mend the template"
        ) from error


def _readable(template: Template, folder: Path, number: int) -> Path:
    """Return a template as `CfnInclude` can read it: it knows no references to outputs of other stacks.

    Imports stand in, of names that `_as_referred` finds in what the packs say.
    """
    if _WEAK not in template.text:
        return template.file.absolute()

    def imported(value: dict[str, Any]) -> dict[str, Any]:
        return {"Fn::ImportValue": f"{_WEAK}:{flatten(value).encode().hex()}"} if _WEAK in value else value

    file = folder / f"template-{number}.json"
    file.write_text(json.dumps(json.loads(template.text, object_hook=imported)))
    return file


def _as_referred(rule: str) -> str:
    """Return a rule with the references in brackets as the packs write them in the tree."""
    return re.sub(rf"{_WEAK}:([0-9a-f]+)", lambda found: bytes.fromhex(found[1]).decode(), rule)


def _in_assembly(finding: Finding, assembly: Assembly) -> tuple[Finding, Resource]:
    """Return a finding of the scratch app as one of the assembly."""
    stack, _, logical_id = finding.path.split("/", 2)
    resource = assembly.templates[int(stack.removeprefix("Template"))].resources[logical_id]
    return (
        Finding(
            path=resource.path,
            rule=_as_referred(finding.rule),
            pack=finding.pack,
            severity=finding.severity,
            description=finding.description,
        ),
        resource,
    )
