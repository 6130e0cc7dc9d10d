"""What a fault is: where it sits, how it is brought about, and how the night must end in spite of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from stand_in import Fault, StandIn

from ._laboratory import Laboratory, Run
from ._proxy import Action, Call, Rule


class Ending(StrEnum):
    """How a night with a fault must end. Whatever it is, the next night must mend it."""

    SURVIVED = "every file is copied"
    LOST = "what was bitten is FAILED and reported, the rest is copied"
    DELETED = "what is gone counts as deleted and is reported, the rest is copied"
    RUN_FAILED = "the run fails and is reported"
    STOPPED = "the run is stopped, and nobody else may begin until it is taken up again"


Play: TypeAlias = Callable[[Laboratory, StandIn, Fault], Run]


def one_night(laboratory: Laboratory, stand_in: StandIn, fault: Fault) -> Run:
    """Runs the state machine once, as the schedule does."""
    return laboratory.run(stand_in, losing=fault.times is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One fault, which bites each file `times` times, or for ever."""

    name: str
    where: str
    what: str
    ending: Ending = Ending.SURVIVED
    times: int | None = 1
    provider: Sequence[str] = ()
    """The faults of the provider that it consists of, or that lead to where it bites."""
    rules: Callable[[Fault], Sequence[Rule]] | None = None
    """What happens to the functions' requests to AWS."""
    play: Play = one_night

    def fault(self) -> Fault:
        """The fault, ready to bite."""
        own = self.provider[0] if self.provider and self.rules is None else self.name
        return Fault(own, self.times, each=True)

    def on(self, fault: Fault) -> list[Fault]:
        """What is to be switched on at the provider."""
        others = [Fault(name, 1, each=True) for name in self.provider if name != fault.name]
        return [fault, *others]


def spoiling(
    name: str,
    where: str,
    what: str,
    *operations: str,
    action: Action,
    times: int | None = 1,
    ending: Ending = Ending.SURVIVED,
    concerns: Callable[[Call], bool] = lambda _: True,
    provider: Sequence[str] = (),
) -> Case:
    """A fault of AWS: what happens to the functions' requests for these operations."""

    def rules(fault: Fault) -> list[Rule]:
        return [Rule(operation=one, action=action, fault=fault, concerns=concerns) for one in operations]

    return Case(name=name, where=where, what=what, times=times, ending=ending, rules=rules, provider=provider)
