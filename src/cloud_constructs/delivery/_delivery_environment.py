"""DeliveryEnvironment: a place to which an app is delivered, and what has to hold there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cloud_constructs.core import Check, Waiver


@dataclass(frozen=True, slots=True, kw_only=True)
class SmokeTest:
    """Commands that try the app after its deployment.

    It promises that they run with a role of their own, which has nothing to do with the one that deploys.

    They find the name of the environment in `DELIVERY_ENVIRONMENT`, and in `STACK_OUTPUTS` the file that
    `cdk deploy --outputs-file` wrote.

    Args:
        commands: The commands; the first that fails ends the test.
        role_arn: The role that the commands have, in the environment's account; by default they may do
            nothing there.

    Example:
        ```python
        from cloud_constructs import SmokeTest

        smoke = SmokeTest(commands=['python smoke.py --environment "$DELIVERY_ENVIRONMENT"'])
        ```
    """

    commands: Sequence[str]
    role_arn: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryEnvironment:
    """An account and a region to which a pipeline delivers.

    It promises that whoever deploys there can assume the roles that `cdk bootstrap` made there, and no other.
    An account other than the pipeline's is bootstrapped with `--trust` and the pipeline's account.

    Args:
        name: What tells it apart, such as `staging`.
        account: The account.
        region: The region.
        further_regions: Other regions in which the assembly has stacks.
        assembly: The cloud assembly that is deployed, a folder among what the build leaves.
        approval: A `Waiver` to deliver without asking; by default somebody approves, except in the first
            of several environments, which is there to be judged.
        smoke: What is tried afterwards; by default nothing.

    Example:
        ```python
        from cloud_constructs import DeliveryEnvironment, SmokeTest

        staging = DeliveryEnvironment(
            name="staging",
            account="111122223333",
            region="eu-west-1",
            assembly="cdk.out/staging",
            smoke=SmokeTest(commands=["python smoke.py"]),
        )
        ```
    """

    name: str
    account: str
    region: str
    assembly: str = "cdk.out"
    approval: Waiver | None = None
    smoke: SmokeTest | None = None
    further_regions: tuple[str, ...] = ()

    def check(self, check: Check) -> None:
        """Raise unless each value has its form."""
        expected = "a letter, then letters, digits and '-'"
        check.matches("the name of an environment", self.name, r"[A-Za-z][A-Za-z0-9-]{0,29}", expected)
        check.require(
            not re.match(r"(source|build)$|approve-", self.name, re.IGNORECASE),
            f"an environment is named {self.name}",
            "choose a name that no other stage of the pipeline has: Source, Build and Approve-... are taken",
        )
        of = f"of the environment {self.name}"
        check.matches(f"account {of}", self.account, r"\d{12}", "the 12 digits of an account")
        for region in (self.region, *self.further_regions):
            check.matches(f"region {of}", region, r"[a-z]{2}(-[a-z]+)+-\d", "a region such as eu-west-1")
        # It becomes part of a command.
        expected = "a folder of letters, digits, '.', '_', '-' and '/'"
        check.matches(f"assembly {of}", self.assembly, r"\w[\w./-]*", expected)
        if self.smoke is not None:
            check.require(
                len(self.smoke.commands) > 0,
                f"smoke {of} has no commands",
                "say what is tried, or leave smoke out",
            )
            if self.smoke.role_arn is not None:
                pattern = rf"arn:[\w-]+:iam::{self.account}:role/[\w+=,.@/-]+"
                expected = f"the ARN of a role in the account {self.account}"
                check.matches(f"role_arn of smoke {of}", self.smoke.role_arn, pattern, expected)
