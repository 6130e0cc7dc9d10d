"""Where a video stands, and the e-mail about it."""

from enum import StrEnum


class VideoState(StrEnum):
    """Where a video stands."""

    UPLOADING = "UPLOADING"
    CHECKING = "CHECKING"
    READY = "READY"
    REJECTED = "REJECTED"


class MailState(StrEnum):
    """Where the e-mail with the link stands."""

    NONE = "NONE"
    SENT = "SENT"
    DELIVERED = "DELIVERED"
    BOUNCED = "BOUNCED"
    COMPLAINED = "COMPLAINED"
    SUPPRESSED = "SUPPRESSED"
