"""What holds for every stack, in every stage."""

import json
import subprocess
from functools import cache
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from cloudvault import CloudVault, Config
from cloudvault.config import STAGES
from cloudvault.web import FIREWALL_REGION, FirewallStack
from vault.operations import OPERATIONS
from vault_pages.app import ACCOUNT, REGION, vault

from cloud_constructs import AlarmSet, ApiRoute, ArgumentError, EnhancedLambda, SecureTable, ServiceLevel
from cloud_constructs.testing import Synthesised, assert_no_findings, synth

TAGS = ("Environment", "Project", "Owner", "CostCenter")
MANAGED = ("AmazonIpReputationList", "CommonRuleSet", "SQLiRuleSet", "KnownBadInputsRuleSet")
# Resources that no construct of the library is for, and who makes them.
MADE_BY_CDK = ("Custom::", "Replicas", "LogRetention")


def build(app: cdk.App) -> None:
    CloudVault(app, config=Config.of(app), account=ACCOUNT, region=REGION)


@cache
def synthesised(stage: str) -> Synthesised:
    return synth(build, context={"stage": stage})


@cache
def manifest(stage: str) -> dict[str, Any]:
    return json.loads((synthesised(stage).directory / "manifest.json").read_text())["artifacts"]


def stacks(stage: str) -> dict[str, dict[str, Any]]:
    return {
        name: artifact
        for name, artifact in manifest(stage).items()
        if artifact["type"] == "aws:cloudformation:stack"
    }


def consumed(value: Any) -> set[tuple[str, str]]:
    """The stacks whose outputs a value reads, each with its region."""
    if isinstance(value, list):
        return {found for one in value for found in consumed(one)}
    if not isinstance(value, dict):
        return set()
    match value:
        case {"Fn::GetStackOutput": {"StackName": stack, "Region": region}}:
            return {(stack, region)}
        case _:
            return {found for one in value.values() for found in consumed(one)}


@pytest.mark.parametrize("stage", STAGES)
def test_no_finding_is_open_in_any_stack(stage: str) -> None:  # CV-12 CV-6
    assert_no_findings(synthesised(stage), mandatory_tags=TAGS)


