"""Which layer notices a mutation: what is open afterwards and was not before."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from cloud_constructs import GuardrailError
from cloud_constructs.guardrails import Finding, Pack, check
from cloud_constructs.guardrails._policy import POLICY
from cloud_constructs.guardrails.rules import OWN_PACK
from tools.mutations._mutation import Files, Mutation
from tools.mutations._subjects import STACK, settings_of, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import aws_cdk as cdk


class Layer(StrEnum):
    """Who notices."""

    TREE = "pack in the tree"
    TEMPLATES = "pack over the templates"
    OWN_RULE = "own rule"
    POLICY = "policy"
    REFUSED = "refused as unreadable"
    CFN_LINT = "cfn-lint"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was noticed of one mutation, by layer; nothing when it was missed."""

    mutation: Mutation
    caught: dict[Layer, set[str]]


def verdicts(mutations: Iterable[Mutation]) -> Iterator[Verdict]:
    """Judge mutations one at a time, each against its subject as it was synthesised."""
    with tempfile.TemporaryDirectory() as folder:
        subjects: dict[str, _Subject] = {}
        for number, mutation in enumerate(mutations):
            if mutation.subject not in subjects:
                place = Path(folder, f"subject{len(subjects)}")
                subjects[mutation.subject] = _Subject(mutation.subject, place)
            subject = subjects[mutation.subject]
            if mutation.in_tree:
                changed = Path(folder, f"tree{number}")
                app = write(mutation.subject, changed, mutation.in_tree)
                caught = _layers(subject.open_in(changed), app)
            else:
                caught = subject.caught(mutation)
            yield Verdict(mutation, caught)


class _Subject:
    """A subject's assembly, of which every finding has its reason as long as nothing is mutated."""

    def __init__(self, name: str, folder: Path) -> None:
        self._settings = settings_of(name)
        self._folder = folder
        write(name, folder)
        self._template = folder / f"{STACK}.template.json"
        self._metadata = folder / f"{STACK}.metadata.json"
        self._texts = self._template.read_text(), self._metadata.read_text()
        found = self.open_in(folder)
        if found:
            raise ValueError(f"{name} is not clean before any mutation: {found}")

    def open_in(self, folder: Path) -> list[Finding]:
        """Return the findings without a reason; one that an acknowledgement hides is none."""
        return [finding for finding in check(folder, settings=self._settings) if finding.reason is None]

    def caught(self, mutation: Mutation) -> dict[Layer, set[str]]:
        """Return who notices a change of the files; cfn-lint is asked about what nobody else sees."""
        template, metadata = self._texts
        files = Files(json.loads(template), json.loads(metadata))
        if mutation.edit:
            mutation.edit(files)
        try:
            self._template.write_text(json.dumps(files.template))
            self._metadata.write_text(json.dumps(files.metadata))
            try:
                found = self.open_in(self._folder)
            except GuardrailError as error:
                return {Layer.REFUSED: {error.problem}}
            if files.metadata == json.loads(metadata):
                # That an acknowledgement has become unused is a trace of the mutation, not its discovery.
                found = [finding for finding in found if finding.rule not in POLICY]
            layers = _layers(found)
            if not layers and files.template != json.loads(template):
                linted = _lint(json.dumps(files.template)) - _lint(template)
                layers = {Layer.CFN_LINT: linted} if linted else {}
        finally:
            self._template.write_text(template)
            self._metadata.write_text(metadata)
        return layers


def _layers(found: Iterable[Finding], app: cdk.App | None = None) -> dict[Layer, set[str]]:
    in_tree = _places(app) if app else set[tuple[str, str, str]]()
    layers: dict[Layer, set[str]] = {}
    for finding in found:
        if finding.rule in POLICY:
            layer = Layer.POLICY
        elif finding.pack == OWN_PACK:
            layer = Layer.OWN_RULE
        elif (finding.pack, finding.rule, finding.path) in in_tree:
            layer = Layer.TREE
        else:
            layer = Layer.TEMPLATES
        layers.setdefault(layer, set()).add(finding.rule)
    return layers


def _places(app: cdk.App) -> set[tuple[str, str, str]]:
    """Return what the packs find in the tree itself."""
    return {
        (str(pack), violation.rule_name, resource.construct_path or "")
        for pack in Pack
        for violation in pack.checks().validate_scope(app).violations
        for resource in violation.violating_resources
    }


@cache
def _lint(template: str) -> set[str]:
    from cfnlint.api import lint_all

    return {f"{match.rule.id}: {match.message}" for match in lint_all(template)}
