"""Mixed traffic against a deployment, with Locust."""
