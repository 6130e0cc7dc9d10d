"""Each rule is content with a template, and speaks when the one thing that it is about differs."""

import copy
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from guardrails.assemblies import write_assembly

from cloud_constructs.guardrails import rules
from cloud_constructs.guardrails._assembly import Assembly, Settings
from cloud_constructs.guardrails._packs import rule_ids
from cloud_constructs.guardrails.rules import RULES, RuleBook

CASES = {
    file.stem: json.loads(file.read_text())
    for file in sorted(Path(__file__).parent.joinpath("cases").glob("*.json"))
}
MODULES = sorted(file.stem for file in Path(rules.__file__).parent.glob("[a-z]*.py"))
BREAKS = [
    pytest.param(name, change, id=f"{name}-{change.get('set') or change['drop']}")
    for name, case in CASES.items()
    for change in case["breaks"]
]
UNKNOWN = [
    pytest.param(name, path, id=f"{name}-{path}") for name, case in CASES.items() for path in case["unknown"]
]
# Their subject is a whole template; test_rules_on_templates.py has their cases.
OF_TEMPLATES = {"stack_exports", "template_size"}


def found_by(name: str, resources: dict[str, Any], folder: Path) -> set[tuple[str, str]]:
    """Return what the rule of a module finds, as logical ids and details."""
    settings = Settings(today=date(2026, 11, 21), **CASES[name].get("settings", {}))
    assembly = Assembly(write_assembly(folder, {"Resources": resources}), settings)
    breaches = RuleBook([rule_of(name)]).breaches(assembly)
    return {(breach.resource.id, breach.detail) for breach in breaches if breach.resource}


def rule_of(module: str) -> rules.Rule:
    return getattr(rules, module).RULE


def changed(resources: dict[str, Any], path: str, *, to: object = None, drop: bool = False) -> dict[str, Any]:
    """Return a copy that differs in one place."""
    result = copy.deepcopy(resources)
    *above, last = [part.replace("~1", "/") for part in path.split("/")]
    place: Any = result
    for part in above:
        place = place[int(part)] if isinstance(place, list) else place[part]
    key = int(last) if isinstance(place, list) else last
    if drop:
        del place[key]
    else:
        place[key] = to
    return result


@pytest.mark.parametrize("name", CASES)
def test_what_is_right_passes(name: str, tmp_path: Path) -> None:
    assert found_by(name, CASES[name]["passes"], tmp_path) == set()


@pytest.mark.parametrize(("name", "change"), BREAKS)
def test_the_one_thing_that_differs_is_found(name: str, change: dict[str, Any], tmp_path: Path) -> None:
    path = change.get("set") or change["drop"]
    broken = changed(CASES[name]["passes"], path, to=change.get("to"), drop="drop" in change)

    at = change.get("at", path.partition("/")[0])
    places = at if isinstance(at, list) else [at]
    assert found_by(name, broken, tmp_path) == {(place, change.get("finds", "")) for place in places}


@pytest.mark.parametrize(("name", "path"), UNKNOWN)
def test_what_only_cloudformation_knows_is_no_finding(name: str, path: str, tmp_path: Path) -> None:
    unknown = changed(CASES[name]["passes"], path, to={"Fn::If": ["Production", {"Ref": "A"}, {"Ref": "B"}]})

    assert found_by(name, unknown, tmp_path) == set()


def test_every_rule_has_a_module_of_its_name_and_a_case() -> None:
    assert set(MODULES) == set(CASES) | OF_TEMPLATES
    for module in MODULES:
        assert re.sub(r"(?<!^)(?=[A-Z])", "_", rule_of(module).name).lower() == module
    assert len(RULES) == len(MODULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_says_what_is_wrong_how_to_mend_it_and_which_control_it_serves(rule: rules.Rule) -> None:
    assert rule.text
    assert rule.fix
    assert rule.controls
    assert all(framework and control for framework, control in rule.controls)
    assert rule.name not in rule_ids(), "a rule of the packs has that name"
    assert set(rule.twins) <= rule_ids().keys()
