"""The ways in which the provider can misbehave, by name, each counting how often it really did."""

import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FaultKind:
    """One way to misbehave; `times` is how often it does so unless told otherwise, None for ever.

    `only` names the provider that alone misbehaves so.
    """

    name: str
    description: str
    times: int | None
    only: str | None = None


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
        FaultKind("longer-file", "sends a file that is one byte longer than the listing says", 1),
        FaultKind("wrong-bytes", "sends a file whose last bytes are not its own", 1),
        FaultKind("slow-loris", "sends a file a byte at a time", 1),
        FaultKind("busy", "answers 503 and names the second at which it will be back", 3),
        FaultKind("html-listing", "answers the listing with a web page and status 200", 1),
        FaultKind("html-look-up", "answers the look-up of a file with a web page and status 200", 1),
        FaultKind("html-file", "sends a web page with status 200 where the file belongs", 1),
        FaultKind("redirected", "sends whoever wants a file to another host", None),
        FaultKind("redirect-loop", "sends whoever wants a file round in circles", 1),
        FaultKind("duplicate-items", "lists every item twice", None),
        FaultKind("cursor-loop", "gives the first page for every page", 1),
        FaultKind("empty-page", "has an empty page in the middle of the listing", None),
        FaultKind("growing-file", "lists files with a byte less than they will have", None),
        FaultKind("refused-refresh", "refuses the refresh token", None),
        FaultKind(
            "download-quota", "says that a file's downloads are used up for today", None, only="google-drive"
        ),
        FaultKind("abusive-file", "takes one of the files for malware", None, only="google-drive"),
    )
}


class Fault:
    """A fault that is switched on: it bites `times` times, with `each` as often for each of its victims."""

    def __init__(self, name: str, times: int | None, *, each: bool = False) -> None:
        self.name = name
        self.times = times
        self._each = each
        self._bites: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def bites(self) -> int:
        """How often it has misbehaved."""
        return self._bites.total()

    @property
    def victims(self) -> set[str]:
        """Whom it has bitten."""
        return set(self._bites)

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

    def bite(self, victim: str = "") -> bool:
        """Whether to misbehave now; counts it if so."""
        with self._lock:
            bites = self._bites[victim] if self._each else self._bites.total()
            if self.times is not None and bites >= self.times:
                return False
            self._bites[victim] += 1
            return True


class Faults:
    """The faults that are switched on, by name."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._faults = {fault.name: fault for fault in faults}

    def bites(self, name: str, victim: str = "") -> bool:
        """Whether the fault of that name is on, and bites now."""
        fault = self._faults.get(name)
        return fault is not None and fault.bite(victim)

    def count(self, name: str) -> int:
        """How often the fault has bitten."""
        fault = self._faults.get(name)
        return fault.bites if fault else 0

    def calm(self) -> None:
        """Switches all of them off."""
        self._faults = {}
