"""What becomes of a change of a table: an entry of the audit, the totals, and an event for others."""
