"""How large the files of a made-up library are."""

import random

from cloud_constructs.local.trials import TrialError

MB = 1000 * 1000
MOST_BYTES = 1000 * MB
"""The embedded AWS keeps objects in memory, and twice an object while its upload completes."""
MIXED_UP_TO = 2000
"""Files: of more, only their number matters."""


def sizes_of(wanted: str | None, videos: int, part_size: int) -> list[int]:
    """The sizes that `--sizes` asks for.

    Raises:
        TrialError: They are not known, or more than fits.
    """
    wanted = wanted or ("mixed" if videos <= MIXED_UP_TO else "tiny")
    if wanted == "mixed":
        sizes = mixed_sizes(videos, part_size)
    elif wanted == "tiny":
        sizes = tiny_sizes(videos)
    elif wanted.isdecimal():
        sizes = [int(wanted)] * videos
    else:
        raise TrialError(f"--sizes {wanted}: give mixed, tiny or a number of bytes.")
    if sum(sizes) > MOST_BYTES:
        raise TrialError(
            f"--videos {videos} --sizes {wanted}: {sum(sizes):,} bytes are more than the embedded AWS should"
            f" hold in memory, which is {MOST_BYTES:,}. Give fewer or smaller files."
        )
    return sizes


def mixed_sizes(videos: int, part_size: int) -> list[int]:
    """Mostly 4 KB to 2 MB, and in the first hundred all that has an edge."""
    edges = [0, 1, part_size - 1, part_size, part_size + 1, 2 * part_size, 2 * part_size + 7, 100 * MB]
    source = random.Random(videos)  # noqa: S311 (sizes, not secrets)
    sizes = [int(4096 * 500 ** source.random()) for _ in range(videos)]
    for place, size in zip(range(1, videos, 12), edges, strict=False):
        sizes[place] = size
    return sizes


def tiny_sizes(videos: int) -> list[int]:
    """1 to 4,096 bytes."""
    return [1 + number * 31 % 4096 for number in range(videos)]
