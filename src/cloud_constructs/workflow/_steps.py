"""What an app brings to a sync: the functions that know its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cloud_constructs.compute import EnhancedLambda


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SyncSteps:
    """The functions that know the source; the pipeline knows everything else.

    Each is told `provider` and `correlation_id`; docs/sync-pipeline.md has what else it is told and what it
    answers.

    Args:
        authenticate: Renews the credentials of `provider`.
        list_items: Returns `items` that are new, with `found` and `remaining` as numbers; `next` if it has
            more, or the `manifest` that it wrote for a distributed sync.
        transfer: Copies one `item` and returns its `status`; raises when it cannot.
    """

    authenticate: EnhancedLambda
    list_items: EnhancedLambda
    transfer: EnhancedLambda


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reconciliation:
    """The look at both sides when everything is copied.

    Args:
        compare: Compares the source with the destination, writes what differs to `report` and returns how
            many items it `checked`, are `missing`, `differing`, or `surplus`, that is gone at the source.
        delete: Deletes what the report calls surplus, and returns how many items it `deleted`; by default
            nothing is ever deleted.
        at_most_percent: Of what was checked, the share that may be surplus, from 1 to 100 percent; beyond it
            nothing is deleted and the operator is told.
    """

    compare: EnhancedLambda
    delete: EnhancedLambda | None = None
    at_most_percent: int = 5
