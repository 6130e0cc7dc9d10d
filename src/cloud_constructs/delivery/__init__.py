"""How an app reaches its accounts: built once, tried, approved and promoted."""

from cloud_constructs.delivery._delivery_environment import DeliveryEnvironment, SmokeTest
from cloud_constructs.delivery._delivery_pipeline import DeliveryPipeline
from cloud_constructs.delivery._delivery_settings import DeliverySettings
from cloud_constructs.delivery._git_source import GitSource
from cloud_constructs.delivery._github_deploy_role import GithubDeployRole

__all__ = [
    "DeliveryEnvironment",
    "DeliveryPipeline",
    "DeliverySettings",
    "GitSource",
    "GithubDeployRole",
    "SmokeTest",
]
