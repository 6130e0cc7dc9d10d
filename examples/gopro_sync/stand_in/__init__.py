"""Stand-ins for the providers' clouds: real HTTP servers on loopback that can be told to misbehave."""

from ._faults import FAULTS, Fault, FaultKind
from ._library import Library
from ._loopback import LoopbackServer
from ._media_file import MediaFile
from ._owner import press
from ._samples import make_samples
from ._server import PROVIDERS, StandIn

__all__ = [
    "FAULTS",
    "PROVIDERS",
    "Fault",
    "FaultKind",
    "Library",
    "LoopbackServer",
    "MediaFile",
    "StandIn",
    "make_samples",
    "press",
]
