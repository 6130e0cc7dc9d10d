"""The ways in which the provider can misbehave, by name, each counting how often it really did."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One way to misbehave; `times` is how often it does so unless told otherwise, None for ever."""

    name: str
    description: str
    times: int | None


FAULTS = {
    kind.name: kind
    for kind in (
        FaultKind("dropped-connection", "resets the connection half-way through a file", 3),
        FaultKind("truncated-body", "announces a whole file, sends half of it and closes in good order", 3),
        FaultKind("429-storm", "asks for patience: in seconds, as a date, or without saying how long", 8),
        FaultKind("expired-token", "revokes every access token in the middle of the run", 1),
        FaultKind("expired-url", "hands out download URLs that have already expired", 3),
        FaultKind("one-file-gone", "has deleted one of the listed files when its turn comes", None),
        FaultKind("server-errors", "answers 500", 5),
        FaultKind("wrong-length", "sends a file that is one byte shorter than the listing says", 1),
    )
}


class Fault:
    """A fault that is switched on."""

    def __init__(self, name: str, times: int | None) -> None:
        self.name = name
        self.times = times
        self.bites = 0
        self._lock = threading.Lock()

    @classmethod
    def parse(cls, text: str) -> "Fault":
        """Reads `name`, `name:times` or `name:forever`.

        Raises:
            ValueError: There is no such fault, or no such number.
        """
        name, colon, times = text.partition(":")
        if name not in FAULTS:
            raise ValueError(f"there is no fault {name!r}; there are: {', '.join(FAULTS)}")
        if not colon:
            return cls(name, FAULTS[name].times)
        if times == "forever":
            return cls(name, None)
        if not times.isdecimal() or int(times) == 0:
            raise ValueError(f"{name} can bite a number of times or 'forever', not {times!r}")
        return cls(name, int(times))

    def bite(self) -> bool:
        """Whether to misbehave now; counts it if so."""
        with self._lock:
            if self.times is not None and self.bites >= self.times:
                return False
            self.bites += 1
            return True


class Faults:
    """The faults that are switched on, by name."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._faults = {fault.name: fault for fault in faults}

    def bites(self, name: str) -> bool:
        """Whether the fault of that name is on, and bites now."""
        fault = self._faults.get(name)
        return fault is not None and fault.bite()

    def count(self, name: str) -> int:
        """How often the fault has bitten."""
        fault = self._faults.get(name)
        return fault.bites if fault else 0
