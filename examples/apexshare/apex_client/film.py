"""Makes films: QuickTime files of JPEG pictures, which players open, of any size."""

import io
import secrets
import struct
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw

WIDTH, HEIGHT, PER_SECOND = 640, 360, 30
# From 1904 on, as QuickTime counts; the time of a film that was made now.
NO_TIME = 0
UNITY = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)


def make_film(path: Path, size: int) -> Path:
    """Write a film of at least `size` bytes, a picture at a time, and return its path."""
    sizes, begins = list[int](), list[int]()
    with path.open("wb") as film:
        film.write(_box("ftyp", b"qt  ", struct.pack(">I", 0x20050300), b"qt  "))
        mdat = film.tell()
        # A box of 64-bit size, which is filled in when it is known.
        film.write(struct.pack(">I4sQ", 1, b"mdat", 0))
        for picture in _pictures():
            begins.append(film.tell())
            sizes.append(len(picture))
            film.write(picture)
            if film.tell() >= size:
                break
        end = film.tell()
        film.write(_moov(sizes, begins))
        film.seek(mdat + 8)
        film.write(struct.pack(">Q", end - mdat))
    return path


def _pictures() -> Iterator[bytes]:
    """Yield pictures with a ball that moves, each with noise of its own, which no part repeats."""
    at = 0
    while True:
        picture = Image.frombytes("RGB", (WIDTH, HEIGHT), secrets.token_bytes(WIDTH * HEIGHT * 3))
        x = at * 7 % (WIDTH - 60)
        ImageDraw.Draw(picture).ellipse((x, HEIGHT // 2 - 30, x + 60, HEIGHT // 2 + 30), fill="tomato")
        made = io.BytesIO()
        picture.save(made, "JPEG", quality=90)
        yield made.getvalue()
        at += 1


def _box(kind: str, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I4s", 8 + len(body), kind.encode()) + body


def _full(kind: str, *content: bytes, flags: int = 0) -> bytes:
    return _box(kind, struct.pack(">I", flags), *content)


def _moov(sizes: list[int], begins: list[int]) -> bytes:
    count = len(sizes)
    movie = struct.pack(">4IIH10x", NO_TIME, NO_TIME, PER_SECOND, count, 0x10000, 0x100)
    track = struct.pack(">5I8x4H", NO_TIME, NO_TIME, 1, 0, count, 0, 0, 0, 0)
    return _box(
        "moov",
        _full("mvhd", movie, UNITY, struct.pack(">6iI", 0, 0, 0, 0, 0, 0, 2)),
        _box(
            "trak",
            _full("tkhd", track, UNITY, struct.pack(">2I", WIDTH << 16, HEIGHT << 16), flags=7),
            _box(
                "mdia",
                _full("mdhd", struct.pack(">4I2H", NO_TIME, NO_TIME, PER_SECOND, count, 0x55C4, 0)),
                _full("hdlr", b"mhlrvide", bytes(12), b"\x05Video"),
                _box(
                    "minf",
                    _full("vmhd", bytes(8), flags=1),
                    _box("dinf", _full("dref", struct.pack(">I", 1), _full("url ", flags=1))),
                    _table_of_samples(sizes, begins),
                ),
            ),
        ),
    )


def _table_of_samples(sizes: list[int], begins: list[int]) -> bytes:
    count = len(sizes)
    format_ = struct.pack(">6xH2H3I2H2IIH32sHh", 1, 0, 0, 0, 0, 512, WIDTH, HEIGHT, 72 << 16, 72 << 16, 0, 1,
                          b"\x0cPhoto - JPEG".ljust(32, b"\0"), 24, -1)  # fmt: skip
    return _box(
        "stbl",
        _full("stsd", struct.pack(">I", 1), _box("jpeg", format_)),
        _full("stts", struct.pack(">3I", 1, count, 1)),
        _full("stsc", struct.pack(">4I", 1, 1, 1, 1)),
        _full("stsz", struct.pack(">2I", 0, count), struct.pack(f">{count}I", *sizes)),
        _full("co64", struct.pack(">I", count), struct.pack(f">{count}Q", *begins)),
    )
