"""How long the example's functions take to start, beside functions that most people would write."""
