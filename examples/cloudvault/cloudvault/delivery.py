"""How the app reaches its environments by CodePipeline: a stack of its own, in the account that delivers.

commit -> lint, types, unit tests, integration tests, security scans, assemblies
       -> dev, smoke -> approval -> staging, smoke -> approval -> prod, smoke
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import aws_cdk as cdk
from constructs import Construct

from cloud_constructs import (
    AlarmSet,
    AlertTopic,
    ArgumentError,
    DeliveryEnvironment,
    DeliveryPipeline,
    GitSource,
    SmokeTest,
)

from .config import STAGES

CONTEXT = "delivery"
EDGE_REGION = "us-east-1"
"""Where the firewall of CloudFront is, whatever the region of the app."""
PYTHON = "3.13"
CDK_CLI = "npx --yes aws-cdk@2.1148.1"
PYTEST = "python -m pytest -q --rootdir . --import-mode importlib"
CHECKOV = "uvx checkov==3.3.30"

CHECKS = {
    "Lint": "ruff check --line-length 110 --select B,E,F,UP .",
    "Types": "basedpyright",
    "Unit tests": f"{PYTEST} -m 'not embedded and not browser' --junit-xml reports/unit.xml tests",
    # On the embedded AWS: no account is touched before what is tested has passed.
    "Integration tests": f"{PYTEST} -m embedded --junit-xml reports/integration.xml tests",
    **{
        f"Synthesise {stage}": f"{CDK_CLI} synth --quiet --output cdk.out/{stage} -c stage={stage}"
        for stage in STAGES
    },
    **{f"cdk-nag of {stage}": f"cloud-constructs check cdk.out/{stage} --stage {stage}" for stage in STAGES},
    "cfn-lint": "cfn-lint --ignore-checks W3005 W3010 --template cdk.out/*/*.template.json",
    "checkov": (
        f"{CHECKOV} --skip-download --quiet --compact --framework cloudformation --directory cdk.out"
        " --output junitxml --output-file-path reports"
    ),
}
"""What a commit has to pass, by name, in this order."""

REPORTS = {
    "Unit": "reports/unit.xml",
    "Integration": "reports/integration.xml",
    "Security": "reports/results_junitxml.xml",
}
PROMOTED = ("cdk.out/**/*", "smoke.py", "docs/openapi.json")
"""What the environments get of a build: the assemblies, and what smoke tests need."""
SMOKE_TEST = (
    f"uv run --no-project --python {PYTHON} --with boto3 --with requests "
    'smoke.py --stack-outputs "$STACK_OUTPUTS"'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Where from and where to, as `delivery` in cdk.json says.

    Args:
        connection_arn: The connection of CodeConnections to the repository.
        repository: The repository with its owner.
        account: The account of the pipeline.
        region: The region of the pipeline and of every environment.
        accounts: Each environment's account.
        operators: Who approves, and is told of what failed.

    Raises:
        ArgumentError: Something is missing.
    """

    connection_arn: str
    repository: str
    account: str
    region: str
    accounts: Mapping[str, str]
    operators: Sequence[str]

    @classmethod
    def of(cls, scope: Construct) -> "Delivery":
        """Return what the context says."""
        given: object = scope.node.try_get_context(CONTEXT)
        found = cast("dict[str, Any]", given) if isinstance(given, dict) else {}
        wanted = ("connection_arn", "repository", "account", "region", "accounts", "operators")
        missing = [name for name in wanted if name not in found]
        missing += [f"accounts.{stage}" for stage in STAGES if stage not in found.get("accounts", {})]
        if missing:
            raise ArgumentError(
                "Delivery", f"{CONTEXT} in cdk.json lacks {', '.join(missing)}", "say where from and where to"
            )
        return cls(**{name: found[name] for name in wanted})


def home_of(scope: Construct, stage: str) -> tuple[str | None, str]:
    """Return the account and region of a stage: what `delivery` says, or else whose credentials there are.

    Builds have the credentials of the account that delivers, and assemble for the others.
    """
    if scope.node.try_get_context(CONTEXT) is None:
        return os.environ.get("CDK_DEFAULT_ACCOUNT"), os.environ.get("CDK_DEFAULT_REGION", "eu-west-1")
    delivery = Delivery.of(scope)
    return delivery.accounts[stage], delivery.region


class DeliveryStack(cdk.Stack):
    """The pipeline of the app."""

    def __init__(self, scope: Construct, id: str) -> None:
        delivery = Delivery.of(scope)
        super().__init__(scope, id, env=cdk.Environment(account=delivery.account, region=delivery.region))
        alerts = AlertTopic(self, "Alerts", emails=delivery.operators)
        self.pipeline = DeliveryPipeline(
            self,
            "Pipeline",
            source=GitSource(connection_arn=delivery.connection_arn, repository=delivery.repository),
            build=[
                "pip install --quiet uv",
                f"uv venv --quiet --python {PYTHON}",
                ". .venv/bin/activate",
                "uv pip install --quiet --requirement requirements.txt",
                *CHECKS.values(),
            ],
            environments=[_environment(stage, delivery) for stage in STAGES],
            alerts=alerts,
            files=PROMOTED,
            reports=REPORTS,
        )
        AlarmSet(self, "Alarms", notify=alerts).watch_all(self)


def _environment(stage: str, delivery: Delivery) -> DeliveryEnvironment:
    elsewhere = [STAGES[stage].recovery_region, EDGE_REGION]
    return DeliveryEnvironment(
        name=stage,
        account=delivery.accounts[stage],
        region=delivery.region,
        further_regions=tuple(region for region in elsewhere if region),
        assembly=f"cdk.out/{stage}",
        smoke=SmokeTest(commands=["pip install --quiet uv", SMOKE_TEST]),
    )
