"""Comparisons with other libraries, each with the resources that it really makes: one module per side.

A module has `prepare(stack, units)`, which is not measured, and `build(stack, units)`, which is. What it
imports at the top is the import that is measured.
"""
