"""A folder and its locked dependencies as one archive for Lambda's machine, with `uv` and without Docker."""

from cloud_constructs.compute._bundling.archive import source_files
from cloud_constructs.compute._bundling.bundle import bundled
from cloud_constructs.compute._bundling.lock import find_lock
from cloud_constructs.compute._bundling.target import Target

__all__ = ["Target", "bundled", "find_lock", "source_files"]
