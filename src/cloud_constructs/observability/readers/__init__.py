"""How the plain L2s that an app already has, made or imported, become alarm targets: one module per field.

They are told apart by jsii's name of their class, so that watching a queue does not import the Lambda
module. A reader asks its resource for the facts that thresholds follow from, and sees to it that the metrics
are there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cloud_constructs.core import look
from cloud_constructs.observability.readers import edge, serverless, servers, stores

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import IConstruct

    from cloud_constructs.core import AlarmTarget
    from cloud_constructs.observability.readers._reader import Reader

READERS: dict[str, Reader] = {
    f"aws-cdk-lib.{kind}": reader
    for field in (serverless, stores, servers, edge)
    for kind, reader in field.READERS.items()
}


def targets_of(resource: IConstruct, name: str | None) -> Sequence[AlarmTarget] | None:
    """Return the targets that a plain L2 is, or `None` for what the catalogue does not know."""
    reader = _reader(resource)
    return reader(resource, name or look(resource, "node.id")[0]) if reader else None


def is_known(resource: IConstruct) -> bool:
    """Whether a construct is a plain L2 that the catalogue knows."""
    return _reader(resource) is not None


def known_kinds() -> list[str]:
    """Return the class names of the plain L2s that the catalogue knows."""
    return [name for name in (kind.rpartition(".")[2] for kind in READERS) if not _is_abstract(name)]


def _is_abstract(name: str) -> bool:
    """Whether a class name is that by which jsii knows an import: a base class or an interface."""
    return name.endswith(("Base", "BaseV2")) or (name[0] == "I" and name[1].isupper())


def _reader(resource: Any) -> Reader | None:  # noqa: ANN401
    # jsii wraps an import of which it knows only the interface in a proxy that delegates to it.
    faces: list[object] = [resource, *getattr(resource, "_delegates", ())]
    kinds = [getattr(type(face), "__jsii_type__", "") for face in faces]
    return next((READERS[kind] for kind in kinds if kind in READERS), None)
