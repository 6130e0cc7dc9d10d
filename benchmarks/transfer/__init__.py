"""From a web server to S3: the downloader of examples/gopro_sync beside what a user would pick instead.

Both servers are on loopback and in processes of their own, so that what is measured is the client.
"""
