# A project of its own, and ways to break it: test_consumer.py runs them as a team would.
collect_ignore = ["consumer", "broken"]
