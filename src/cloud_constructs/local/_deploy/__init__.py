"""Creates the stacks in the engine, and tells what came of each resource."""
