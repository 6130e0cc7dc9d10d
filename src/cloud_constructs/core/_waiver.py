"""The one way to leave a protection out: in writing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cloud_constructs.core._errors import WaiverError

if TYPE_CHECKING:
    from datetime import date

MINIMUM_REASON = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A written decision to go without a protection.

    It promises that a missing protection is never silent: the reason stands in the acknowledgement of
    every rule that the protection satisfied, and an expired waiver fails the build.

    Args:
        reason: Why the protection is left out, in at least 20 characters that a reviewer would accept.
        ticket: Where the decision was taken.
        expires: The last day on which the waiver holds.

    Raises:
        WaiverError: The reason is too short to be one.

    Example:
        ```python
        from cloud_constructs import Waiver

        waiver = Waiver(reason="The data are public weather readings", ticket="SEC-12")
        assert "SEC-12" in waiver.text
        ```
    """

    reason: str
    ticket: str | None = None
    expires: date | None = None

    def __post_init__(self) -> None:
        if len(self.reason.strip()) < MINIMUM_REASON:
            raise WaiverError(
                "Waiver",
                f"the reason {self.reason!r} is shorter than {MINIMUM_REASON} characters",
                "say why the protection may be missing, so that a security reviewer can agree",
            )

    @property
    def text(self) -> str:
        """The reason with its ticket and its last day, as it stands in an acknowledgement."""
        parts = [self.reason.strip()]
        if self.ticket:
            parts.append(f"[ticket {self.ticket}]")
        if self.expires:
            parts.append(f"[expires {self.expires.isoformat()}]")
        return " ".join(parts)
