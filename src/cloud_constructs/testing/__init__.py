"""Helpers for the tests of an app: synthesise once, and say in one line what has to hold.

pytest loads this package in every project that installs the library, whatever is tested there: what it needs
of CDK, the guardrails, cfn-lint and syrupy is imported when it is used.
"""

from cloud_constructs.testing._assertions import assert_invariants, assert_no_findings
from cloud_constructs.testing._breaking_change import assert_no_breaking_change
from cloud_constructs.testing._contract import assert_handler_keeps_contract
from cloud_constructs.testing._inventory import inventory
from cloud_constructs.testing._replacement import assert_no_replacement
from cloud_constructs.testing._settings_page import assert_settings_page
from cloud_constructs.testing._synth import Synthesised, synth

__all__ = [
    "Synthesised",
    "assert_handler_keeps_contract",
    "assert_invariants",
    "assert_no_breaking_change",
    "assert_no_findings",
    "assert_no_replacement",
    "assert_settings_page",
    "inventory",
    "synth",
]
