"""How the app reaches its environments by CodePipeline: a stack of its own, in the account that delivers.

commit -> checks, three assemblies -> dev, smoke -> approval -> staging, smoke -> approval -> prod, smoke

The GitHub workflow beside it (.github/workflows/deliver.yml) does the same with the same commands.
"""

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
from .smoke_tester import ROLE_NAME

PYTHON = "3.13"
CDK_CLI = "npx --yes aws-cdk@2.1148.1"
TESTER = '-c smoke_tester="$SMOKE_TESTER"'
CHECKOV = "uvx checkov==3.3.30"

CHECKS = {
    "Lint": "ruff check --line-length 110 --select B,E,F,UP .",
    "Types": "basedpyright",
    "Unit tests": "python -m pytest -q --rootdir . --import-mode importlib tests",
    **{
        f"Synthesise {stage}": f"{CDK_CLI} synth --quiet --output cdk.out/{stage} -c stage={stage} {TESTER}"
        for stage in STAGES
    },
    **{f"cdk-nag of {stage}": f"cloud-constructs check cdk.out/{stage} --stage {stage}" for stage in STAGES},
    "cfn-lint": "cfn-lint --ignore-checks W3005 W3010 --template cdk.out/*/*.template.json",
    "checkov": f"{CHECKOV} --skip-download --quiet --compact --framework cloudformation --directory cdk.out",
}
"""What a commit has to pass, by name, in this order."""

PROMOTED = ("cdk.out/**/*", "smoke.py", "smoke_tests/**/*", "functions/**/*")
"""What the environments get of a build: the assemblies, and what smoke tests need."""

SMOKE_TEST = (
    f"uv run --no-project --python {PYTHON} --with boto3 --with rich "
    'smoke.py --environment "$DELIVERY_ENVIRONMENT" --stack-outputs "$STACK_OUTPUTS"'
)


class GoProDelivery(cdk.Stack):
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
                f"export SMOKE_TESTER='arn:aws:iam::{delivery.account}:role/{id}-PipelineSmoke*'",
                "pip install --quiet uv",
                f"uv venv --quiet --python {PYTHON}",
                ". .venv/bin/activate",
                "uv pip install --quiet --requirement requirements.txt",
                *CHECKS.values(),
            ],
            environments=[_environment(stage, delivery) for stage in STAGES],
            alerts=alerts,
            files=PROMOTED,
        )
        AlarmSet(self, "Alarms", notify=alerts).watch_all(self)


def _environment(stage: str, delivery: DeliverySettings) -> DeliveryEnvironment:
    account = delivery.accounts[stage]
    return DeliveryEnvironment(
        name=stage,
        account=account,
        region=delivery.region,
        assembly=f"cdk.out/{stage}",
        smoke=SmokeTest(
            commands=["pip install --quiet uv", SMOKE_TEST],
            role_arn=f"arn:aws:iam::{account}:role/{ROLE_NAME}",
        ),
    )
