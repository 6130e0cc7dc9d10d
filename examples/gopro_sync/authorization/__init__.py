"""A provider's first authorisation: its owner says yes in the browser, and the secret gets the tokens.

`endpoints` knows where each provider asks, `flow` what is asked and what an answer is worth, `loopback` hears
the answer, `vault` reads the client and writes the secret. `authorize.py` is the command.
"""
