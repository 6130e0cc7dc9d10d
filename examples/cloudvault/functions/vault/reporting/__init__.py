"""What operators ask of all users together, by SQL: tables of JSON lines in S3, that Athena reads.

`lines` writes them. The roll-ups give what happened in each hour, `snapshots` how things stand each night. No
name, address, password or token is in them.
"""
