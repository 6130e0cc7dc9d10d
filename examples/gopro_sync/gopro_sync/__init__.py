"""What the example deploys."""

from gopro_sync.config import Config
from gopro_sync.delivery import GoProDelivery
from gopro_sync.github import GoProGithub
from gopro_sync.smoke_tester import SmokeTester
from gopro_sync.stack import GoProSync

__all__ = ["Config", "GoProDelivery", "GoProGithub", "GoProSync", "SmokeTester"]
