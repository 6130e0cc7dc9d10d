"""What can be wrong with an app that uses the library.

ConstructError            every fault below; also a ValueError
├── ArgumentError         an argument has a value that cannot work
│   └── SettingError      a setting of a deployment does, which the context can change
├── StackError            the stack lacks something, such as a region, that the construct needs
├── WaiverError           a waiver or an acknowledgement is not worth its name
└── GuardrailError        findings are open, or an acknowledgement is unused, bare, blanket or expired
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from constructs import Construct


class ConstructError(ValueError):
    """A fault with its place, its cause and its cure.

    Args:
        path: The construct's path, or the construct itself.
        problem: What is wrong, with the offending value.
        remedy: What the reader can do about it.
    """

    def __init__(self, path: Construct | str, problem: str, remedy: str) -> None:
        self.path = path if isinstance(path, str) else path.node.path
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{self.path}: {problem}. To mend it: {remedy}.")


class ArgumentError(ConstructError):
    """An argument has a value that cannot work."""


class StackError(ConstructError):
    """The stack lacks something, such as a region, that the construct needs."""


class WaiverError(ConstructError):
    """A waiver or an acknowledgement is not worth its name."""


class GuardrailError(ConstructError):
    """Findings are open, or acknowledgements break the policy."""
