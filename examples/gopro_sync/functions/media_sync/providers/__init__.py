"""The clouds that media can come from."""

from .base import CloudProvider, ProviderFactory
from .google_drive import GoogleDriveProvider
from .gopro import GoProProvider

__all__ = ["CloudProvider", "GoProProvider", "GoogleDriveProvider", "ProviderFactory"]

ProviderFactory.register("gopro", GoProProvider)
ProviderFactory.register("google-drive", GoogleDriveProvider)
