"""A deployed resource: what its template says beside what AWS says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cloud_constructs.guardrails._values import UNKNOWN, decided
from cloud_constructs.validation._aws import UnansweredError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cloud_constructs.guardrails._assembly import Resource, Template
    from cloud_constructs.validation._aws import Aws


@dataclass(frozen=True, slots=True)
class Live:
    """A resource of an assembly that has been deployed."""

    aws: Aws
    resource: Resource
    ids: Mapping[Resource, str]
    """What the resources of the whole assembly have become."""

    @property
    def id(self) -> str:
        """What CloudFormation calls the physical id."""
        return self.ids[self.resource]

    @property
    def region(self) -> str:
        """Where it is."""
        return region_of(self.resource.template, self.aws)

    def ask(self, service: str, operation: str, *, nothing: str = "", **parameters: object) -> dict[str, Any]:
        """Ask a service where the resource is."""
        return self.aws.ask(self.region, service, operation, nothing=nothing, **parameters)

    def wanted(self, *keys: str) -> Any:  # noqa: ANN401
        """Return what the template says, `None` when it says nothing.

        Raises:
            UnansweredError: Only CloudFormation knows.
        """
        value = self.resource.get(*keys)
        if value is UNKNOWN:
            raise UnansweredError(f"{'.'.join(keys)} is decided by CloudFormation alone")
        return value

    def id_of(self, value: Any) -> str | None:  # noqa: ANN401
        """Return what a value of the template has become: a literal, or the resource that it refers to."""
        if isinstance(literal := decided(value), str):
            return literal
        return next((self.ids[one] for one in self.resource.template.resolve(value) if one in self.ids), None)

    def is_named_by(self, policy: Resource, *keys: str) -> bool:
        """Whether a policy, or whatever names resources below some keys, names this one."""
        return self.resource in policy.refers_to(*keys) or self.id in policy.entries(*keys)

    def other_key(self, value: Any, found: str | None) -> Iterator[str]:  # noqa: ANN401
        """Yield what is wrong with the key that encrypts it, when the template names one."""
        wanted = self.id_of(value)
        if not found:
            yield "no key of the app encrypts it"
        elif wanted and ("alias/" in wanted) != ("alias/" in found):
            raise UnansweredError(f"it is encrypted with {found}, and {wanted} may be the same key")
        elif wanted and _key_id(found) != _key_id(wanted):
            yield f"it is encrypted with {found}, not with {wanted}"


def region_of(template: Template, aws: Aws) -> str:
    """Return where a stack is deployed."""
    region = template.stack.region
    return aws.region if region in ("", "unknown-region") else region


def _key_id(name: str) -> str:
    return name.rpartition(":")[2].removeprefix("key/")
