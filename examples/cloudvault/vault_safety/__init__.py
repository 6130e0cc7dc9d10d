"""A user's files and folders as they should be, whatever happens to the functions in between.

`World` does what a user does and remembers what must not be lost, `faults` are what happens to functions,
and `wrong` says what is not as it should be in the end.
"""

from vault_safety.faults import Killed, killed_before, throttled
from vault_safety.invariants import wrong
from vault_safety.world import World

__all__ = ["Killed", "World", "killed_before", "throttled", "wrong"]
