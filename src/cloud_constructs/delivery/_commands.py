"""What the projects of a delivery pipeline run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cloud_constructs.delivery._stages import outputs_artifact

if TYPE_CHECKING:
    from cloud_constructs.delivery._delivery_environment import DeliveryEnvironment, SmokeTest

CDK_CLI = "aws-cdk@2.1148.1"
"""Pinned: npm's `latest` was once a release that reads no assembly of today."""
OUTPUTS = "outputs.json"


def deploy_commands(environment: DeliveryEnvironment) -> list[str]:
    """Return the commands that deploy an assembly as it is, without a build of their own."""
    deploy = f"npx --yes {CDK_CLI} deploy --app {environment.assembly} --all --ci --require-approval never"
    return [f"{deploy} --outputs-file {OUTPUTS}"]


def smoke_commands(environment: DeliveryEnvironment, smoke: SmokeTest) -> list[str]:
    """Return the commands of a smoke test, after those that give it its region, its role and the outputs."""
    folder = f"CODEBUILD_SRC_DIR_{outputs_artifact(environment.name)}"
    region = environment.region
    prepared = [
        f"export AWS_REGION={region} AWS_DEFAULT_REGION={region}",
        f'export STACK_OUTPUTS="${folder}/{OUTPUTS}"',
    ]
    if smoke.role_arn is not None:
        prepared += [
            f"aws configure set profile.smoke.role_arn {smoke.role_arn}",
            # CodeBuild offers its credentials as ECS does.
            "aws configure set profile.smoke.credential_source EcsContainer",
            "export AWS_PROFILE=smoke",
        ]
    return [*prepared, *smoke.commands]
