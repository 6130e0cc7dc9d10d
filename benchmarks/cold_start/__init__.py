"""How long the examples' functions take to start, beside functions that most people would write."""
