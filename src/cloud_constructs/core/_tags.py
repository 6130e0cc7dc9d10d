"""The tags that every taggable resource carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aws_cdk import Tags

from cloud_constructs.core._errors import ArgumentError

if TYPE_CHECKING:
    from constructs import Construct


@dataclass(frozen=True, slots=True, kw_only=True)
class MandatoryTags:
    """The four tags by which cost and ownership are told apart.

    It promises that every taggable resource below a scope carries all four.

    Args:
        environment: The stage that the resources belong to.
        project: The product that they belong to.
        owner: The team that answers for them.
        cost_center: Who pays for them.

    Raises:
        ArgumentError: A value is empty or longer than 256 characters (the limit that AWS sets:
            https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html).

    Example:
        ```python
        import aws_cdk as cdk
        from cloud_constructs import MandatoryTags

        app = cdk.App()
        MandatoryTags(environment="dev", project="shop", owner="web", cost_center="4711").apply(app)
        ```
    """

    environment: str
    project: str
    owner: str
    cost_center: str

    def __post_init__(self) -> None:
        for key, value in self.as_dict().items():
            if not 1 <= len(value) <= 256:
                raise ArgumentError(
                    "MandatoryTags", f"{key} is {value!r}", "give a value of 1 to 256 characters"
                )

    def as_dict(self) -> dict[str, str]:
        """Return the tags under the names that they have in AWS."""
        return {
            "Environment": self.environment,
            "Project": self.project,
            "Owner": self.owner,
            "CostCenter": self.cost_center,
        }

    def apply(self, scope: Construct) -> None:
        """Tag every taggable resource below `scope`."""
        tags = Tags.of(scope)
        for key, value in self.as_dict().items():
            tags.add(key, value)
