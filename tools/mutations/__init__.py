"""Seeded regressions: each takes one protection away, and the table says which layer notices.

`uv run python -m tools.mutations` prints the table and fails when one is missed. The example, a few
constructs with their defaults and a corpus of hardened templates are broken in one place at a time; what is
judged is the synthesised assembly, by the same `check` that a CI job runs.
"""

from __future__ import annotations

from tools.mutations._judge import Layer, Verdict, verdicts
from tools.mutations._mutation import Mutation
from tools.mutations._of_constructs import OF_CONSTRUCTS
from tools.mutations._of_corpus import OF_CORPUS
from tools.mutations._of_example import OF_EXAMPLE

MUTATIONS: list[Mutation] = [*OF_EXAMPLE, *OF_CONSTRUCTS, *OF_CORPUS]

__all__ = ["MUTATIONS", "Layer", "Mutation", "Verdict", "verdicts"]
