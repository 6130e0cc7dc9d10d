"""What the example deploys."""

from gopro_sync.stack import GoProSync

__all__ = ["GoProSync"]
