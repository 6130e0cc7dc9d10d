"""What the app cost, what it used of what it was given, and what would make it cheaper.

bill.py       what AWS billed, by month and service (Cost Explorer)
memory.py     what functions were given and what they used (their logs)
metrics.py    what the table was asked and what the buckets hold (CloudWatch)
lens.py       what of the buckets nobody needs (S3 Storage Lens)
optimizer.py  what Compute Optimizer says of the functions
advice.py     what follows from all of these
chapter.py    a part of the report: rows, or why there are none
report.py     the report, for people and for programs
collect.py    asks all of them
"""
