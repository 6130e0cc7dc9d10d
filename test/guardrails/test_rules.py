import importlib.util
import subprocess
import sys
from pathlib import Path

from cloud_constructs.guardrails._packs import Pack, rule_ids, rules_by_id

TOOL = Path(__file__).parents[2] / "tools" / "nag_rules.py"


def test_the_table_is_what_the_installed_cdk_nag_holds() -> None:
    spec = importlib.util.spec_from_file_location("nag_rules", TOOL)
    assert spec
    assert spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)

    assert rule_ids() == tool.rules()


def test_every_pack_has_rules() -> None:
    prefixes = {id.partition("::")[0] for id in rules_by_id()}

    assert prefixes == set(Pack)


def test_acknowledging_does_not_load_cdk_nag() -> None:
    code = (
        "import sys; from cloud_constructs import Waiver, WorkQueue, acknowledge; "
        "sys.exit('cdk_nag' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
