"""What each size takes and costs. Pure: it asks nobody."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

# https://aws.amazon.com/lambda/pricing/, ARM64, eu-west-1
USD_PER_GB_SECOND, USD_PER_REQUEST = 0.0000133334, 0.0000002
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Size:
    """A size of memory in MB, and what each invocation took with it, in milliseconds."""

    memory: int
    milliseconds: Sequence[int]

    @property
    def usual(self) -> float:
        """The median: a cold start, which comes first, does not move it."""
        return median(self.milliseconds)

    @property
    def usd_per_million(self) -> float:
        """What a million invocations cost that take as long as usual."""
        gigabyte_seconds = self.usual / 1000 * self.memory / 1024
        return MILLION * (gigabyte_seconds * USD_PER_GB_SECOND + USD_PER_REQUEST)


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured of a function, each size in the same way."""

    function: str
    memory_now: int
    measured_by: str
    sizes: Sequence[Size]

    @classmethod
    def of(cls, function: str, memory_now: int, measured: Sequence[Mapping[str, Any]]) -> "Report":
        """Return the report of what the state machine collected."""
        sizes = [Size(one["memory"], one["milliseconds"]) for one in measured]
        by = ", ".join(sorted({one["by"] for one in measured}))
        return cls(function, memory_now, by, sorted(sizes, key=lambda size: size.memory))

    @property
    def cheapest(self) -> int:
        """The size that costs least."""
        return min(self.sizes, key=lambda size: (size.usd_per_million, size.usual)).memory

    @property
    def fastest(self) -> int:
        """The size that takes least time; of several, the cheapest."""
        return min(self.sizes, key=lambda size: (size.usual, size.usd_per_million)).memory

    def as_json(self) -> str:
        """Return it for programs."""
        sizes = [
            {
                "memory": size.memory,
                "milliseconds": list(size.milliseconds),
                "median": size.usual,
                "usd_per_million": round(size.usd_per_million, 4),
            }
            for size in self.sizes
        ]
        head = {"function": self.function, "memory_now": self.memory_now, "measured_by": self.measured_by}
        return json.dumps({**head, "cheapest": self.cheapest, "fastest": self.fastest, "sizes": sizes})

    def as_markdown(self) -> str:
        """Return it for people."""
        rows = [
            f"| {size.memory:,} | {size.usual:g} | {max(size.milliseconds)} | {size.usd_per_million:.2f} |"
            for size in self.sizes
        ]
        return "\n".join(
            [
                f"# {self.function}",
                "",
                f"It has {self.memory_now:,} MB. Cheapest: {self.cheapest:,} MB; "
                f"fastest: {self.fastest:,} MB. Measured by the {self.measured_by}.",
                "",
                "| MB | median, ms | slowest, ms | USD per million |",
                "|--:|--:|--:|--:|",
                *rows,
                "",
            ]
        )
