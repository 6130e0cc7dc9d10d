"""How much a stage keeps and spends: never whether it is protected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar
from weakref import WeakKeyDictionary

from aws_cdk import RemovalPolicy, Stack

from cloud_constructs.core._errors import StackError
from cloud_constructs.core._stack import stack_facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from constructs import Construct

STAGE_CONTEXT = "stage"
DEFAULT_STAGE = "prod"
OfStage = TypeVar("OfStage")


@dataclass(frozen=True, slots=True, kw_only=True)
class StageProfile:
    """The sizes, retentions and costs of a stage.

    It promises that encryption, access control, logging and recovery are the same in every stage: only
    how long things are kept and whether data outlive their stack differ.

    Args:
        name: The name, as it stands in the context key `stage`.
        log_retention_days: How many days logs are kept.
        recovery_days: How many days back a table can be restored to, from 1 to 35.
        backup_days: How many days a daily backup is kept.
        keeps_data: Whether stateful resources outlive their stack and refuse deletion.
        log_level: From which level on functions log; Lambda drops what is below.
        pages: Whether anybody is woken by its alarms.

    Example:
        ```python
        from cloud_constructs import StageProfile

        assert StageProfile.named("dev").keeps_data is False
        ```
    """

    name: str
    log_retention_days: int
    recovery_days: int
    backup_days: int
    keeps_data: bool
    log_level: Literal["DEBUG", "INFO", "WARN"] = "INFO"
    pages: bool = True

    @property
    def removal_policy(self) -> RemovalPolicy:
        """What becomes of stateful resources when their stack goes."""
        return RemovalPolicy.RETAIN if self.keeps_data else RemovalPolicy.DESTROY

    @staticmethod
    def named(name: str, path: str = "StageProfile") -> StageProfile:
        """Return a profile by its name.

        Raises:
            StackError: There is no profile of that name; the message lists those that exist.
        """
        return of_stage(PROFILES, name, path)

    def apply(self, scope: Construct) -> None:
        """Make it the profile of everything in a stack, whatever the context names.

        Raises:
            StackError: Something in the stack has followed another profile already.
        """
        stack = stack_facts(scope).stack
        if _of_stack.setdefault(stack, self) != self:
            raise StackError(
                stack,
                f"the stack has followed the stage {_of_stack[stack].name!r} already",
                "apply a profile before the first construct is made",
            )

    @staticmethod
    def of(scope: Construct) -> StageProfile:
        """Return the profile that was applied to the stack, or that the context key `stage` names.

        Without either, it is production's.
        """
        stack = stack_facts(scope).stack
        profile = _of_stack.get(stack)
        if profile is None:
            node = stack.node
            name: object = node.try_get_context(STAGE_CONTEXT)
            profile = StageProfile.named(DEFAULT_STAGE if name is None else str(name), node.path)
            _of_stack[stack] = profile
        return profile


PROFILES = {
    "dev": StageProfile(
        name="dev",
        log_retention_days=7,
        log_level="DEBUG",
        recovery_days=7,
        backup_days=7,
        keeps_data=False,
        pages=False,
    ),
    "staging": StageProfile(
        name="staging", log_retention_days=14, recovery_days=14, backup_days=14, keeps_data=True
    ),
    "prod": StageProfile(
        name="prod", log_retention_days=30, recovery_days=35, backup_days=35, keeps_data=True
    ),
}


def of_stage(stages: Mapping[str, OfStage], name: str, path: str) -> OfStage:
    """Return what a stage has.

    Raises:
        StackError: There is no such stage; the message lists those that there are.
    """
    if name not in stages:
        raise StackError(
            path,
            f"there is no stage named {name!r}",
            f"choose one of {', '.join(stages)}, for example with `-c {STAGE_CONTEXT}={next(iter(stages))}`",
        )
    return stages[name]


_of_stack: WeakKeyDictionary[Stack, StageProfile] = WeakKeyDictionary()
