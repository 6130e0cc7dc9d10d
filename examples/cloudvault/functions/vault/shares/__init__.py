"""Links to files: `owned.py` is for those who give them away, `opening.py` for those who open them."""
