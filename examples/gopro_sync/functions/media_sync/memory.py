"""The process's peak memory, for the operator who sizes the function."""

import resource
import sys


def peak_memory_mb() -> float:
    """The most memory this process has held, in MB."""
    if sys.platform == "linux":
        # Not ru_maxrss: a child that was just started reports its parent's peak there.
        with open("/proc/self/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return round(int(line.split()[1]) * 1024 / 1e6, 1)
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6, 1)
