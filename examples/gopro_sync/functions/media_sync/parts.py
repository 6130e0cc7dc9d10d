"""How a file of a given size is cut, so that S3's limits and the function's memory both hold."""

from dataclasses import dataclass

from .errors import InvalidEvent

MIB = 1024 * 1024
MIN_PART_SIZE = 5 * MIB
"""S3's own minimum for every part but the last."""
MAX_PARTS = 10_000
"""S3's own maximum."""
MAX_PART_SIZE = 128 * MIB
"""Our maximum: two buffers of it still leave a 1,024 MB function three quarters of its memory."""

_PARALLEL_UP_TO = 24 * MIB
"""Three buffers of it, or two of half as much again, stay below 110 MB: enough for files of 398 GB."""


@dataclass(frozen=True, slots=True)
class PartPlan:
    """The cut of one file."""

    size: int
    part_size: int

    @classmethod
    def of(cls, size: int, part_size: int) -> "PartPlan":
        """Grows `part_size`, in whole MiB, until 10,000 parts carry `size`.

        Raises:
            InvalidEvent: The file is larger than parts that fit in memory can carry.
        """
        needed = -(-size // MAX_PARTS)
        if needed > part_size:
            part_size = -(-needed // MIB) * MIB
        if part_size > MAX_PART_SIZE:
            raise InvalidEvent(
                f"a file of {size} bytes is larger than {MAX_PARTS} parts of {MAX_PART_SIZE} bytes"
            )
        return cls(size, part_size)

    @property
    def single(self) -> bool:
        """Whether one put is enough."""
        return self.size <= self.part_size

    @property
    def uploaders(self) -> int:
        """Upload threads. Large parts go one at a time: what they would gain, their buffers cost."""
        return 2 if self.part_size <= _PARALLEL_UP_TO else 1

    def lengths(self) -> list[int]:
        """The length of each part, in order."""
        whole, rest = divmod(self.size, self.part_size)
        return [self.part_size] * whole + ([rest] if rest else [])
