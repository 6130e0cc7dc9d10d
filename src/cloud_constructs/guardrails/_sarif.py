"""The evidence as SARIF 2.1.0, the format that code scanning services read."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from cloud_constructs.guardrails._assembly import Assembly, Resource
    from cloud_constructs.guardrails._findings import Finding

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def as_sarif(assembly: Assembly, findings: list[Finding]) -> dict[str, Any]:
    """Return findings as a SARIF log; those with a reason are suppressed results."""
    rules = {finding.rule.partition("[")[0]: finding for finding in reversed(findings)}
    index = {id: number for number, id in enumerate(sorted(rules))}
    resources = {resource.path: resource for resource in assembly.resources()}
    driver = {
        "name": "cloud-constructs",
        "semanticVersion": version("cloud-constructs"),
        "rules": [_rule(id, rules[id]) for id in index],
    }
    run = {
        "tool": {"driver": driver},
        # What the templates' addresses are relative to; a consumer says where that is.
        "originalUriBaseIds": {"ASSEMBLY": {"description": {"text": "The folder of the cloud assembly."}}},
        "results": [
            _result(finding, index, _location(finding, assembly, resources.get(finding.path)))
            for finding in findings
        ],
        "columnKind": "unicodeCodePoints",
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(id: str, finding: Finding) -> dict[str, Any]:
    return {
        "id": id,
        "shortDescription": {"text": finding.headline},
        "fullDescription": {"text": finding.description},
        "defaultConfiguration": {"level": _level(finding)},
        "properties": {"tags": ["security", finding.pack]},
    }


def _result(finding: Finding, index: dict[str, int], location: dict[str, Any]) -> dict[str, Any]:
    id = finding.rule.partition("[")[0]
    result: dict[str, Any] = {
        "ruleId": id,
        "ruleIndex": index[id],
        "level": _level(finding),
        "message": {"text": f"{finding.path}: {finding.headline}"},
        "locations": [location],
        "partialFingerprints": {"constructAndRule/v1": f"{finding.path}|{finding.rule}"},
        "suppressions": [],
    }
    if finding.reason is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.reason}]
    return result


def _location(finding: Finding, assembly: Assembly, resource: Resource | None) -> dict[str, Any]:
    """Return the construct, and the line of its resource; of what is no resource, the stack's template."""
    location: dict[str, Any] = {
        "logicalLocations": [{"fullyQualifiedName": finding.path, "kind": "resource"}]
    }
    around = [t for t in assembly.templates if f"{finding.path}/".startswith(f"{t.path}/")]
    template = resource.template if resource else max(around, key=lambda t: len(t.path), default=None)
    if template is not None:
        file = template.file.relative_to(assembly.folder).as_posix()
        location["physicalLocation"] = {
            "artifactLocation": {"uri": quote(file), "uriBaseId": "ASSEMBLY"},
            "region": {"startLine": _line(template.text, resource.id) if resource else 1},
        }
    return location


def _line(template: str, logical_id: str) -> int:
    """Return the line on which a resource begins; CDK writes a template with one space for each level."""
    before, found, _ = template.partition(f'\n  "{logical_id}": {{\n   "Type"')
    return before.count("\n") + 2 if found else 1


def _level(finding: Finding) -> str:
    return "warning" if finding.severity == "warning" else "error"
