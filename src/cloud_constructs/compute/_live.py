"""Live: the published version of a function that callers reach, and how they come to the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_lambda as lambda_

from cloud_constructs.core import L3, create, read, resource_of

if TYPE_CHECKING:
    from constructs import Construct

    from cloud_constructs.compute._deploy import Deploy
    from cloud_constructs.compute._rollout import Rollout
    from cloud_constructs.compute._warm_start import WarmStart

ALIAS = "live"


class Live(L3):
    """The alias `live` of a function.

    It promises that whoever takes it reaches one published version, or two while a deployment is under way.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        function: lambda_.Function,
        function_name: str,
        function_arn: str,
        warm_start: WarmStart | None,
        deploy: Deploy | None,
    ) -> None:
        super().__init__(scope, id)
        self._alias = create(
            lambda_.Alias,
            lambda_.AliasProps,
            self,
            "Resource",
            alias_name=ALIAS,
            provisioned_concurrent_executions=warm_start.environments if warm_start else None,
            version=function.current_version,
        )
        self._arn = read(self._alias, "function_arn")
        if warm_start is not None:
            warm_start.scale(self._alias)
        self._rollout: Rollout | None = None
        if deploy is not None:
            # CodeDeploy and alarms are loaded by those who deploy with them.
            from cloud_constructs.compute._rollout import Rollout

            self._rollout = Rollout(
                self,
                "Rollout",
                deploy=deploy,
                function_name=function_name,
                function_arn=function_arn,
                alias=ALIAS,
            )
            resource = resource_of(self._alias, lambda_.CfnAlias)
            resource.cfn_options.update_policy = self._rollout.update_policy()

    @property
    def alias(self) -> lambda_.Alias:
        """The alias."""
        return self._alias

    @property
    def alias_arn(self) -> str:
        """The alias's ARN."""
        return self._arn

    @property
    def rollout(self) -> Rollout | None:
        """How callers move to a new version; `None` if they do so all at once, without alarms."""
        return self._rollout
