"""What the app may cost, and the tags by which its costs are told from others'."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_organizations as organizations
from constructs import Construct

from cloud_constructs import AlertTopic, CostGuard

from .config import STAGES, Config

DAYS = 30


class CostStack(cdk.Stack):
    """Budgets for the month and for a day, and a watch for costs that nobody planned."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        alerts: AlertTopic,
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        self.guard = CostGuard(
            self,
            "Costs",
            notify=alerts,
            monthly_limit=config.monthly_budget,
            # A busy day may cost as much as two.
            daily_limit=round(2 * config.monthly_budget / DAYS, 2),
            tag=("Project", config.tags.project),
        )


class TagPolicyStack(cdk.Stack):
    """A tag policy of the organisation: how the four tags are written, and which stages there are.

    Only the management account can deploy it, so that it exists only where `tag_policy_target` is given.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Config,
        target: str,
        **stack: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(scope, id, **stack)
        tags = config.tags
        keys: dict[str, dict[str, Any]] = {key: {"tag_key": {"@@assign": key}} for key in tags.as_dict()}
        keys["Environment"]["tag_value"] = {"@@assign": list(STAGES)}
        organizations.CfnPolicy(
            self,
            "TagPolicy",
            name=f"{tags.project}-tags",
            type="TAG_POLICY",
            description="How costs and owners are told apart",
            content={"tags": keys},
            target_ids=[target],
        )
