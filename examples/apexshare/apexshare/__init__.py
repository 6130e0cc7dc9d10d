"""The stacks of ApexShare."""

from .apexshare import ApexShare
from .config import Config

__all__ = ["ApexShare", "Config"]
