"""WarmStart: how invocations begin without waiting for a new environment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from aws_cdk import aws_lambda as lambda_

    from cloud_constructs.core import Check

SNAP_START_STORAGE = 512
WITHOUT_SNAPSHOTS = ("python3.9", "python3.10", "python3.11")
MANY = 1_000_000


@dataclass(frozen=True, slots=True)
class WarmStart:
    """How invocations begin: `WarmStart.SNAP_START` or `WarmStart.provisioned(...)`, never both.

    It promises that both stand behind the alias `live`: Lambda offers neither for unpublished code.

    Example:
        ```python
        from cloud_constructs import WarmStart

        WarmStart.provisioned(2, up_to=20)
        ```
    """

    environments: int | None = None
    """How many environments are always ready; `None` for SnapStart."""
    up_to: int | None = None
    utilization: float = 0.7

    SNAP_START: ClassVar[WarmStart]
    """Environments begin from a snapshot that is taken when a version is published."""

    @staticmethod
    def provisioned(environments: int, *, up_to: int | None = None, utilization: float = 0.7) -> WarmStart:
        """Keep environments ready.

        Args:
            environments: How many are always ready.
            up_to: How many there may be when many are in use; without it their number does not change.
            utilization: The share in use, from 0.1 to 0.9, that scaling aims at.
        """
        return WarmStart(environments, up_to, utilization)

    def check(self, check: Check, concurrency: int | None, ephemeral_storage: int, runtime: str) -> None:
        """Raise unless the numbers fit each other and what else the function asks for."""
        if self.environments is None:
            # https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html
            check.require(
                runtime not in WITHOUT_SNAPSHOTS,
                f"warm_start is SnapStart and runtime is {runtime}",
                "choose Python 3.12 or newer",
            )
            check.require(
                ephemeral_storage <= SNAP_START_STORAGE,
                f"warm_start is SnapStart and ephemeral_storage is {ephemeral_storage} MB",
                f"leave it at {SNAP_START_STORAGE} MB, or keep environments ready with WarmStart.provisioned",
            )
            return
        check.between("environments of warm_start", self.environments, 1, concurrency or MANY)
        if self.up_to is not None:
            check.between("up_to of warm_start", self.up_to, self.environments, concurrency or MANY)
        # https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
        check.between("utilization of warm_start", self.utilization, 0.1, 0.9)

    @property
    def snap_start(self) -> lambda_.SnapStartConf | None:
        """The function's own part in SnapStart."""
        from aws_cdk import aws_lambda as lambda_

        return lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS if self.environments is None else None

    def scale(self, alias: lambda_.Alias) -> None:
        """Let the number of environments follow their use, between its bounds."""
        if self.environments is None or self.up_to is None:
            return
        scaling = alias.add_auto_scaling(min_capacity=self.environments, max_capacity=self.up_to)
        scaling.scale_on_utilization(utilization_target=self.utilization)


WarmStart.SNAP_START = WarmStart()
