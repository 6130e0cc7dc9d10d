"""Whatever a raw override takes from a construct's resources, the second pass or a rule of ours notices.

Each security property of each resource is deleted and set to something insecure, by the overrides that any
user of CDK has. The properties of one group are tried one after the other, so that what is found can come
from nothing else; different groups are tried at once.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from guardrails.overrides import (
    GONE,
    KNOWN_MISSES,
    OF_RESOURCE,
    PROPERTIES,
    REPORTED_AT,
    REQUIRED,
    UNSET,
    nowhere,
)
from harness import DEFAULTS, ENV

from cloud_constructs import GuardrailError
from cloud_constructs.guardrails import check
from cloud_constructs.guardrails._assembly import Assembly, Resource


@dataclass(frozen=True)
class Override:
    """One override, tried on every resource of a type."""

    type: str
    path: str
    value: Any

    @property
    def key(self) -> tuple[str, str, str]:
        return self.type, self.path, str(self.value)

    def apply(self, l1: cdk.CfnResource) -> None:
        path = self.path if self.path in OF_RESOURCE else f"Properties.{self.path}"
        if self.value == GONE:
            l1.add_deletion_override(path)
        else:
            l1.add_override(path, self.value)


def overrides(group: dict[str, dict[str, list[Any]]]) -> Iterator[Override]:
    for type, properties in group.items():
        for path, worse in properties.items():
            values = worse if (type, path) in REQUIRED | UNSET else [GONE, *worse]
            yield from (Override(type, path, value) for value in values)


def at(body: dict[str, Any], path: str) -> Any:
    value: Any = body if path in OF_RESOURCE else body.get("Properties", {})
    for part in path.split("."):
        if isinstance(value, list):
            value = value[int(part)] if int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, dict) else None
    return value


def changes(override: Override, resource: Resource) -> bool:
    """Whether there is something to delete, or a place for a value other than the one that stands there."""
    value = at(resource.body, override.path)
    above = override.path.rpartition(".")[0]
    has_place = not above or at(resource.body, above) is not None
    return value is not None if override.value == GONE else has_place and value != override.value


# Every override, in the order in which those of its group are tried.
OVERRIDES = {name: list(overrides(group)) for name, group in PROPERTIES.items()}
Result = tuple[str, set[str]]


class Sweep:
    """One of each construct, in one app that is synthesised again after each round of overrides."""

    def __init__(self, folder: Path) -> None:
        self.app = cdk.App(outdir=str(folder), tree_metadata=False, stack_traces=False)
        for name, build in DEFAULTS.items():
            build(cdk.Stack(self.app, re.sub(r"\W+", "-", name), env=ENV))
        self.before = self.synth()
        self.l1s: dict[str, cdk.CfnResource] = {
            construct.node.path: construct
            for construct in self.app.node.find_all()
            if isinstance(construct, cdk.CfnResource)
        }

    def synth(self) -> dict[str, Resource]:
        self.app.synth(force=True)
        return {resource.path: resource for resource in Assembly(self.app.outdir).resources()}

    def round(self, tried: list[Override]) -> Iterator[tuple[Override, str, set[str]]]:
        """Yield each override with the resource that it was tried on, and the rules that notice."""
        targets = [
            (override, resource)
            for override in tried
            for resource in self.before.values()
            if resource.type == override.type and changes(override, resource)
        ]
        for override, resource in targets:
            override.apply(self.l1s[resource.path])
        after = self.synth()
        found = self.found()
        for override, resource in targets:
            assert after[resource.path].body != resource.body, (override, resource.path)
            places = {resource.path}
            if override.type in REPORTED_AT:
                places |= {other.path for other in resource.refers_to(REPORTED_AT[override.type])}
            yield override, resource.path, set().union(*(found.get(place, set()) for place in places))
            self.restore(override, resource)

    def found(self) -> dict[str, set[str]]:
        """Return the rules whose findings are open, by path; that the policy sees an override is luck."""
        found: dict[str, set[str]] = {}
        for finding in check(self.app.outdir):
            if finding.reason is None and not finding.rule.startswith("CC-ACK"):
                found.setdefault(finding.path, set()).add(finding.rule)
        return found

    def restore(self, override: Override, resource: Resource) -> None:
        original = at(resource.body, override.path)
        back = Override(override.type, override.path, GONE if original is None else original)
        back.apply(self.l1s[resource.path])


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    return Sweep(tmp_path_factory.mktemp("sweep"))


@pytest.fixture(scope="module")
def swept(sweep: Sweep) -> dict[tuple[str, str, str], list[Result]]:
    results: dict[tuple[str, str, str], list[Result]] = {}
    for together in zip_longest(*OVERRIDES.values()):
        for override, path, rules in sweep.round([override for override in together if override]):
            results.setdefault(override.key, []).append((path, rules))
    after = sweep.synth()
    assert {path: r.body for path, r in after.items()} == {path: r.body for path, r in sweep.before.items()}
    return results


@pytest.mark.parametrize(
    "override",
    [pytest.param(override, id="-".join(override.key)) for group in OVERRIDES.values() for override in group],
)
def test_an_override_is_noticed(
    override: Override,
    sweep: Sweep,
    swept: dict[tuple[str, str, str], list[Result]],
    record_property: Callable[[str, object], None],
) -> None:
    results = swept[override.key]
    record_property("caught_by", sorted(set().union(*(rules for _, rules in results))))
    missed = {path for path, rules in results if not rules}
    known, _ = KNOWN_MISSES.get(override.key, (nowhere, ""))

    assert missed == {path for path, _ in results if known(sweep.before[path])}


def test_every_known_miss_is_one_that_was_tried() -> None:
    assert set(KNOWN_MISSES) <= {override.key for group in OVERRIDES.values() for override in group}


@pytest.mark.parametrize(("type", "path"), sorted(REQUIRED))
def test_what_cannot_be_read_is_refused(type: str, path: str, sweep: Sweep) -> None:
    override = Override(type, path, GONE)
    resource = next(r for r in sweep.before.values() if r.type == type and at(r.body, path) is not None)
    override.apply(sweep.l1s[resource.path])
    sweep.synth()
    with pytest.raises(GuardrailError, match="the packs cannot read the template"):
        check(sweep.app.outdir)

    sweep.restore(override, resource)
    sweep.synth()
    assert sweep.found() == {}
