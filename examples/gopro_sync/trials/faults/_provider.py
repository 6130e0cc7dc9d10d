"""Faults of the provider: what stands in for it knows them by name."""

from stand_in import FAULTS

from ._case import Case, Ending

_FOREVER = None


def _case(name: str, times: int | None = 1, ending: Ending = Ending.SURVIVED) -> Case:
    kind = FAULTS[name]
    for_ever = times is None and kind.times is not None
    return Case(
        name=f"{name}-for-ever" if for_ever else name,
        where="provider",
        what=f"{kind.description}, for ever" if for_ever else kind.description,
        times=times,
        provider=[name],
        ending=ending,
    )


PROVIDER_FAULTS = [
    _case("dropped-connection", 3),
    _case("dropped-connection", _FOREVER, Ending.LOST),
    _case("truncated-body", 3),
    _case("truncated-body", _FOREVER, Ending.LOST),
    _case("wrong-length"),
    _case("wrong-length", _FOREVER, Ending.LOST),
    _case("longer-file"),
    _case("wrong-bytes"),
    _case("wrong-bytes", _FOREVER, Ending.LOST),
    _case("slow-loris"),
    _case("growing-file", 1, Ending.LOST),
    _case("one-file-gone", _FOREVER, Ending.DELETED),
    _case("429-storm", 4),
    _case("server-errors", 3),
    _case("server-errors", _FOREVER, Ending.RUN_FAILED),
    _case("busy", 1),
    _case("expired-token", 1),
    _case("refused-refresh", _FOREVER, Ending.RUN_FAILED),
    _case("expired-url", 3),
    _case("html-listing"),
    _case("html-look-up", 3),
    _case("html-file"),
    _case("html-file", _FOREVER, Ending.LOST),
    _case("redirected", _FOREVER),
    _case("redirect-loop"),
    _case("duplicate-items", _FOREVER),
    _case("cursor-loop"),
    _case("empty-page", _FOREVER),
]
