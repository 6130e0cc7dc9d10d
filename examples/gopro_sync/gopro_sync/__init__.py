"""What the example deploys."""

from gopro_sync.config import Config
from gopro_sync.stack import GoProSync

__all__ = ["Config", "GoProSync"]
