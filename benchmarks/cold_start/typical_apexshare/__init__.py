"""Apexshare's functions as most people write them: boto3, Pydantic and Powertools, all at the top.

They do what ours do when everything goes well, and less when it does not.
"""
