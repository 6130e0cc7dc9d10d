"""What happens in vaults: `history` keeps events, `rollups` counts them by hour and day, `reports` answers.

Events come late and twice. They are kept under keys that follow from what they are, and an hour is counted
anew whenever it got another: nothing is ever added to a number.
"""
