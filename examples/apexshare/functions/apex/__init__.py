"""What the functions of Apexshare share."""

import gc

# What is imported stays: looking through it over and over while it is made takes a tenth of a cold start.
gc.set_threshold(50_000)
