"""Write what each of cdk-nag's rules looks at, and the controls that the packs map it to.

`uv run python tools/nag_controls.py` rewrites guardrails/_controls.json from the installed
cdk-nag and aws-cdk-lib; a test fails when the file differs from what they hold.
"""

from __future__ import annotations

import json
import re
import tarfile
from importlib import import_module
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any

TARGET = Path(__file__).parents[1] / "src/cloud_constructs/guardrails/_controls.json"

# The packs whose descriptions name controls; AwsSolutions and Serverless name none.
FRAMEWORKS = {
    "nist-800-53-r5": "NIST 800-53 r5",
    "hipaa-security": "HIPAA",
    "pci-dss-321": "PCI DSS 3.2.1",
}


def rules() -> dict[str, dict[str, Any]]:
    """Return, for each rule that a pack has, the resource types it looks at and its controls."""
    with tarfile.open(next(Path(str(files("cdk_nag") / "_jsii")).glob("cdk-nag*.tgz"))) as archive:
        sources = {
            PurePosixPath(member.name): file.read().decode().partition("//# sourceMappingURL")[0]
            for member in archive
            if re.fullmatch(r"package/lib/(packs|rules/\w+)/[\w-]+\.js", member.name)
            and (file := archive.extractfile(member))
        }
    packs = {path.stem: text for path, text in sources.items() if path.parent.name == "packs"}
    looks_at = {path.stem: text for path, text in sources.items() if path.parent.name != "packs"}
    in_packs = sorted({rule for source in packs.values() for rule, _ in _applied(source)})
    return {
        rule: {"types": _types(rule, looks_at[rule]), "controls": _controls(rule, packs)} for rule in in_packs
    }


def _applied(pack: str) -> list[tuple[str, str]]:
    """Return the rules that a pack applies, each with its description."""
    calls = re.findall(r"info: (['\"`])(.*?)\1,\s+explanation:.*?rule: \w+\.(\w+),", pack, re.DOTALL)
    return [(rule, info) for _, info, rule in calls]


def _controls(rule: str, packs: dict[str, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for pack, framework in FRAMEWORKS.items():
        for applied, info in _applied(packs[pack]):
            listed = re.search(r"\(Control IDs?: (.*)\)\.?$", info)
            if applied == rule and listed:
                found[framework] = sorted({_closed(control) for control in re.split(r",\s", listed[1])})
    return found


def _closed(control: str) -> str:
    """Return a control with its last bracket, which cdk-nag forgets once."""
    return control + ")" * (control.count("(") - control.count(")"))


def _types(rule: str, source: str) -> list[str]:
    """Return the CloudFormation types of which a rule answers for one resource or the other.

    What it compares with `node` is what it judges; what it compares with anything else are companions.
    """
    modules = dict(re.findall(r'const (\w+) = require\("aws-cdk-lib/([\w-]+)"\)', source))
    classes = set(re.findall(r"\bnode instanceof (\w+)\.(Cfn\w+)", source))
    if not classes:
        raise ValueError(f"cdk-nag's rules have changed their form: {rule} looks at nothing")
    return sorted({_cloudformation_type(modules[module], name) for module, name in classes})


def _cloudformation_type(module: str, name: str) -> str:
    resource = getattr(import_module(f"aws_cdk.{module.replace('-', '_')}"), name)
    return str(resource.CFN_RESOURCE_TYPE_NAME)


def text() -> str:
    """Return the table as JSON with one line for each rule, so that a diff can be read."""
    lines = (f" {json.dumps(rule)}: {json.dumps(facts)}" for rule, facts in rules().items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(text())
