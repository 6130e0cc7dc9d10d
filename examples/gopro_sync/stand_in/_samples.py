"""Media for whoever brings none: the sizes at which copying has its edges, and one large file."""

import random
from pathlib import Path

MIB = 1024 * 1024
LARGE = 300 * 1000 * 1000


def make_samples(folder: Path, part_size: int) -> None:
    """Writes the same pseudo-random files every time."""
    sizes = {
        "GX010001-empty.MP4": 0,
        "GX010002-one-byte.MP4": 1,
        "GX010003-part-less-one.MP4": part_size - 1,
        "GX010004-part.MP4": part_size,
        "GX010005-part-and-one.MP4": part_size + 1,
        "GX010006-large.MP4": LARGE,
        "GX010007-small.JPG": 123_456,
    }
    for name, size in sizes.items():
        source = random.Random(name)  # noqa: S311 (content, not a secret)
        with (folder / name).open("wb") as file:
            for start in range(0, size, MIB):
                file.write(source.randbytes(min(MIB, size - start)))
