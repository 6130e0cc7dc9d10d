"""From an app's folder to stacks and assets: synthesis, reading, publishing."""
