"""Folders: the tree that they make, and how one is deleted with all that is in it."""
