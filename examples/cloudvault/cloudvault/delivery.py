"""How the app reaches its environments by CodePipeline: a stack of its own, in the account that delivers.

commit -> lint, types, unit tests, integration tests, security scans, assemblies
       -> dev, smoke -> approval -> staging, smoke -> approval -> prod, smoke
"""

import os

import aws_cdk as cdk
from constructs import Construct

from cloud_constructs import (
    AlarmSet,
    AlertTopic,
    DeliveryEnvironment,
    DeliveryPipeline,
    DeliverySettings,
    SmokeTest,
)

from .config import STAGES

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


def home_of(scope: Construct, stage: str) -> tuple[str | None, str]:
    """Return the account and region of a stage: what `delivery` says, or else whose credentials there are.

    Builds have the credentials of the account that delivers, and assemble for the others.
    """
    if not DeliverySettings.are_in(scope):
        return os.environ.get("CDK_DEFAULT_ACCOUNT"), os.environ.get("CDK_DEFAULT_REGION", "eu-west-1")
    delivery = DeliverySettings.of(scope, STAGES)
    return delivery.accounts[stage], delivery.region


class DeliveryStack(cdk.Stack):
    """The pipeline of the app."""

    def __init__(self, scope: Construct, id: str) -> None:
        delivery = DeliverySettings.of(scope, STAGES)
        super().__init__(scope, id, env=cdk.Environment(account=delivery.account, region=delivery.region))
        alerts = AlertTopic(self, "Alerts", emails=delivery.operators)
        self.pipeline = DeliveryPipeline(
            self,
            "Pipeline",
            source=delivery.source,
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


def _environment(stage: str, delivery: DeliverySettings) -> DeliveryEnvironment:
    elsewhere = [STAGES[stage].recovery_region, EDGE_REGION]
    return DeliveryEnvironment(
        name=stage,
        account=delivery.accounts[stage],
        region=delivery.region,
        further_regions=tuple(region for region in elsewhere if region),
        assembly=f"cdk.out/{stage}",
        smoke=SmokeTest(commands=["pip install --quiet uv", SMOKE_TEST]),
    )
