"""What the example deploys: one module for each stack."""

from cloudvault.config import Config
from cloudvault.vault import CloudVault

__all__ = ["CloudVault", "Config"]
