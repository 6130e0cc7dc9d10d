"""How the app is delivered: by CodePipeline or GitHub's workflow, with the same commands, which work."""

import json
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
import yaml
from gopro_sync import GoProDelivery, GoProGithub, GoProSync, SmokeTester
from gopro_sync.config import STAGES
from gopro_sync.delivery import CHECKS, SMOKE_TEST

from cloud_constructs import ArgumentError, Guardrails
from cloud_constructs.guardrails import findings
from cloud_constructs.local import synthesise

EXAMPLE = Path(__file__).parents[1]
WORKFLOWS = EXAMPLE / ".github" / "workflows"
PIPELINE_ROLE = "arn:aws:iam::123456789012:role/GoProDelivery-PipelineSmoke*"
DELIVERY = {
    "connection_arn": "arn:aws:codeconnections:eu-west-1:123456789012:connection/acme",
    "repository": "acme/gopro-sync",
    "account": "123456789012",
    "region": "eu-west-1",
    "accounts": dict.fromkeys(STAGES, "111122223333"),
    "operators": ["operators@example.com"],
}


@cache
def template() -> dict[str, Any]:
    app = cdk.App(context={"delivery": DELIVERY})
    GoProDelivery(app, "GoProDelivery")
    return app.synth().get_stack_by_name("GoProDelivery").template


def of_type(template: dict[str, Any], kind: str) -> dict[str, Any]:
    return {id: body["Properties"] for id, body in template["Resources"].items() if body["Type"] == kind}


def workflow(name: str) -> dict[str, Any]:
    return yaml.safe_load((WORKFLOWS / name).read_text())


def test_the_pipeline_tries_each_environment_and_asks_before_staging_and_production() -> None:  # GS-15
    (pipeline,) = of_type(template(), "AWS::CodePipeline::Pipeline").values()

    assert [
        f"{stage['Name']}: {', '.join(action['Name'] for action in stage['Actions'])}"
        for stage in pipeline["Stages"]
    ] == [
        "Source: Commit",
        "Build: Build",
        "dev: Deploy, SmokeTest",
        "Approve-staging: Approve",
        "staging: Deploy, SmokeTest",
        "Approve-prod: Approve",
        "prod: Deploy, SmokeTest",
    ]


def test_the_pipeline_checks_what_it_builds_and_deploys_what_it_has_built() -> None:  # GS-15
    projects = of_type(template(), "AWS::CodeBuild::Project")
    commands = {
        project["LogsConfig"]["CloudWatchLogs"]["StreamName"]: json.loads(project["Source"]["BuildSpec"])[
            "phases"
        ]["build"]["commands"]
        for project in projects.values()
    }

    assert commands["build"][-len(CHECKS) :] == list(CHECKS.values())
    for stage in STAGES:
        assert f"--app cdk.out/{stage} " in commands[f"deploy-{stage}"][0]
        assert commands[f"smoke-{stage}"][-1] == SMOKE_TEST
        assert "profile.smoke.role_arn arn:aws:iam::111122223333:role/gopro-sync-smoke-test" in str(
            commands[f"smoke-{stage}"]
        )


@pytest.mark.parametrize("stack", [GoProDelivery, GoProGithub])
def test_what_delivers_is_clean_itself(stack: type[cdk.Stack]) -> None:  # GS-15
    app = cdk.App(context={"delivery": DELIVERY, "stage": "staging"})
    stack(app, "It")
    guardrails = Guardrails.of(app)
    guardrails.enforce()

    assert findings(guardrails.synth().directory) == []


def test_a_workflow_gets_the_role_of_its_own_environment_alone() -> None:  # GS-15
    app = cdk.App(context={"delivery": DELIVERY, "stage": "staging"})
    GoProGithub(app, "GoProGithub")
    made = app.synth().get_stack_by_name("GoProGithub").template

    (role,) = of_type(made, "AWS::IAM::Role").values()
    assert "repo:acme/gopro-sync:environment:staging" in str(role["AssumeRolePolicyDocument"])
    (policy,) = of_type(made, "AWS::IAM::ManagedPolicy").values()
    assert "arn:aws:iam::111122223333:role/gopro-sync-smoke-test" in str(policy)


@pytest.mark.parametrize(
    ("delivery", "missing"),
    [
        (None, "connection_arn, repository, account, region, accounts, operators, accounts.dev"),
        ({**DELIVERY, "accounts": {"dev": "111122223333"}}, "lacks accounts.staging, accounts.prod"),
    ],
)
def test_what_is_not_said_is_asked_for(delivery: object, missing: str) -> None:
    with pytest.raises(ArgumentError, match=missing):
        GoProDelivery(cdk.App(context={"delivery": delivery}), "GoProDelivery")


def test_the_workflow_has_the_commands_of_the_pipeline_under_their_names() -> None:  # GS-15
    steps = workflow("deliver.yml")["jobs"]["check"]["steps"]
    named = {step["name"]: step["run"] for step in steps if "name" in step and step["name"] != "Install"}

    assert named == CHECKS


