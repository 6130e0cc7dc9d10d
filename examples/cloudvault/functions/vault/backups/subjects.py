"""Under what backups stand in the activity table."""

BACKUPS = "backups"
REQUESTS = "backup-requests"
"""What operators ask for; the worker hears of it by an event."""
