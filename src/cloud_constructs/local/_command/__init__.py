"""The command line: `cloud-constructs local up|run|down|status`, and an app's data folder."""
