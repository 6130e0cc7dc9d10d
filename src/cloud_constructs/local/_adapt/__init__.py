"""Makes templates fit the engine: what it cannot do is rewritten, or left to do through its API."""
