"""What can be done with files; `files.py` answers the API with it."""
