"""What an archive is made for: a Python, a machine, and the folder that Lambda unpacks it into."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Final

# The names that Lambda and uv have for a machine.
_MACHINES: Final = {"arm64": "aarch64", "x86_64": "x86_64"}
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html: from Python 3.12 on, runtimes stand on
# Amazon Linux 2023 with glibc 2.34; before, on Amazon Linux 2 with 2.26, for which uv has no name of its own.
_FIRST_ON_AL2023: Final = (3, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A Python such as 3.14, an architecture as Lambda calls it, and where the archive has the files."""

    python: str
    architecture: str
    prefix: str = ""

    @property
    def platform(self) -> str:
        """The platform as uv calls it."""
        major, minor = map(int, self.python.split("."))
        libc = "manylinux_2_34" if (major, minor) >= _FIRST_ON_AL2023 else "manylinux2014"
        return f"{_MACHINES[self.architecture]}-{libc}"

    @property
    def is_this_python(self) -> bool:
        """Whether byte code made here can be loaded there: its format changes with each minor version."""
        return self.python == f"{sys.version_info.major}.{sys.version_info.minor}"
