"""A stand-in for the provider's cloud: a real HTTP server on loopback that can be told to misbehave."""

from ._faults import FAULTS, Fault, FaultKind
from ._library import Library
from ._loopback import LoopbackServer
from ._media_file import MediaFile
from ._owner import press
from ._samples import make_samples
from ._server import StandIn

__all__ = [
    "FAULTS",
    "Fault",
    "FaultKind",
    "Library",
    "LoopbackServer",
    "MediaFile",
    "StandIn",
    "make_samples",
    "press",
]
