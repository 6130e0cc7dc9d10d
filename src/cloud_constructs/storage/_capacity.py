"""How a table is paid for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from aws_cdk import aws_dynamodb as dynamodb

# What a new on-demand table serves at once:
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
NEW_TABLE_READS = 12_000
NEW_TABLE_WRITES = 4_000


@dataclass(frozen=True, slots=True)
class Capacity:
    """A table's capacity: `Capacity.on_demand(...)` or `Capacity.auto_scaled(...)`.

    Example:
        ```python
        from cloud_constructs import Capacity

        Capacity.auto_scaled(reads=(5, 100), writes=(5, 50))
        ```
    """

    reads: tuple[int | None, int]
    writes: tuple[int | None, int]

    @staticmethod
    def on_demand(*, max_reads: int = NEW_TABLE_READS, max_writes: int = NEW_TABLE_WRITES) -> Capacity:
        """Pay per request, capped so that a runaway loop has a bounded price.

        Args:
            max_reads: Read request units per second at most.
            max_writes: Write request units per second at most.
        """
        return Capacity((None, max_reads), (None, max_writes))

    @staticmethod
    def auto_scaled(*, reads: tuple[int, int], writes: tuple[int, int]) -> Capacity:
        """Pay for capacity that follows the load at 70 % use.

        Args:
            reads: The least and the most read capacity units per second.
            writes: The least and the most write capacity units per second.
        """
        return Capacity(reads, writes)

    def problem(self) -> str | None:
        """Say what is wrong with the numbers, if anything is."""
        for name, (least, most) in (("reads", self.reads), ("writes", self.writes)):
            if most < 1 or (least is not None and not 1 <= least <= most):
                return f"capacity has {name} from {least} to {most}"
        return None

    def billing(self) -> dynamodb.Billing:
        """Return the capacity as CDK takes it."""
        return _billing(self)


@cache
def _billing(capacity: Capacity) -> dynamodb.Billing:
    (least_reads, reads), (least_writes, writes) = capacity.reads, capacity.writes
    if least_reads is None or least_writes is None:
        return dynamodb.Billing.on_demand(max_read_request_units=reads, max_write_request_units=writes)
    return dynamodb.Billing.provisioned(
        read_capacity=dynamodb.Capacity.autoscaled(min_capacity=least_reads, max_capacity=reads),
        write_capacity=dynamodb.Capacity.autoscaled(min_capacity=least_writes, max_capacity=writes),
    )