def test_the_workflow_goes_from_environment_to_environment() -> None:  # GS-15
    jobs = workflow("deliver.yml")["jobs"]

    assert [(job.get("needs"), job.get("with")) for job in jobs.values()] == [
        (None, None),
        ("check", {"environment": "dev"}),
        ("dev", {"environment": "staging"}),
        ("staging", {"environment": "prod"}),
    ]
    deploy = workflow("deploy.yml")["jobs"]["deploy"]
    assert deploy["environment"] == "${{ inputs.environment }}"
    ran = " ".join(step.get("run", "") for step in deploy["steps"])
    assert ran.index('deploy --app "cdk.out/$STAGE"') < ran.index("python smoke.py --environment")


@pytest.mark.parametrize("name", ["deliver.yml", "deploy.yml"])
def test_the_workflow_trusts_no_tag_and_has_no_permission_that_it_does_not_name(name: str) -> None:  # GS-15
    found = workflow(name)
    steps = [step for job in found["jobs"].values() for step in job.get("steps", ())]
    actions = [step["uses"] for step in steps if "uses" in step]

    assert found["permissions"] == {}
    assert actions
    for action in actions:
        assert len(action.partition("@")[2]) == 40
    granted = [job["permissions"] for job in found["jobs"].values()]
    assert {"contents": "write"}.items() not in [permission.items() for permission in granted]
    assert {name for permission in granted for name in permission} <= {"contents", "id-token"}
    # What a stranger could write stands in no command.
    assert not any("${{" in step.get("run", "") for step in steps)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A checkout after its synthesis, which the CDK CLI does in the same way: it needs a registry."""
    folder = tmp_path_factory.mktemp("checkout")
    (folder / "cdk.out").mkdir()
    for stage in STAGES:
        work = folder / f"synthesis-{stage}"
        work.mkdir()
        context = {"stage": stage, "smoke_tester": PIPELINE_ROLE}
        made = synthesise(EXAMPLE, work, account="123456789012", region="eu-west-1", context=context)
        made.rename(folder / "cdk.out" / stage)
    return folder


@pytest.mark.parametrize("name", [*(f"cdk-nag of {stage}" for stage in STAGES), "cfn-lint"])
def test_a_step_that_judges_the_assembly_passes(built: Path, name: str) -> None:  # GS-15
    result = subprocess.run(CHECKS[name], shell=True, cwd=built, capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stdout + result.stderr


def test_the_linter_passes() -> None:  # GS-15
    result = subprocess.run(
        CHECKS["Lint"], shell=True, cwd=EXAMPLE, capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stdout + result.stderr


def test_every_cause_for_checkov_has_its_reason_beside_it(built: Path) -> None:  # GS-15
    """Checkov itself has an environment of its own (.ci/run): here is what it reads."""
    for stage in STAGES:
        made = json.loads((built / "cdk.out" / stage / "GoProSync.template.json").read_text())
        for id, body in made["Resources"].items():
            if body["Type"] == "AWS::Lambda::Function":
                skipped = {skip["id"] for skip in body["Metadata"]["checkov"]["skip"]}
                assert "CKV_AWS_115" in skipped, id


def tried_by(principal: str) -> dict[str, Any]:
    env = cdk.Environment(account="111122223333", region="eu-west-1")
    stack = GoProSync(cdk.App(context={"stage": "dev"}), "GoProSync", env=env)
    SmokeTester(stack, "SmokeTester", app=stack, principal=principal)
    app = stack.node.root
    assert isinstance(app, cdk.App)
    return app.synth().get_stack_by_name("GoProSync").template


@pytest.mark.parametrize(
    ("principal", "account", "arn"),
    [
        (PIPELINE_ROLE, "123456789012", PIPELINE_ROLE),
        ("GoProGithub-*", "111122223333", ":iam::111122223333:role/GoProGithub-*"),
    ],
)
def test_only_who_runs_smoke_tests_gets_their_role(principal: str, account: str, arn: str) -> None:  # GS-3
    roles = of_type(tried_by(principal), "AWS::IAM::Role")
    (role,) = (role for role in roles.values() if role.get("RoleName") == "gopro-sync-smoke-test")
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]

    assert f"iam::{account}:root" in str(statement["Principal"])
    assert arn in str(statement["Condition"]["ArnLike"]["aws:PrincipalArn"])


def test_who_runs_smoke_tests_can_change_nothing() -> None:  # GS-3 GS-15
    policies = of_type(tried_by(PIPELINE_ROLE), "AWS::IAM::ManagedPolicy")
    (policy,) = (body for id, body in policies.items() if id.startswith("SmokeTester"))
    allowed = [statement["Action"] for statement in policy["PolicyDocument"]["Statement"]]
    actions = {a for found in allowed for a in (found if isinstance(found, list) else [found])}

    verbs = {action.partition(":")[2] for action in actions}
    assert {verb for verb in verbs if not verb.startswith(("Describe", "Get", "List", "Query"))} == {
        "StartExecution",
        "Decrypt",
    }


def test_a_tester_that_is_no_role_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"smoke_tester is 'arn:aws:s3:::x'.*ARN or name of the role"):
        tried_by("arn:aws:s3:::x")
