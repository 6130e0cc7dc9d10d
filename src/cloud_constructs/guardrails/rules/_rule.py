"""What a rule is: its words, the controls that it serves, and a pure function over a template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cloud_constructs.guardrails._assembly import Assembly, Resource, Template

OWN_PACK: Final = "CloudConstructs"
"""The name under which this library's findings are reported."""
PREFIX: Final = "CC-"
EVERY_TYPE: Final = ("*",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of this library.

    A rule's function yields what it finds in a resource, or in a template when no resource is to blame. An
    empty text is a finding about the whole; any other text stands in brackets behind the rule's id, so that
    an acknowledgement of one finding never covers the next.

    Args:
        name: The rule's name, as `acknowledge` takes it.
        text: What is wrong.
        fix: How to mend it.
        controls: The controls that the rule serves, each with its framework.
        types: The resource types that `find` looks at.
        find: What is wrong with a resource.
        find_in_template: What is wrong with a whole template; its findings are the stack's.
        severity: `error` or `warning`.
        twins: Rules of the packs that ask for the same: acknowledging one of them acknowledges this one.
    """

    name: str
    text: str
    fix: str
    controls: tuple[tuple[str, str], ...]
    types: tuple[str, ...] = ()
    find: Callable[[Resource], Iterable[str]] | None = None
    find_in_template: Callable[[Template], Iterable[str]] | None = None
    severity: str = "error"
    twins: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id under which findings are reported."""
        return f"{PREFIX}{self.name}"


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule broken in one place; without a resource, it is the whole template that breaks it."""

    rule: Rule
    detail: str
    template: Template
    resource: Resource | None = None

    @property
    def id(self) -> str:
        """The rule's id, with what it found in brackets."""
        return f"{self.rule.id}[{self.detail}]" if self.detail else self.rule.id

    @property
    def path(self) -> str:
        """The construct that breaks the rule."""
        return self.resource.path if self.resource else self.template.path


class RuleBook:
    """Rules that are evaluated together, and a count of how often one looked at something."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = {rule.name: rule for rule in rules}
        self.evaluations = 0
        self._by_type: dict[str, list[Rule]] = {}
        for rule in self.rules.values():
            for type in rule.types:
                self._by_type.setdefault(type, []).append(rule)

    def breaches(self, assembly: Assembly) -> Iterator[Breach]:
        """Yield every breach in an assembly."""
        for template in assembly.templates:
            for rule in self.rules.values():
                if rule.find_in_template:
                    self.evaluations += 1
                    for detail in rule.find_in_template(template):
                        yield Breach(rule, detail, template)
            for resource in template.resources.values():
                yield from self._in_resource(resource)

    def _in_resource(self, resource: Resource) -> Iterator[Breach]:
        for rule in (*self._by_type.get(resource.type, ()), *self._by_type.get("*", ())):
            if rule.find:
                self.evaluations += 1
                for detail in dict.fromkeys(rule.find(resource)):
                    yield Breach(rule, detail, resource.template, resource)


def once(broken: object) -> tuple[str, ...]:
    """Return one finding about the whole resource, or none."""
    return ("",) if broken else ()


def controls(
    nist: str = "", *, hipaa: str = "", pci: str = "", soc2: str = "", gdpr: str = ""
) -> tuple[tuple[str, str], ...]:
    """Return controls from lists with semicolons; NIST 800-53 r5 first because most rules serve it."""
    frameworks = {
        "NIST 800-53 r5": nist,
        "HIPAA": hipaa,
        "PCI DSS 3.2.1": pci,
        "SOC 2": soc2,
        "GDPR": gdpr,
    }
    return tuple(
        (framework, control.strip())
        for framework, listed in frameworks.items()
        for control in listed.split(";")
        if control.strip()
    )