@pytest.mark.parametrize("stage", STAGES)
def test_cloudformation_would_take_every_template(stage: str) -> None:  # CV-12
    files = sorted(str(file) for file in synthesised(stage).directory.glob("*.template.json"))
    # CDK's own: dependencies that are said twice.
    command = ["cfn-lint", "--ignore-checks", "W3005", "W3010", "--template", *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("stage", STAGES)
def test_every_stack_comes_after_those_that_it_reads(stage: str) -> None:  # CV-12
    templates, order = synthesised(stage).templates, list(stacks(stage))
    depend = {name: set(artifact.get("dependencies", ())) for name, artifact in stacks(stage).items()}

    for name, template in templates.items():
        for producer, _ in consumed(template):
            assert producer in depend[name], f"{name} reads {producer}, and does not wait for it"
    assert set(order) == {*templates}


@pytest.mark.parametrize("stage", STAGES)
def test_no_export_ties_stacks_together(stage: str) -> None:  # CV-12
    for name, template in synthesised(stage).templates.items():
        exports = [id for id, output in template.get("Outputs", {}).items() if "Export" in output]
        assert exports == [], name
        assert "Fn::ImportValue" not in json.dumps(template), name


def test_what_is_read_across_regions_is_read_from_where_it_is() -> None:  # CV-12 CV-16
    templates = synthesised("prod").templates
    homes = {name: artifact["environment"].rpartition("/")[2] for name, artifact in stacks("prod").items()}

    read = {
        (name, producer, region)
        for name, template in templates.items()
        for producer, region in consumed(template)
    }
    assert all(homes[producer] == region for _, producer, region in read)
    across = {(name, producer) for name, producer, region in read if homes[name] != region}
    assert ("CloudVaultData", "CloudVaultRecovery") in across
    assert ("CloudVaultStorage", "CloudVaultRecovery") in across


@pytest.mark.parametrize("stage", STAGES)
def test_nothing_is_made_beside_the_library(stage: str) -> None:  # CV-11
    kinds: dict[type, tuple[type, ...]] = {
        lambda_.CfnFunction: (EnhancedLambda,),
        dynamodb.CfnGlobalTable: (SecureTable,),
        dynamodb.CfnTable: (SecureTable,),
        apigateway.CfnRoute: (ApiRoute,),
        # A function's own alarm ends its canary, and nobody is told by it.
        cloudwatch.CfnAlarm: (AlarmSet, ServiceLevel, EnhancedLambda),
    }
    app = vault(stage).security.node.root
    beside = [
        node.node.path
        for node in app.node.find_all()
        for kind, makers in kinds.items()
        if isinstance(node, kind)
        and not any(part.startswith(MADE_BY_CDK) for part in node.node.path.split("/"))
        and not any(isinstance(scope, makers) for scope in node.node.scopes)
    ]

    assert beside == []


def test_an_address_is_proven_before_e_mail_goes_to_it() -> None:  # CV-6
    (pool,) = (
        body["Properties"]
        for body in synthesised("prod").templates["CloudVaultIdentity"]["Resources"].values()
        if body["Type"] == "AWS::Cognito::UserPool"
    )

    assert pool["AutoVerifiedAttributes"] == ["email"]
    assert pool["UserAttributeUpdateSettings"] == {"AttributesRequireVerificationBeforeUpdate": ["email"]}


def test_every_operation_is_a_route_of_a_function_that_there_is() -> None:  # CV-3
    made = vault("dev")

    assert {operation.name for operation in OPERATIONS} == {*made.api.routes}
    assert {operation.function for operation in OPERATIONS} <= {*made.compute.by_name}


@pytest.mark.parametrize(
    ("context", "message"),
    [
        ({"stage": "test"}, "dev, staging, prod"),
        ({"quota_bytes": "0"}, "quota_bytes is '0'"),
        ({"vpc": "maybe"}, "one of on, off"),
        ({"requests_per_day": "many"}, "a whole number"),
        ({"countries": "DE,FR"}, "give only:DE,FR or all-but:CU,KP"),
    ],
)
def test_a_setting_that_cannot_work_is_said(context: dict[str, str], message: str) -> None:  # CV-1
    with pytest.raises(Exception, match=message):
        Config.of(cdk.App(context=context))


def firewall_rules(context: dict[str, str]) -> dict[str, dict[str, Any]]:
    app = cdk.App(context=context)
    stack = FirewallStack(
        app, "Firewall", config=Config.of(app), env=cdk.Environment(account=ACCOUNT, region=FIREWALL_REGION)
    )
    template = app.synth().get_stack_by_name(stack.stack_name).template
    (acl,) = (body for body in template["Resources"].values() if body["Type"] == "AWS::WAFv2::WebACL")
    return {rule["Name"]: rule for rule in acl["Properties"]["Rules"]}


@pytest.mark.parametrize("stage", STAGES)
def test_the_firewall_has_a_rule_of_each_kind(stage: str) -> None:  # CV-6
    rules = firewall_rules({"stage": stage})

    assert {"RateLimit", "Countries", *(f"AWSManagedRules{group}" for group in MANAGED)} <= {*rules}
    assert rules["Countries"]["Action"] == {"Block": {}}
    geo = rules["Countries"]["Statement"]["GeoMatchStatement"]
    assert geo["CountryCodes"] == ["CU", "IR", "KP"]


def test_who_deploys_it_says_where_requests_may_come_from() -> None:  # CV-6
    only = firewall_rules({"countries": "only:DE, FR"})["Countries"]["Statement"]
    but = firewall_rules({"countries": "all-but:KP"})["Countries"]["Statement"]

    assert only["NotStatement"]["Statement"]["GeoMatchStatement"]["CountryCodes"] == ["DE", "FR"]
    assert but["GeoMatchStatement"]["CountryCodes"] == ["KP"]
    with pytest.raises(ArgumentError, match="Germany"):
        firewall_rules({"countries": "only:Germany"})


def test_callers_move_to_a_new_version_under_the_eyes_of_alarms() -> None:  # CV-10
    made = vault("prod")
    answering = {operation.function for operation in OPERATIONS}
    template = synthesised("prod").templates["CloudVaultCompute"]["Resources"]

    groups = [body for body in template.values() if body["Type"] == "AWS::CodeDeploy::DeploymentGroup"]
    assert len(groups) == len(answering) <= len(made.compute.by_name)
    for group in groups:
        assert group["Properties"]["AutoRollbackConfiguration"]["Enabled"] is True
        assert "DEPLOYMENT_STOP_ON_ALARM" in group["Properties"]["AutoRollbackConfiguration"]["Events"]
        assert group["Properties"]["AlarmConfiguration"]["Alarms"]


def test_a_function_knows_which_request_it_answers() -> None:  # CV-3
    template = synthesised("prod").templates["CloudVaultApi"]["Resources"]

    integrations = [body for body in template.values() if body["Type"] == "AWS::ApiGatewayV2::Integration"]
    assert len(integrations) == len(OPERATIONS)
    for integration in integrations:
        mapped = integration["Properties"]["RequestParameters"]
        assert mapped == {"overwrite:header.x-request-id": "$context.requestId"}
