"""The states of a sync, as data: nothing here knows CDK, so that it can be read and tested alone."""
