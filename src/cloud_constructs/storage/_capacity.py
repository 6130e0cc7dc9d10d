"""How a table, or an index of one, is paid for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from aws_cdk import aws_dynamodb as dynamodb

if TYPE_CHECKING:
    from cloud_constructs.core import Check

# What a new on-demand table serves at once:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
NEW_TABLE_READS = 12_000
NEW_TABLE_WRITES = 4_000
TARGET_PERCENT = 70


@dataclass(frozen=True, slots=True)
class Capacity:
    """The capacity of a table or an index: `Capacity.on_demand(...)` or `Capacity.auto_scaled(...)`.

    Example:
        ```python
        from cloud_constructs import Capacity

        Capacity.auto_scaled(reads=(5, 100), writes=(5, 50))
        ```
    """

    reads: tuple[int | None, int]
    writes: tuple[int | None, int]
    target_percent: int = TARGET_PERCENT
    warm: tuple[int, int] | None = None

    @staticmethod
    def on_demand(
        *,
        max_reads: int = NEW_TABLE_READS,
        max_writes: int = NEW_TABLE_WRITES,
        warm: tuple[int, int] | None = None,
    ) -> Capacity:
        """Pay per request, capped so that a runaway loop has a bounded price.

        Args:
            max_reads: Read request units per second at most.
            max_writes: Write request units per second at most.
            warm: Reads and writes per second that have to be served at once, from the start.
        """
        return Capacity((None, max_reads), (None, max_writes), warm=warm)

    @staticmethod
    def auto_scaled(
        *,
        reads: tuple[int, int],
        writes: tuple[int, int],
        target_percent: int = TARGET_PERCENT,
        warm: tuple[int, int] | None = None,
    ) -> Capacity:
        """Pay for capacity that follows the load.

        Args:
            reads: The least and the most read capacity units per second.
            writes: The least and the most write capacity units per second.
            target_percent: How much of the capacity the load should use, from 20 to 90.
            warm: Reads and writes per second that have to be served at once, from the start.
        """
        return Capacity(reads, writes, target_percent, warm)

    @property
    def is_on_demand(self) -> bool:
        """Whether requests are paid, not capacity."""
        return self.reads[0] is None

    def check(self, check: Check) -> None:
        """Raise unless there can be such a capacity."""
        for name, (least, most) in (("reads", self.reads), ("writes", self.writes)):
            check.require(
                1 <= (1 if least is None else least) <= most,
                f"capacity has {name} from {least} to {most}",
                "choose at least 1, and no less for the most than for the least",
            )
        check.between("target_percent of capacity", self.target_percent, 20, 90, "%")
        check.require(
            self.warm is None or min(self.warm) >= 1,
            f"warm of capacity is {self.warm}",
            "choose at least 1 for reads and for writes",
        )

    def billing(self) -> dynamodb.Billing:
        """Return the capacity of a table as CDK takes it."""
        return _billing(self)

    def of_index(self) -> dict[str, Any]:
        """Return the capacity of an index as the properties that CDK takes."""
        if self.is_on_demand:
            return {
                "max_read_request_units": self.reads[1],
                "max_write_request_units": self.writes[1],
                "warm_throughput": self.warm_throughput(),
            }
        return {
            "read_capacity": _scaled(self.reads, self.target_percent),
            "write_capacity": _scaled(self.writes, self.target_percent),
            "warm_throughput": self.warm_throughput(),
        }

    def warm_throughput(self) -> dynamodb.WarmThroughput | None:
        """Return what has to be served from the start as CDK takes it."""
        if self.warm is None:
            return None
        reads, writes = self.warm
        return dynamodb.WarmThroughput(read_units_per_second=reads, write_units_per_second=writes)


@cache
def _billing(capacity: Capacity) -> dynamodb.Billing:
    if capacity.is_on_demand:
        return dynamodb.Billing.on_demand(
            max_read_request_units=capacity.reads[1], max_write_request_units=capacity.writes[1]
        )
    return dynamodb.Billing.provisioned(
        read_capacity=_scaled(capacity.reads, capacity.target_percent),
        write_capacity=_scaled(capacity.writes, capacity.target_percent),
    )


def _scaled(units: tuple[int | None, int], target_percent: int) -> dynamodb.Capacity:
    least, most = units
    return dynamodb.Capacity.autoscaled(
        min_capacity=least or 1, max_capacity=most, target_utilization_percent=target_percent
    )
