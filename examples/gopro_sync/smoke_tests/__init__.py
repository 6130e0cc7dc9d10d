"""What has to hold of a deployed app before anybody relies on it.

deployment   where the app is: the outputs of its stack, on AWS or on an embedded one
checks       what is read of it, one check per resource; nothing is changed
dry_run      a run that lists and copies nothing
report       the table, and the same as JSON
"""
