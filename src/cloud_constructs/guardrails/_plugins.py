"""The guardrails as CDK's synthesis runs them: plugins that report like any rule pack."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from typing import TYPE_CHECKING, cast

import jsii
from aws_cdk import (
    IPolicyValidationPlugin,
    PolicyValidationPluginReport,
    PolicyViolatingResource,
    PolicyViolation,
)

from cloud_constructs.guardrails._assembly import Assembly
from cloud_constructs.guardrails._judgement import raw_findings
from cloud_constructs.guardrails._policy import (
    METADATA,
    POLICY,
    Acknowledgement,
    acknowledgements,
    places,
    policy_findings,
)
from cloud_constructs.guardrails.rules import OWN_PACK, RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from aws_cdk import App, IPolicyValidationContext
    from constructs import IConstruct

    from cloud_constructs.guardrails._assembly import Settings
    from cloud_constructs.guardrails._findings import Finding
    from cloud_constructs.guardrails._packs import Pack
    from cloud_constructs.guardrails._policy import Places


class Synthesis:
    """What is found in one synthesis, for all plugins of an app: the templates are judged once."""

    def __init__(self, packs: Sequence[Pack], settings: Settings) -> None:
        self.packs = packs
        self._settings = settings
        self._state = ""
        self._assembly: Assembly
        self._raw: list[Finding]
        self._in_tree: Places | None

    def judge(self, context: IPolicyValidationContext) -> tuple[Assembly, list[Finding]]:
        """Return the assembly, and what is found in its templates when acknowledgements are left aside."""
        assembly = Assembly(cast("App", context.app_construct).outdir, self._settings)
        texts = [*(template.text for template in assembly.templates), json.dumps(assembly.acknowledged)]
        state = hashlib.sha256("".join(texts).encode()).hexdigest()
        if self._state != state:
            self._assembly, self._raw, self._in_tree = assembly, raw_findings(assembly, self.packs), None
            self._state = state
        return self._assembly, self._raw

    def in_tree(self, context: IPolicyValidationContext) -> Places:
        """Return where the packs find something in the tree when acknowledgements are left aside."""
        self.judge(context)
        if self._in_tree is None:
            self._in_tree = defaultdict(list)
            for pack in self.packs:
                for violation in pack.checks().validate_scope(context.app_construct).violations:
                    for resource in violation.violating_resources:
                        self._in_tree[f"{pack}::{violation.rule_name}"].append(resource.construct_path or "")
        return self._in_tree


class _Plugin:
    """What every plugin says of itself."""

    @property
    def version(self) -> str:
        """The version of what the plugin holds an app to."""
        return "1"

    @property
    def rule_ids(self) -> list[str]:
        """The ids of the plugin's rules, where they are not those of a pack."""
        return []


@jsii.implements(IPolicyValidationPlugin)
class TemplatePack(_Plugin):
    """A pack's findings in the templates, where the pack itself found nothing in the tree."""

    def __init__(self, pack: Pack, synthesis: Synthesis) -> None:
        self._pack = pack
        self._synthesis = synthesis

    @property
    def name(self) -> str:
        """The pack's own name, so that its acknowledgements hold here as well."""
        return str(self._pack)

    def validate(self, context: IPolicyValidationContext) -> PolicyValidationPluginReport:
        """Report what only the templates show."""
        _, found = self._synthesis.judge(context)
        in_tree = self._synthesis.in_tree(context)
        return _report(
            finding
            for finding in found
            if finding.pack == self._pack
            and not finding.reason
            and finding.path not in in_tree.get(f"{finding.pack}::{finding.rule}", ())
        )


@jsii.implements(IPolicyValidationPlugin)
class OwnRules(_Plugin):
    """Our own rules, over the templates."""

    def __init__(self, synthesis: Synthesis) -> None:
        self._synthesis = synthesis

    @property
    def name(self) -> str:
        """The name under which our findings are reported."""
        return OWN_PACK

    @property
    def rule_ids(self) -> list[str]:
        """The ids of our rules."""
        return [rule.id for rule in RULES.values()]

    def validate(self, context: IPolicyValidationContext) -> PolicyValidationPluginReport:
        """Report every breach of our rules."""
        _, found = self._synthesis.judge(context)
        return _report(finding for finding in found if finding.pack == OWN_PACK and not finding.reason)


@jsii.implements(IPolicyValidationPlugin)
class AcknowledgementPolicy(_Plugin):
    """Finds acknowledgements that are reasonless, bare, blanket, unused or expired."""

    def __init__(self, synthesis: Synthesis) -> None:
        self._synthesis = synthesis

    @property
    def name(self) -> str:
        """The name under which our findings are reported."""
        return OWN_PACK

    @property
    def rule_ids(self) -> list[str]:
        """The ids of the policy's rules."""
        return list(POLICY)

    def validate(self, context: IPolicyValidationContext) -> PolicyValidationPluginReport:
        """Report every breach of the policy."""
        assembly, raw = self._synthesis.judge(context)
        found = places(raw)
        for id, paths in self._synthesis.in_tree(context).items():
            found.setdefault(id, []).extend(paths)
        return _report(
            policy_findings(
                [*_on_scopes(context.app_construct), *acknowledgements(assembly)],
                stacks={template.path for template in assembly.templates},
                found=found,
                packs=self._synthesis.packs,
            )
        )


def _on_scopes(root: IConstruct) -> Iterator[Acknowledgement]:
    """Yield what was acknowledged above the stacks, where no metadata file looks."""
    for scope in [root, *root.node.children]:
        if type(scope).__name__ in {"App", "Stage"}:
            for entry in scope.node.metadata:
                if entry.type == METADATA:
                    for id, reason in entry.data.items():
                        yield Acknowledgement(scope.node.path, id, reason)


def _report(found: Iterable[Finding]) -> PolicyValidationPluginReport:
    violations = [
        PolicyViolation(
            rule_name=finding.rule,
            description=finding.description,
            severity=finding.severity,
            violating_resources=[
                PolicyViolatingResource(construct_path=finding.path, locations=["template"])
            ],
        )
        for finding in found
    ]
    return PolicyValidationPluginReport(success=not violations, violations=violations)
