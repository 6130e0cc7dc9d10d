"""The library's protections for the plain L2s that a team has already."""

from cloud_constructs.defaults._secure_defaults import SecureDefaults
from cloud_constructs.defaults._secure_mixin import SecureMixin

__all__ = ["SecureDefaults", "SecureMixin"]
