"""How a sync spreads its work: one state machine, or one execution per item."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cloud_constructs.core import Check
    from cloud_constructs.storage import SecureBucket

# https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
MAX_INLINE_CONCURRENCY = 40
MAX_CHILD_EXECUTIONS = 10_000
MAX_BATCH_BYTES = 262_144


class ManifestFormat(StrEnum):
    """What the list of a library's items looks like in S3, in the words of Step Functions."""

    JSON = "JSON"
    JSONL = "JSONL"
    S3_INVENTORY = "MANIFEST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Several items for one execution, so that small items do not cost a state transition each.

    Args:
        items: How many items an execution is given at most, from 2 to 1,000.
        kilobytes: How many KB of items it is given at most, from 1 to 256.
    """

    items: int = 100
    kilobytes: int = 128


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Distribution:
    """The settings of `Mode.distributed`; see there."""

    manifest: ManifestFormat
    tolerated_failure_percentage: int
    batch: Batch | None
    workspace: SecureBucket | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mode:
    """How a sync spreads its work: `Mode.map(...)` or `Mode.distributed(...)`.

    Example:
        ```python
        from cloud_constructs import Batch, Mode

        Mode.map(pages=20)
        Mode.distributed(tolerated_failure_percentage=5, batch=Batch(items=50))
        ```
    """

    pages: int
    distribution: Distribution | None = None

    @staticmethod
    def map(*, pages: int = 100) -> Mode:
        """Copy page after page, each in an execution of its own, for libraries of up to some 10,000 items.

        Args:
            pages: After how many pages a run ends, from 1 to 1,000, even if the lister knows of more: a
                lister that never comes to an end is not paid for all night.
        """
        return Mode(pages=pages)

    @staticmethod
    def distributed(
        *,
        manifest: ManifestFormat = ManifestFormat.JSONL,
        tolerated_failure_percentage: int = 10,
        batch: Batch | None = None,
        workspace: SecureBucket | None = None,
    ) -> Mode:
        """Copy from a manifest in S3, each item in an execution of its own, for libraries of any size.

        Args:
            manifest: What the manifest looks like.
            tolerated_failure_percentage: How many items may fail, in percent, before the run stops and fails:
                a source that is down is not asked for each of a million items.
            batch: Several items per execution; by default each item has its own.
            workspace: Where manifests and results are kept; by default the destination.
        """
        return Mode(
            pages=1,
            distribution=Distribution(
                manifest=manifest,
                tolerated_failure_percentage=tolerated_failure_percentage,
                batch=batch,
                workspace=workspace,
            ),
        )

    @property
    def max_concurrency(self) -> int:
        """How many items Step Functions can work on at once."""
        return MAX_INLINE_CONCURRENCY if self.distribution is None else MAX_CHILD_EXECUTIONS

    def check(self, check: Check) -> None:
        """Raise unless the settings are in range."""
        check.between("mode's pages", self.pages, 1, 1_000)
        if self.distribution is None:
            return
        percentage = self.distribution.tolerated_failure_percentage
        check.between("mode's tolerated_failure_percentage", percentage, 0, 100, "%")
        if batch := self.distribution.batch:
            check.between("the batch's items", batch.items, 2, 1_000)
            check.between("the batch's kilobytes", batch.kilobytes, 1, MAX_BATCH_BYTES // 1024, "KB")
