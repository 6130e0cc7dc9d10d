import subprocess
import sys

from cloud_constructs.guardrails._packs import Pack, rule_ids, rules_by_id
from tools import nag_rules


def test_the_table_is_what_the_installed_cdk_nag_holds() -> None:
    assert rule_ids() == nag_rules.rules()


def test_every_pack_has_rules() -> None:
    prefixes = {id.partition("::")[0] for id in rules_by_id()}

    assert prefixes == set(Pack)


def test_acknowledging_does_not_load_cdk_nag() -> None:
    code = (
        "import sys; from cloud_constructs import Waiver, WorkQueue, acknowledge; "
        "sys.exit('cdk_nag' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
