"""What an operator does after a loss: rows and objects are put back where they were.

Nothing is swapped: a table keeps its name, its key, its replica and its alarms, and gets back the rows that
it lost. What was written since stays.
"""

from vault_recovery.objects import put_back_objects
from vault_recovery.places import Places
from vault_recovery.tables import RecoveryError, put_back_rows, take_backups

__all__ = ["Places", "RecoveryError", "put_back_objects", "put_back_rows", "take_backups"]
