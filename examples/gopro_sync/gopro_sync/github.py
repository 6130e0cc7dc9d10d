"""What GitHub's workflow deploys with, in one environment's account."""

import aws_cdk as cdk
from constructs import Construct

from cloud_constructs import DeliverySettings, GithubDeployRole

from .config import STAGES, Config
from .smoke_tester import ROLE_NAME


class GoProGithub(cdk.Stack):
    """The role of the workflow's jobs in the environment that the context key `stage` names."""

    def __init__(self, scope: Construct, id: str) -> None:
        delivery = DeliverySettings.of(scope, STAGES)
        stage = Config.of(scope).profile.name
        account = delivery.accounts[stage]
        super().__init__(scope, id, env=cdk.Environment(account=account, region=delivery.region))
        smoke_role = f"arn:aws:iam::{account}:role/{ROLE_NAME}"
        role = GithubDeployRole(
            self,
            "Deploy",
            repository=delivery.repository,
            environments=[stage],
            may_assume=[smoke_role],
        )
        cdk.CfnOutput(self, "DeployRoleArn", value=role.role_arn)
        cdk.CfnOutput(self, "SmokeRoleArn", value=smoke_role)
