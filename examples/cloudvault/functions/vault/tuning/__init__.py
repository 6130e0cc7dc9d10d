"""How much memory a function should have.

`versions` makes a version of it for each size, `measuring` has them work, `report` says what that took and
costs. The state machine of `cloudvault/tuning.py` calls one step after the other; what has to be undone is
undone by the state machine, because it goes on when a function cannot.
"""
