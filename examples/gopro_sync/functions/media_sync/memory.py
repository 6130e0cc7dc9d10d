"""The process's peak memory, for the operator who sizes the function."""

import resource
import sys
from pathlib import Path


def peak_memory_mb() -> float:
    """The most memory this process has held, in MB."""
    if sys.platform == "linux":
        # Not ru_maxrss: a child that was just started reports its parent's peak there.
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) * 1024 / 1e6, 1)
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6, 1)
