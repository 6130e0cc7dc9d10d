"""The fast way to make CDK constructs: many steps, one message (docs/adr/0009-a-batch-is-one-message.md).

A Python CDK app spends its time waiting: each construct, each call and each property is a message to Node
and an answer. Constructs of this library note what is to be done (`_verbs.py`), and Node does it all at
once (`_steps.py`, `batch.js`). With `CLOUD_CONSTRUCTS_PLAIN=1` each step is a message of its own instead:
slower, the same templates, and a traceback that ends at the line in question.

This is the only package that knows how jsii works.
"""

from cloud_constructs.core._batch._l3 import L3, surroundings
from cloud_constructs.core._batch._steps import batch
from cloud_constructs.core._batch._verbs import ask, assign, call, create, look, make, read, resource_of

__all__ = [
    "L3",
    "ask",
    "assign",
    "batch",
    "call",
    "create",
    "look",
    "make",
    "read",
    "resource_of",
    "surroundings",
]
