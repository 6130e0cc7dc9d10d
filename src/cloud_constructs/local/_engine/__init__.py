"""Child processes that never outlive us, the engine among them, and the clients that speak to it."""
