"""The clouds that media can come from."""

from .base import CloudProvider, ProviderFactory
from .gopro import GoProProvider

__all__ = ["CloudProvider", "GoProProvider", "ProviderFactory"]

ProviderFactory.register("gopro", GoProProvider)
