"""Backups of the tables: `requests.py` is what operators ask for, `work.py` does it step by step.

Restoring a table can take longer than a function may run: how far a backup is stands in the activity table,
and the next run goes on from there. A step that was done, and not written down, is done again.
"""
