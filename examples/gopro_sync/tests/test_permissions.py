"""docs/permissions.md says what every role may do and why; here it is compared with what is deployed."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from gopro_sync import GoProSync
from gopro_sync.config import PROVIDERS, STAGES

from cloud_constructs import Guardrails
from cloud_constructs.guardrails import findings

PAGE = Path(__file__).parents[1] / "docs" / "permissions.md"
ENV = cdk.Environment(account="123456789012", region="eu-west-1")
DEPLOYMENTS = [*((stage, "map") for stage in STAGES), ("prod", "distributed")]
HASH = r"[0-9A-F]{8}$"

Permission = tuple[str, str, str]
"""Role, action, resource."""


@cache
def deployment(stage: str, mode: str) -> tuple[dict[str, Any], Path]:
    """Return the template of a deployment that was held to the rule packs, and its assembly."""
    app = cdk.App(context={"stage": stage, "mode": mode, "providers": ",".join(PROVIDERS)})
    GoProSync(app, "GoProSync", env=ENV)
    guardrails = Guardrails.of(app)
    guardrails.enforce()
    assembly = guardrails.synth()
    return assembly.get_stack_by_name("GoProSync").template["Resources"], Path(assembly.directory)


def name_of(logical_id: str) -> str:
    """Return a construct's name; those of one provider are called as those of the next."""
    return re.sub(HASH, "", logical_id).removeprefix("GoogleDrive")


def resource_of(value: Any) -> str:
    """Return a resource as the page writes it: a construct's name, with what follows it in the ARN."""
    match value:
        case {"Ref": str(name)}:
            return "" if name.startswith("AWS::") else name_of(name)
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return name_of(name) + (f".{attribute}" if attribute not in {"Arn", "Name"} else "")
        case {"Fn::Join": [_, list(parts)]}:
            return re.sub(r"^arn:.*?:(123456789012|aws):", "", "".join(map(resource_of, parts)))
        case str():
            return re.sub(rf"/({'|'.join(PROVIDERS)})/", "/PROVIDER/", value)
        case _:
            raise NotImplementedError(value)


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def statements(resources: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every statement of every role: the role, the policy's logical id, and the statement."""
    for id, body in resources.items():
        properties = body.get("Properties", {})
        if body["Type"] == "AWS::IAM::ManagedPolicy":
            for role in properties["Roles"]:
                for statement in properties["PolicyDocument"]["Statement"]:
                    yield role["Ref"], id, statement
        for policy in properties.get("Policies", []) if body["Type"] == "AWS::IAM::Role" else []:
            for statement in policy["PolicyDocument"]["Statement"]:
                yield id, id, statement


def policies_of_aws(resources: dict[str, Any]) -> set[Permission]:
    return {
        (name_of(id).removesuffix("Role"), "the whole policy", str(arn).rpartition("/")[2].strip("'[]{}"))
        for id, body in resources.items()
        if body["Type"] == "AWS::IAM::Role"
        for arn in body["Properties"].get("ManagedPolicyArns", [])
    }


def permissions(resources: dict[str, Any]) -> set[Permission]:
    return policies_of_aws(resources) | {
        (name_of(role).removesuffix("Role"), action, resource_of(resource))
        for role, _, statement in statements(resources)
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
    }


def rows() -> list[Permission]:
    """Return what the page says, row by row."""
    found = re.findall(r"^\| (.+?) \| `(.+?)` \| (.+?) \| .+? \|$", PAGE.read_text(), re.MULTILINE)
    return [
        (role, action, resource)
        for roles, resource, actions in found
        for role in roles.split(", ")
        for action in re.findall(r"`(.+?)`", actions)
    ]


def test_the_page_says_what_every_role_may_do() -> None:  # GS-3
    deployed = set[Permission]().union(*(permissions(deployment(*which)[0]) for which in DEPLOYMENTS))

    assert deployed - set(rows()) == set(), "say in docs/permissions.md why"
    assert set(rows()) - deployed == set(), "docs/permissions.md is out of date"
    assert len(rows()) == len(set(rows())), "docs/permissions.md says something twice"


@pytest.mark.parametrize(("stage", "mode"), DEPLOYMENTS)
def test_every_wildcard_is_justified_where_it_stands(stage: str, mode: str) -> None:  # GS-3
    resources, assembly = deployment(stage, mode)
    reasons = {
        finding.path.removesuffix("/Resource").replace("/", ""): finding.reason
        for finding in findings(assembly, acknowledged=True)
        if finding.rule.startswith("AwsSolutions-IAM5[Resource::")
    }

    wide = [
        (name_of(policy), statement)
        for _, policy, statement in statements(resources)
        if "*" in "".join(map(resource_of, listed(statement["Resource"])))
    ]
    assert len(wide) > 4
    for policy, statement in wide:
        assert len(reasons[f"GoProSync{policy}"] or "") > 20
        if statement["Resource"] == "*":
            assert policy.endswith("NoResourceLevel")


def test_no_role_may_do_everything_with_anything() -> None:  # GS-3
    for role, action, _ in rows():
        assert "*" not in action, role
