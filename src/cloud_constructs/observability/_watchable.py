"""What can be watched: constructs that say what matters about them, and L2s that the catalogue knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.core import Watchable
from cloud_constructs.observability.catalogue import CATALOGUE
from cloud_constructs.observability.readers import is_known, known_kinds, targets_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from constructs import IConstruct

    from cloud_constructs.core import AlarmTarget, Check
    from cloud_constructs.observability._choices import Choice


def targets(check: Check, resource: Watchable | IConstruct, name: str | None) -> Sequence[AlarmTarget]:
    """Return what is to be watched of a resource.

    Raises:
        ArgumentError: Nothing is known about it.
    """
    if isinstance(resource, Watchable):
        return resource.alarm_targets(name)
    found = targets_of(resource, name)
    if found is None:
        raise check.fail(
            f"nothing is known about watching a {type(resource).__name__}",
            f"watch a construct of this library or one of CDK's {', '.join(known_kinds())}",
        )
    return found


def all_below(
    check: Check, scope: IConstruct, thresholds: Mapping[str, Choice]
) -> list[tuple[IConstruct, Sequence[AlarmTarget], dict[str, Choice]]]:
    """Return all that can be watched below a scope, with its targets and those thresholds that it has.

    Raises:
        ArgumentError: Nothing has an alarm of one of the names.
    """
    found = [(resource, targets(check, resource, name)) for resource, name in _watchable_below(scope)]
    known = [_alarm_names(there) for _, there in found]
    for name in thresholds:
        check.one_of("the name of an alarm", name, sorted(set[str]().union(*known)))
    return [
        (resource, there, {name: choice for name, choice in thresholds.items() if name in names})
        for (resource, there), names in zip(found, known, strict=True)
    ]


def _watchable_below(scope: IConstruct) -> Iterator[tuple[IConstruct, str]]:
    """Yield constructs with their paths below the scope, so that no two have the same name."""
    prefix = len(scope.node.path) + 1
    above = "\n"
    # From the top down: what a construct of ours is made of comes right after it, and its targets cover that.
    # Told by paths, because an import's proxy is another object each time that it is asked for.
    for construct in scope.node.find_all():
        if isinstance(construct, Watchable) or is_known(construct):
            path = construct.node.path
            if not path.startswith(above):
                above = f"{path}/"
                yield construct, path[prefix:].replace("/", "")


def _alarm_names(watched: Sequence[AlarmTarget]) -> set[str]:
    """Return what the alarms of some targets can be called, those for who asks among them."""
    return {spec.alarm_name for target in watched for spec in CATALOGUE[target.service]}
