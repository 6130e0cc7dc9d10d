"""What the app costs a month: stated inputs, a list of prices, and the synthesised template.

prices.py     what AWS asks for a unit of what is used, with the page that says so
usage.py      how much of it a library needs: every input has a name and a default
template.py   what costs by being there: alarms, keys, secrets, gateways, counted by the library
page.py       all of it multiplied, line by line
"""
